import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../../src/ground/clock.ts';
import { bindIdentity } from '../../../src/people/identities.ts';
import { createPerson } from '../../../src/people/persons.ts';
import { withField } from '../../../src/people/profile-path.ts';
import { load, save } from '../../../src/people/profile-store.ts';
import { setSchedule } from '../../../src/proactive/schedules.ts';
import { startModelFake } from '../../../test/fakes/model/model-fake.ts';
import type { FakePlatform, Person, PlatformName } from '../../../test/platforms/platform.ts';
import { startPlatform } from '../../../test/platforms/start.ts';
import type { Accounts } from '../../life/accounts.ts';
import { startLife } from '../../life/life.ts';
import { openPlace } from '../../open-place.ts';
import type { Place } from '../../place.ts';
import { DAY, makeAccounts, model as script, ZONE } from './data.ts';
import { createLives, type Lives } from './lives.ts';

/** One platform, Ann's accounts and the program between them, with a clock of its own. */
export interface Stage {
  readonly platform: FakePlatform;
  readonly me: Person;
  readonly accounts: Accounts;
  readonly lives: Lives;
  now(): Temporal.Instant;
  /** Lets the time go on to this moment. */
  passTo(at: Temporal.Instant): Promise<void>;
  close(): Promise<void>;
}

/** Where the day takes place: a data folder and a database, empty or made ready. */
export type DayPlace = Pick<Place, 'home' | 'databaseUrl'>;

const BEGINS = atHour('07:00');
/** What Ann has set: nothing waits for other news, and the evening has its review. */
const SETTINGS = [
  ['preferences.communication.notificationStyle', 'immediate'],
  ['settings.review', '18:00'],
] as const;

/** Just after `07:30` of the day, `07:00+1` of the next. */
export function atHour(hour: string): Temporal.Instant {
  const [time = '', days = '0'] = hour.split('+');
  return DAY.add({ days: Number(days) })
    .toZonedDateTime({ timeZone: ZONE, plainTime: Temporal.PlainTime.from(time).add({ seconds: 1 }) })
    .toInstant();
}

export async function openStage(name: PlatformName, { home, databaseUrl }: DayPlace): Promise<Stage> {
  let now = BEGINS;
  const clock: Clock = { now: () => now, sleep: () => new Promise(() => undefined) };
  const [platform, model] = await Promise.all([
    startPlatform(name, { now: () => now.epochMilliseconds }),
    startModelFake(script),
  ]);
  const me = platform.person(4711);
  const accounts = makeAccounts(clock);
  await settleIn({ home, databaseUrl }, name, me);
  const settings = {
    ADJUTANT_HOME: home,
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    ...platform.settings,
    OPENAI_BASE_URL: model.openAiUrl,
    TZ: ZONE,
  };
  const lives = createLives(() => startLife({ settings: { ...settings, LIFE_NOW: now.toString() }, accounts }));
  return {
    platform,
    me,
    accounts,
    lives,
    now: () => now,
    async passTo(at) {
      const ms = now.until(at).total('milliseconds');
      now = at;
      await lives.pass(ms);
    },
    async close() {
      await lives.stop();
      await Promise.all([platform.stop(), model.stop()]);
    },
  };
}

async function settleIn(place: DayPlace, platform: PlatformName, { userId, chat }: Person): Promise<void> {
  const { db, close } = await openPlace(place);
  const id = await db.asSystem(async (tx) => {
    const made = await createPerson(tx, { zone: ZONE, name: 'Ann', operator: true }, BEGINS);
    await bindIdentity(tx, made, { platform, userId, chat, name: 'Ann' }, BEGINS);
    return made;
  });
  await db.asPerson(id, async (tx) => {
    const profile = SETTINGS.reduce((before, [path, value]) => withField(before, path, value), await load(tx, id));
    await save(tx, id, profile);
    // As at any start of somebody who has connected them.
    for (const watched of ['calendar', 'mail'] as const) await setSchedule(tx, id, watched, BEGINS);
  });
  await close();
}
