import { and, eq, gt, lt } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Act } from '../../actions/act.ts';
import { cardKey } from '../../actions/card/card.ts';
import type { Database, Tx } from '../../db/client.ts';
import { claims, episodes, facts } from '../../db/schema/memory.ts';
import { shortForms } from '../../db/schema/observations.ts';
import { persons } from '../../db/schema/people.ts';
import type { Log } from '../../ground/log.ts';
import { consolidate } from '../../memory/night/consolidate.ts';
import { type Contradiction, contradictionsIn } from '../../memory/night/contradictions.ts';
import { load } from '../../people/profile-store.ts';
import type { Write } from '../brief/rewording.ts';
import type { Notify } from '../notify/notify.ts';
import { nextTime } from '../schedules.ts';
import { readWithModel, storeRead } from './read-with-model.ts';

interface NightDeps {
  readonly db: Database;
  readonly log: Log;
  readonly act: Act;
  readonly notify: Notify;
  /** Lets a model read; undefined without one. */
  readonly writeMemory: Write | undefined;
  /** Called when something is to be said. */
  readonly nudge: () => void;
}

/** Tidies the memory of everybody whose night has come. Rejects when the signal stops it: what is left waits for the next look. */
export type Night = (now: Temporal.Instant, signal: AbortSignal) => Promise<void>;

/** By the person's clock. */
const AT = '03:30';

/**
 * A night is one for whoever has said something since the last: a model reads what the rules could not, memory is tidied in one transaction,
 * and what goes against something else is asked by the card that any such saving shows. Made up for by day, if nobody was up at night.
 */
export function createNight(deps: NightDeps): Night {
  const { db, act, notify, nudge } = deps;

  async function raise(personId: string, contradiction: Contradiction, now: Temporal.Instant): Promise<void> {
    const { text, key, source, sources, tainted } = contradiction;
    const outcome = await act({ personId, kind: 'memory_save', input: { text }, key, source, tainted, unattended: true });
    if (outcome.state !== 'proposed') return;
    const [first = '', ...others] = sources;
    const news = { personId, key: cardKey(outcome.actionId), kind: 'memory', urgency: 'soon', tainted } as const;
    const line = 'Two things that I remember go against each other: which of them holds?';
    const told = { ...news, text: line, message: outcome.card, source: first, restsOn: others };
    await db.asPerson(personId, (tx) => notify(tx, told, now));
  }

  async function tidy(personId: string, now: Temporal.Instant, signal: AbortSignal): Promise<void> {
    const due = await db.asPerson(personId, (tx) => dueNight(tx, personId, now));
    if (!due) return;
    const { zone, since, readsByModel } = due;
    const write = readsByModel ? deps.writeMemory : undefined;
    const stretch = { personId, zone, from: since, until: now };
    const read = write ? await readWithModel({ ...deps, write }, stretch, signal) : [];
    const found = await db.asPerson(personId, async (tx) => {
      await storeRead(tx, personId, zone, read);
      await consolidate(tx, personId, now);
      return contradictionsIn(tx, personId, now.toZonedDateTimeISO(zone).toPlainDate());
    });
    for (const contradiction of found) await raise(personId, contradiction, now);
    if (found.length > 0) nudge();
  }

  return async (now, signal) => {
    const everybody = await db.asSystem((tx) => tx.select({ id: persons.id }).from(persons));
    for (const { id } of everybody) {
      signal.throwIfAborted();
      await tidy(id, now, signal);
    }
  };
}

interface DueNight {
  /** IANA. */
  readonly zone: string;
  /** The last night; where there was none, a day ago. */
  readonly since: Temporal.Instant;
  readonly readsByModel: boolean;
}

/** Undefined where nothing was said or told before this night that no night has seen. */
async function dueNight(tx: Tx, personId: string, now: Temporal.Instant): Promise<DueNight | undefined> {
  const { identity, settings } = await load(tx, personId);
  const night = lastNight(now, identity.timezone);
  const [last] = await tx.select({ madeAt: shortForms.madeAt }).from(shortForms).where(eq(shortForms.personId, personId));
  if (last && Temporal.Instant.compare(last.madeAt, night) >= 0) return undefined;
  if (!(await hasNew(tx, personId, last?.madeAt ?? BEGINNING, night))) return undefined;
  const since = last?.madeAt ?? now.subtract({ hours: 24 });
  return { zone: identity.timezone, since, readsByModel: settings.memory.model };
}

const BEGINNING = Temporal.Instant.fromEpochMilliseconds(0);

/** The latest half past three that has come. */
function lastNight(now: Temporal.Instant, zone: string): Temporal.Instant {
  return nextTime(AT, zone, now.subtract({ hours: 24 }));
}

async function hasNew(tx: Tx, personId: string, since: Temporal.Instant, night: Temporal.Instant): Promise<boolean> {
  for (const [table, at] of [
    [claims, claims.recordedAt],
    [facts, facts.recordedAt],
    [episodes, episodes.at],
  ] as const) {
    const unseen = and(eq(table.personId, personId), gt(at, since), lt(at, night));
    const [one] = await tx.select({ id: table.id }).from(table).where(unseen).limit(1);
    if (one) return true;
  }
  return false;
}
