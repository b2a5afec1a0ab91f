import { z } from 'zod';

const line = z.string().trim().min(1).max(500);
const longText = z.string().trim().min(1).max(20_000);
const when = z.string().trim().min(1).max(200);

/** One address, several in one text, or a list of them. */
const people = z.union([z.string(), z.array(z.string())]).transform((given) =>
  [given]
    .flat()
    .flatMap((entry) => entry.split(/[,;]/))
    .map((entry) => entry.trim())
    .filter(Boolean),
);

const minutes = z.union([z.number(), z.string().trim().regex(/^\d+$/).transform(Number)]).pipe(z.number().int().min(1).max(1440));

const IMPORTANCE_WORDS: Readonly<Record<string, number>> = { low: 2, normal: 5, medium: 5, high: 8, urgent: 10, critical: 10 };

/** 0 to 10, or the word for it. */
const importance = z
  .union([z.number(), z.string().transform((word) => IMPORTANCE_WORDS[word.trim().toLowerCase()] ?? Number.NaN)])
  .pipe(z.number().int().min(0).max(10));

/** One of the six actions, its arguments checked, once their names are ours. */
export const checkedAction = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('send_email'),
    arguments: z.object({ to: people.pipe(z.array(z.string()).min(1)), subject: line, body: longText }),
  }),
  z.object({
    action: z.literal('schedule_meeting'),
    arguments: z.object({
      title: line,
      start: when,
      end: when.optional(),
      durationMinutes: minutes.optional(),
      attendees: people.default([]),
    }),
  }),
  z.object({
    action: z.literal('create_task'),
    arguments: z.object({ title: line, due: when.optional(), importance: importance.optional() }),
  }),
  z.object({ action: z.literal('summarize'), arguments: z.object({ what: line.optional() }) }),
  z.object({ action: z.literal('remind'), arguments: z.object({ text: line, when }) }),
  z.object({ action: z.literal('research'), arguments: z.object({ question: line }) }),
]);

export type CheckedAction = z.infer<typeof checkedAction>;
export type ActionName = CheckedAction['action'];

/** Other names that models use for the same thing, in the order in which they are looked for. */
const OTHER_NAMES: Readonly<Record<ActionName, Readonly<Record<string, readonly string[]>>>> = {
  send_email: {
    to: ['recipient', 'recipients', 'email', 'address'],
    subject: ['title'],
    body: ['text', 'message', 'content'],
  },
  schedule_meeting: {
    title: ['subject', 'summary', 'name', 'topic'],
    start: ['when', 'time', 'datetime', 'start_time', 'startTime', 'date'],
    end: ['end_time', 'endTime', 'until'],
    durationMinutes: ['duration_minutes', 'duration', 'minutes'],
    attendees: ['participants', 'guests', 'invitees', 'with'],
  },
  create_task: {
    title: ['task', 'name', 'text', 'description'],
    due: ['due_date', 'dueDate', 'deadline', 'when', 'date'],
    importance: ['priority'],
  },
  summarize: { what: ['topic', 'text', 'query', 'subject', 'content'] },
  remind: {
    text: ['message', 'what', 'title', 'task', 'about'],
    when: ['time', 'at', 'datetime', 'date', 'due', 'remind_at'],
  },
  research: { question: ['query', 'topic', 'q', 'text', 'subject'] },
};

/** Brings the names to ours; what is null is left out, what has no name of ours too. */
export function withOurNames(action: ActionName, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const ours: Record<string, unknown> = {};
  for (const [name, others] of Object.entries(OTHER_NAMES[action])) {
    const used = [name, ...others].find((key) => Object.hasOwn(given, key) && given[key] !== null);
    if (used !== undefined) ours[name] = given[used];
  }
  return ours;
}
