import { z } from 'zod';
import type { HeldEvents } from '../ics/held-events.ts';
import type { Todo } from '../ics/todo.ts';
import type { Letter } from '../mime/read.ts';

// What the child gives back is checked as what strangers send: it may have been taken over by what it read.

const text = z.string();
const address = z.object({ name: text, address: text });
const time = z.union([z.object({ at: text, zone: text }), z.object({ date: text })]);
const isSo = z.literal(true).exactOptional();

const content = {
  title: text,
  description: text,
  location: text,
  start: time,
  end: time,
  recurrence: z.array(text),
  guests: z.array(z.object({ ...address.shape, answer: z.enum(['needs-action', 'accepted', 'declined', 'tentative']) })),
};

const event = z.object({
  ...content,
  uid: text,
  sequence: z.number(),
  cancelled: z.boolean(),
  free: isSo,
  organizer: text,
  comment: text,
  instead: time.exactOptional(),
});

const meeting = z.object({
  ...event.omit({ cancelled: true }).shape,
  method: z.enum(['request', 'reply', 'cancel', 'counter']),
  withoutThem: isSo,
  stamp: text.exactOptional(),
  alternatives: z.array(z.object({ start: time, end: time })),
});

export const letterSchema: z.ZodType<Letter> = z.object({
  from: address,
  to: z.array(address),
  cc: z.array(address),
  bcc: z.array(address),
  replyTo: z.array(address),
  subject: text,
  messageId: text,
  references: z.array(text),
  text,
  attachments: z.array(z.object({ ref: text, name: text, mime: text, size: z.number() })),
  meeting: meeting.exactOptional(),
  bulk: z.enum(['list', 'automatic']).exactOptional(),
  date: text,
});

export const eventsSchema: z.ZodType<HeldEvents> = z.object({
  name: text,
  series: z.array(event),
  apart: z.map(text, z.array(event)),
  unread: z.number(),
});

export const todoSchema: z.ZodType<Todo> = z.object({
  title: text,
  notes: text,
  due: z.union([z.object({ date: text }), z.object({ at: text })]).nullable(),
  done: z.boolean(),
  changedAt: text,
  repeats: z.boolean(),
  organizer: text,
});
