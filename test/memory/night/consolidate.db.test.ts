import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { standingAnywhere } from '../../../bench/proofs/forget/backup.ts';
import { facts } from '../../../src/db/schema/memory.ts';
import { observations, shortForms } from '../../../src/db/schema/observations.ts';
import { eraseExpired } from '../../../src/memory/erase.ts';
import { saveFact } from '../../../src/memory/facts.ts';
import { bringBack, hide } from '../../../src/memory/forgetting.ts';
import { held } from '../../../src/memory/held.ts';
import { holdingsOf } from '../../../src/memory/holdings.ts';
import { consolidate } from '../../../src/memory/night/consolidate.ts';
import { contradictionsIn } from '../../../src/memory/night/contradictions.ts';
import { standingShortForm } from '../../../src/memory/night/read-night.ts';
import { LONGEST_SHORT_FORM } from '../../../src/memory/night/short-form.ts';
import { learn } from '../../../src/memory/slots/learn.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { say } from '../fill.ts';

const NIGHT = Temporal.Instant.from('2026-03-10T03:30:00Z');

let database: TestDatabase;
let personId: string;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  personId = await addPerson(database.db);
});
afterAll(() => database.close());

let told = 0;
const inDb = <T>(work: Parameters<typeof database.db.asPerson<T>>[1]) => database.db.asPerson(personId, work);

async function tell(day: string, text: string): Promise<void> {
  const at = Temporal.Instant.from(`${day}T09:00:00Z`);
  told += 1;
  const source = `test:${told}`;
  await inDb(async (tx) => {
    await say(tx, personId, text, { at, source });
    await learn(tx, { personId, own: text, trust: 'owner', source, zone: 'UTC', now: at });
  });
}

function note(text: string, day: string): Promise<string> {
  told += 1;
  const recordedAt = Temporal.Instant.from(`${day}T09:00:00Z`);
  return inDb(async (tx) => {
    const { id } = await saveFact(tx, { personId, text, trust: 'owner', source: `note:${told}`, recordedAt });
    return id;
  });
}

const tidy = () => inDb((tx) => consolidate(tx, personId, NIGHT));
const observed = () => inDb((tx) => tx.select().from(observations));
const notes = async () => (await inDb((tx) => holdingsOf(tx, personId))).filter(({ keptBecause }) => keptBecause === 'asked');
const shortForm = () => inDb(async (tx) => standingShortForm(tx, personId, await holdingsOf(tx, personId)));

describe('a night', () => {
  it('sees what came up on several days, with the ids of what was said, and the same again changes nothing', async () => {
    await tell('2026-03-01', 'My sister is Ana');
    await tell('2026-03-04', 'Ana wants to borrow my bike');
    await tell('2026-03-06', 'Lunch with Ana was fine');
    await tidy();
    const [seen, ...others] = await observed();
    expect(others).toEqual([]);
    expect(seen).toMatchObject({ about: 'Ana', text: expect.stringContaining('came up on 3 of the last 30 days') });
    expect(seen?.inputs).toHaveLength(3);
    await tidy();
    expect(await observed()).toEqual([seen]);
  });

  it('R94 sees it as if the forgotten had never been said, and again once it is back', async () => {
    await tell('2026-02-20', 'My sister is Ana');
    for (const day of ['2026-03-04', '2026-03-06']) await tell(day, `Met Ana on ${day}`);
    await tell('2026-03-08', 'Ana bought a xylophone');
    await tidy();
    expect((await observed())[0]?.text).toMatch(/on 4 of the last 30 days.*xylophone/);
    const forgotten = await inDb(async (tx) =>
      hide(tx, personId, await held(tx, personId, { words: 'xylophone' }, 'UTC'), NIGHT),
    );
    expect((await observed())[0]?.text).toMatch(/on 3 of the last 30 days.*Met Ana/);
    await inDb((tx) => bringBack(tx, personId, forgotten));
    expect((await observed())[0]?.text).toContain('xylophone');
    await inDb(async (tx) => hide(tx, personId, await held(tx, personId, { words: 'Ana' }, 'UTC'), NIGHT));
    await inDb((tx) => eraseExpired(tx, personId, NIGHT.add({ hours: 25 })));
    expect(await standingAnywhere(database.db, personId, ['ana', 'xylophone'])).toEqual(new Set());
  });

  it('takes notes that say the same for one; both are forgotten together, or the other comes forth', async () => {
    const first = await note('my locker code is 4711', '2026-03-01');
    await note('My locker code is 4711!', '2026-03-02');
    await note('my locker code was 4700', '2026-03-03');
    await tidy();
    expect((await notes()).map(({ text }) => text)).toEqual(['my locker code is 4711', 'my locker code was 4700']);
    const days = { from: '2026-03-01', to: '2026-03-01' };
    await inDb(async (tx) => hide(tx, personId, await held(tx, personId, days, 'UTC'), NIGHT));
    expect((await notes()).map(({ text }) => text)).toEqual(['My locker code is 4711!', 'my locker code was 4700']);
    const [other] = await notes();
    await inDb(async (tx) => hide(tx, personId, await held(tx, personId, { item: other?.item ?? '' }, 'UTC'), NIGHT));
    expect((await notes()).map(({ text }) => text)).toEqual(['my locker code was 4700']);
    expect(first).not.toBe(other?.id);
  });

  it('writes a short form within 2,000 characters, tells what found no room any more, and shows only what still holds', async () => {
    await tell('2026-03-01', 'I live in Porto');
    for (let place = 0; place < 30; place += 1) await note(`note number ${place} ${'about the garden '.repeat(5)}`, '2026-03-02');
    await tidy();
    const before = await shortForm();
    expect(before[0]?.text).toBe('my home: Porto');
    expect(before.reduce((sum, { text }) => sum + text.length + 1, 0)).toBeLessThanOrEqual(LONGEST_SHORT_FORM);
    for (const name of ['Ana', 'Ben', 'Carla', 'Dora'])
      await tell('2026-03-09', `My friend ${name} lives in Villa Nova de ${name}`);
    await tell('2026-03-09', 'I moved to Rome');
    expect((await shortForm()).map(({ text }) => text)).not.toContain('my home: Porto');
    await tidy();
    const [form] = await inDb((tx) => tx.select().from(shortForms));
    expect(form?.lines[0]?.text).toBe('my home: Rome');
    expect(form?.dropped.length).toBeGreaterThan(0);
    expect(before.map(({ item }) => item)).toEqual(expect.arrayContaining(form?.dropped.map(({ item }) => item) ?? ['none']));
  });

  it('finds two birthdays of one where nobody took one back, and a note in another wording that no longer fits', async () => {
    await tell('2026-03-01', "Ana's birthday is 3 May");
    await tell('2026-03-04', "Ana's birthday is 5 May");
    await tell('2026-03-01', "Ben's birthday is 1 June");
    await tell('2026-03-01', "No, Ben's birthday is 2 June");
    await tell('2026-03-08', 'I live in Rome');
    const id = await note('The user lives in Porto', '2026-03-01');
    await inDb((tx) => tx.update(facts).set({ keptBecause: 'noticed' }));
    const found = await inDb((tx) => contradictionsIn(tx, personId, Temporal.PlainDate.from('2026-03-10')));
    expect(found.map(({ text }) => text)).toEqual(["Ana's birthday is 3 May", 'The user lives in Porto']);
    expect(found[1]?.sources[0]).toBe(`fact:${id.slice(0, 8)}`);
    expect(JSON.stringify(found.map(({ key }) => key))).not.toMatch(/May|Porto/);
  });
});
