import { and, eq, inArray } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { firstWords } from '../../actions/card/card-text.ts';
import { shown } from '../../actions/card/shown.ts';
import type { Audit } from '../../audit/audit.ts';
import { type HourLesson, hourLesson, lessonText } from '../../calendar/hour-lessons.ts';
import type { Database, Tx } from '../../db/client.ts';
import { actions } from '../../db/schema/actions.ts';
import { AppError } from '../../ground/errors.ts';
import { namedMemories } from '../../memory/named-memories.ts';
import { recallLineText } from '../../memory/recall-line.ts';
import { findSaid, type Said } from '../../outbox/outbox.ts';
import { ratingsOf, verdictText } from '../../proactive/ratings.ts';
import { explain } from '../../tasks/explain.ts';
import { taskByNumber } from '../../tasks/store.ts';
import { viewOf } from '../../tasks/view.ts';
import type { Command, CommandContext } from './command.ts';

/** Says why a message was said or a task stands where it does. */
export function createWhyCommand(deps: { readonly db: Database; readonly audit: Audit }): Command {
  return {
    name: 'why',
    description: 'Learn why I said or did something, or why a task ranks as it does',
    usage: '/why (as an answer to a message), /why task 12',
    run: (context, argument) =>
      deps.db.asPerson(context.personId, async (tx) => {
        const task = /^(?:task\s+)?#?(\d+)$/i.exec(argument)?.[1];
        const text = task === undefined ? await whyMessage(deps.audit, tx, context) : await whyTask(tx, context, Number(task));
        return { message: { text } };
      }),
  };
}

async function whyTask(tx: Tx, { personId, profile, now }: CommandContext, number: number): Promise<string> {
  const task = await taskByNumber(tx, personId, number);
  if (!task) throw new AppError('not-found', `There is no task ${number}. /tasks shows your tasks with their numbers.`);
  return explain(task, viewOf(profile, now));
}

async function whyMessage(audit: Audit, tx: Tx, context: CommandContext): Promise<string> {
  const { personId, profile, now } = context;
  const said = await findSaid(tx, personId, context, context.replyTo);
  if (!said) throw new AppError('not-found', 'I have said nothing here yet. Answer to one of my messages with /why.');
  return whyText(audit, tx, said, { personId, zone: profile.identity.timezone, now });
}

/** Who asks, and when. */
interface Asking {
  readonly personId: string;
  readonly zone: string;
  readonly now: Temporal.Instant;
}

/** What set a message off, who worded it, what it rests on, with the words of what was remembered, and what was done on the way. */
export async function whyText(audit: Audit, tx: Tx, said: Said, { personId, zone, now }: Asking): Promise<string> {
  const { trigger, by, sources } = said.why;
  const known = await namedMemories(tx, personId, sources, zone);
  if (known.length > 0)
    await audit.record(tx, personId, [{ at: now, dataType: 'memory', access: 'read', action: 'why', ref: said.key }]);
  const unnamed = sources.filter((source) => !known.some(({ id }) => id === source));
  return [
    `I said this because of **${trigger}**.`,
    by === 'rule' ? 'It was worded by a fixed rule, without a model.' : `It was worded by the model ${by}.`,
    sources.length === 0
      ? 'It rests on nothing else.'
      : `It rests on: ${unnamed.map((source) => `\`${source}\``).join(', ') || 'what I remember'}.`,
    ...known.map((line) => `- ${shown(recallLineText({ ...line, text: firstWords(line.text) }, zone, 'you'))}`),
    ...(await actionLines(tx, personId, said)),
    ...(await ratingsOf(tx, personId, said.item)).map(
      (rating) => `Rated ${verdictText(rating)} by ${rating.by === 'owner' ? 'you' : rating.by}.`,
    ),
  ].join('\n');
}

const ordered = z.object({ order: z.array(hourLesson).readonly() });

/** What was learned of the hours of the day and had a part in it. */
function orderOf(args: unknown): readonly HourLesson[] {
  return ordered.safeParse(args).data?.order ?? [];
}

async function actionLines(tx: Tx, personId: string, { why }: Said): Promise<string[]> {
  if (why.actions.length === 0) return [];
  const rows = await tx
    .select()
    .from(actions)
    .where(and(eq(actions.personId, personId), inArray(actions.id, why.actions)));
  return rows.flatMap(({ kind, state, decidedBy, args }) => [
    `- \`${kind}\`: ${state}; decided by: ${decidedBy ?? 'nobody yet'}`,
    ...orderOf(args).map((lesson) => `  Hours are in this order: ${shown(lessonText(lesson))}.`),
  ]);
}
