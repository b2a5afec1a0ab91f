import { and, eq, gt, min } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../../../src/db/client.ts';
import { outbox } from '../../../src/db/schema/chat.ts';
import { identities } from '../../../src/db/schema/identities.ts';
import { persons } from '../../../src/db/schema/people.ts';
import { defaultProfile } from '../../../src/people/profile.ts';
import { withField } from '../../../src/people/profile-path.ts';
import { save } from '../../../src/people/profile-store.ts';
import { nextDue } from '../../../src/proactive/due.ts';
import { reschedule } from '../../../src/proactive/reschedule.ts';
import { addReminder } from '../../../src/reminders/store.ts';
import { createFakeClock, type FakeClock } from '../../../test/fakes/clock.ts';
import { createSeeded } from '../../seeded.ts';
import type { Lived } from './check.ts';
import { createDyingDatabase } from './dying-database.ts';
import { type Arrival, createFaultyChat, type Faults } from './faulty-chat.ts';
import { beginLife } from './life.ts';

/** East and west of Greenwich, with clock changes on three different days of spring and autumn, at half hours, and without any. */
export const ZONES = [
  'Europe/Berlin',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Pacific/Kiritimati',
];

export interface TimeOptions {
  readonly db: Database;
  readonly from: Temporal.PlainDate;
  readonly days: number;
  readonly reminders: number;
  readonly seed: number;
  readonly twice: boolean;
  readonly tell: (line: string) => void;
}

export interface Simulated {
  readonly lived: readonly Lived[];
  readonly arrivals: readonly Arrival[];
  readonly faults: Faults;
  readonly kills: number;
  readonly moments: number;
}

/** About every twentieth life is killed at one of its first transactions, and every tenth of these stays down for up to three hours. */
const KILLED = 0.05;
const LAST_TRANSACTION = 14;
const STAYS_DOWN = 0.1;
const LONGEST_DOWN_MS = 3 * 60 * 60_000;

/** Lets the time of six persons pass from one stored moment to the next, each by a process of its own, with kills and a platform that fails. */
export async function simulate(options: TimeOptions): Promise<Simulated> {
  const { db, from, days, seed, twice, tell } = options;
  const chance = createSeeded(seed);
  const start = from.subtract({ days: 1 }).toZonedDateTime({ timeZone: 'UTC', plainTime: '00:00' }).toInstant();
  const end = from
    .add({ days: days + 1 })
    .toZonedDateTime({ timeZone: 'UTC', plainTime: '12:00' })
    .toInstant();
  const clock = createFakeClock(start.toString());
  const { adapter, arrivals, faults } = createFaultyChat(clock, chance);
  const lived: Lived[] = [];
  for (const zone of ZONES) lived.push(await settleIn(options, zone, start, chance));
  let kills = 0;
  let moments = 0;

  async function live(): Promise<void> {
    const doomed = chance() < KILLED;
    const dying = createDyingDatabase(
      db,
      doomed ? 1 + Math.floor(chance() * LAST_TRANSACTION) : Number.POSITIVE_INFINITY,
      chance() < 0.5,
    );
    const life = beginLife({ db: dying, clock, chance, adapter, twice });
    await Promise.race([life.work().catch((error: unknown) => orDeath(error, dying.isDead())), dying.died]);
    await life.end();
    if (!dying.isDead()) return;
    kills += 1;
    if (chance() < STAYS_DOWN) clock.jumpTo(clock.now().add({ milliseconds: Math.floor(chance() * LONGEST_DOWN_MS) }));
    await live();
  }

  for (let next: Temporal.Instant | undefined = start; next && Temporal.Instant.compare(next, end) <= 0; moments += 1) {
    jumpForward(clock, next);
    await live();
    next = await db.asSystem((tx) => nextMoment(tx, clock.now()));
    if (moments % 1000 === 999) tell(`${clock.now()}: ${arrivals.length} messages, ${kills} kills`);
  }
  return { lived, arrivals, faults, kills, moments };
}

function orDeath(error: unknown, isDead: boolean): void {
  if (!isDead) throw error;
}

function jumpForward(clock: FakeClock, to: Temporal.Instant): void {
  if (Temporal.Instant.compare(to, clock.now()) > 0) clock.jumpTo(to);
}

async function nextMoment(tx: Tx, now: Temporal.Instant): Promise<Temporal.Instant | undefined> {
  const [waiting] = await tx
    .select({ at: min(outbox.nextAt) })
    .from(outbox)
    // What is due and still queued stands behind one that waits.
    .where(and(eq(outbox.state, 'queued'), gt(outbox.nextAt, now)));
  return [await nextDue(tx, now), waiting?.at ?? undefined].filter((at) => at !== undefined).sort(Temporal.Instant.compare)[0];
}

/** A person with a brief, a review and an equal share of the reminders, at moments that the seed fixes. */
async function settleIn(
  { db, from, days, reminders }: TimeOptions,
  zone: string,
  start: Temporal.Instant,
  chance: () => number,
): Promise<Lived> {
  const [person] = await db.asSystem((tx) => tx.insert(persons).values({ createdAt: start }).returning({ id: persons.id }));
  if (!person) throw new Error('the database returned no person');
  const { id } = person;
  const chat = `chat-${id}`;
  const at = new Map<number, Temporal.Instant>();
  const first = from.toZonedDateTime(zone).toInstant();
  await db.asPerson(id, async (tx) => {
    const settings = [
      ['settings.review', '18:00'],
      ['preferences.productivity.breakReminders', 'off'],
    ] as const;
    const profile = settings.reduce((now, [path, value]) => withField(now, path, value), defaultProfile(zone, 'Ann'));
    await save(tx, id, profile);
    await tx.insert(identities).values({ platform: 'telegram', userId: id, personId: id, chat, name: 'Ann', lastSeenAt: start });
    await reschedule(tx, id, profile, start);
    for (let count = 0; count < reminders / ZONES.length; count += 1) {
      const due = first.add({ minutes: Math.floor(chance() * days * 24 * 60) });
      const startsLocal = due.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
      const wish = { text: `bell ${count + 1}`, at: due, zone, startsLocal, source: 'proof', tainted: false };
      at.set(count + 1, due);
      await addReminder(tx, id, wish, start);
    }
  });
  return { chat, zone, firstDay: from, days, reminders: at };
}
