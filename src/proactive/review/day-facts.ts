import { and, asc, eq, gte, like, ne, not, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { actions } from '../../db/schema/actions.ts';
import { tasks } from '../../db/schema/planning.ts';
import { clockText } from '../../reminders/moment-text.ts';
import type { Fact, FactSource } from '../brief/fact.ts';

/** What was done today, from what is on record alone. */
export const dayFacts: FactSource = {
  name: 'what was done',
  area: 'task',
  async read({ personId, profile, now }, inDb) {
    const zone = profile.identity.timezone;
    const from = now.toZonedDateTimeISO(zone).startOfDay().toInstant();
    const at = (moment: Temporal.Instant | null) => (moment ? `${clockText(moment.toZonedDateTimeISO(zone))} ` : '');
    const [finished, done] = await inDb(async (tx) => [
      await finishedTasks(tx, personId, from),
      await doneActions(tx, personId, from),
    ]);
    return [
      ...finished.map(
        ({ number, title, finishedAt, tainted }): Fact => ({
          section: 'Done today',
          source: `task:${number}`,
          text: `${at(finishedAt)}${title}`,
          tainted,
        }),
      ),
      ...done.map(
        ({ id, outcome, finishedAt }): Fact => ({
          section: 'Done today',
          source: `action:${id.slice(0, 8)}`,
          text: `${at(finishedAt)}${firstLine(outcome ?? 'Done')}`,
          // What was done to a mail or an event may quote it.
          tainted: true,
        }),
      ),
    ];
  },
};

const MOST = 20;

function finishedTasks(tx: Tx, personId: string, from: Temporal.Instant) {
  return tx
    .select()
    .from(tasks)
    .where(and(eq(tasks.personId, personId), eq(tasks.state, 'done'), gte(tasks.finishedAt, from)))
    .orderBy(asc(tasks.finishedAt))
    .limit(MOST);
}

/** What reached others or changed something outside; tasks and memories stand for themselves, reminders and settings are no deeds. */
function doneActions(tx: Tx, personId: string, from: Temporal.Instant) {
  const own = or(...['task', 'reminder', 'memory', 'profile'].map((area) => like(actions.kind, `${area}\\_%`)));
  return tx
    .select()
    .from(actions)
    .where(
      and(
        eq(actions.personId, personId),
        eq(actions.state, 'done'),
        ne(actions.effect, 'read'),
        gte(actions.finishedAt, from),
        own && not(own),
      ),
    )
    .orderBy(asc(actions.finishedAt))
    .limit(MOST);
}

function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > 160 ? `${line.slice(0, 160)}...` : line;
}
