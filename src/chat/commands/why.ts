import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { shown } from '../../actions/card/shown.ts';
import { type HourLesson, hourLesson, lessonText } from '../../calendar/hour-lessons.ts';
import type { Database, Tx } from '../../db/client.ts';
import { actions } from '../../db/schema/actions.ts';
import { AppError } from '../../ground/errors.ts';
import { findSaid, type Said } from '../../outbox/outbox.ts';
import { ratingsOf, verdictText } from '../../proactive/ratings.ts';
import { explain } from '../../tasks/explain.ts';
import { taskByNumber } from '../../tasks/store.ts';
import { viewOf } from '../../tasks/view.ts';
import type { Command, CommandContext } from './command.ts';

/** Says why a message was said or a task stands where it does. */
export function createWhyCommand({ db }: { readonly db: Database }): Command {
  return {
    name: 'why',
    description: 'Learn why I said or did something, or why a task ranks as it does',
    usage: '/why (as an answer to a message), /why task 12',
    run: (context, argument) =>
      db.asPerson(context.personId, async (tx) => {
        const task = /^(?:task\s+)?#?(\d+)$/i.exec(argument)?.[1];
        const text = task === undefined ? await whyMessage(tx, context) : await whyTask(tx, context, Number(task));
        return { message: { text } };
      }),
  };
}

async function whyTask(tx: Tx, { personId, profile, now }: CommandContext, number: number): Promise<string> {
  const task = await taskByNumber(tx, personId, number);
  if (!task) throw new AppError('not-found', `There is no task ${number}. /tasks shows your tasks with their numbers.`);
  return explain(task, viewOf(profile, now));
}

async function whyMessage(tx: Tx, context: CommandContext): Promise<string> {
  const said = await findSaid(tx, context.personId, context, context.replyTo);
  if (!said) throw new AppError('not-found', 'I have said nothing here yet. Answer to one of my messages with /why.');
  return whyText(tx, context.personId, said);
}

/** What set a message off, who worded it, what it rests on and what was done on the way. */
export async function whyText(tx: Tx, personId: string, said: Said): Promise<string> {
  const { trigger, by, sources } = said.why;
  return [
    `I said this because of **${trigger}**.`,
    by === 'rule' ? 'It was worded by a fixed rule, without a model.' : `It was worded by the model ${by}.`,
    sources.length === 0 ? 'It rests on nothing else.' : `It rests on: ${sources.map((source) => `\`${source}\``).join(', ')}.`,
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
