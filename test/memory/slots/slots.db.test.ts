import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bringBack, hide, holdingAll } from '../../../src/memory/forgetting.ts';
import { createRecall } from '../../../src/memory/recall.ts';
import { currentFirst } from '../../../src/memory/slots/current-first.ts';
import { learn } from '../../../src/memory/slots/learn.ts';
import type { Embedder } from '../../../src/ports/embedder.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { addPerson, openTestDatabase, silentLog, type TestDatabase } from '../../fixtures/database.ts';
import { makeCases } from '../../fixtures/facts/cases.ts';
import { judge, scoreFacts } from '../../fixtures/facts/judge.ts';
import { say } from '../fill.ts';

const noEmbedder: Embedder = { model: 'none', embed: async (texts) => texts.map(() => [0, 0]) };
const recall = currentFirst(
  createRecall({ embedder: noEmbedder, clock: createFakeClock('2026-03-02T09:00:00Z'), log: silentLog }),
);

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

/** The person says it on that day. */
function tell(day: string, text: string): Promise<void> {
  const at = Temporal.Instant.from(`${day}T09:00:00Z`);
  told += 1;
  const source = `test:${told}`;
  return database.db.asPerson(personId, async (tx) => {
    await say(tx, personId, text, { at, source });
    await learn(tx, { personId, own: text, trust: 'owner', source, zone: 'UTC', now: at });
  });
}

function ask(text: string, day = '2026-03-02'): Promise<string[]> {
  const now = Temporal.Instant.from(`${day}T09:00:00Z`);
  return database.db.asPerson(personId, async (tx) => {
    const lines = await recall.recall(tx, { personId, text, now, includeOutside: false });
    return lines.map((line) => line.text);
  });
}

describe('facts in time', () => {
  it('R82 takes a bare correction for the place, once the person has told that it is one', async () => {
    await tell('2026-01-05', 'My sister Ana lives in Graz');
    await tell('2026-02-01', 'I live in Berlin and work at Siemens');
    await tell('2026-02-01', 'I meant Graz');
    expect((await ask('Where do I live?'))[0]).toBe('my home: Graz (since 2026-02-01)');
    expect((await ask('Where do I work?'))[0]).toBe('my employer: Siemens (since 2026-02-01)');
  });

  it('R6 tells what was preferred in March 2025 and why it changed, with the dates of all four changes', async () => {
    await tell('2023-04-03', 'I prefer window seats');
    await tell('2024-02-10', 'I now prefer aisle seats because of my knee');
    await tell('2025-01-15', 'These days I prefer front seats, because I get sick in the back');
    await tell('2025-09-01', 'I prefer table seats now because I work on the way');

    expect((await ask('Which seats do I prefer?'))[0]).toBe('my preferred seats: table seats (since 2025-09-01)');
    expect((await ask('Which seats did I prefer in March 2025?'))[0]).toMatch(
      /^my preferred seats: front seats \(from 2025-01-15 until 2025-09-01/,
    );
    expect((await ask('What seats did I prefer in March 2025 and why did it change?')).slice(0, 4)).toEqual([
      'my preferred seats: front seats (from 2025-01-15 until 2025-09-01, because: I get sick in the back)',
      'my preferred seats: table seats (since 2025-09-01, because: I work on the way)',
      'my preferred seats: aisle seats (from 2024-02-10 until 2025-01-15, because: my knee)',
      'my preferred seats: window seats (from 2023-04-03 until 2024-02-10)',
    ]);
  });

  it('R82 shows the corrected value and nothing that repeats the wrong one', async () => {
    await tell('2026-01-10', "Ana's birthday is 3 May");
    await tell('2026-01-10', 'No, her birthday is 5 May');
    const lines = await ask("When is Ana's birthday?");
    expect(lines[0]).toBe("Ana's birthday: 5 May (since 2026-01-10)");
    expect(lines.join('\n')).not.toContain('3 May');
  });

  it('R73 answers with the position, its date and the sentence, and with nothing where none was told', async () => {
    await tell('2025-05-05', 'My position on zoos is that they should close');
    expect((await ask('What is my position on zoos?'))[0]).toBe(
      'my position on zoos: they should close (“My position on zoos is that they should close”) (since 2025-05-05)',
    );
    expect(await ask('What is my position on nuclear power?')).toEqual([]);
  });

  it('R4 finds what was told of somebody by what they are to the person', async () => {
    await tell('2026-01-10', "My sister's birthday is 3 May");
    await tell('2026-01-11', 'My sister is called Ana');
    expect((await ask("When is my sister's birthday?"))[0]).toBe("Ana's birthday: 3 May (since 2026-01-10)");
    expect((await ask("When is Ana's birthday?"))[0]).toBe("Ana's birthday: 3 May (since 2026-01-10)");
  });

  it('R4 follows one relation to the next: of two managers it tells of the one who is asked about', async () => {
    await tell('2026-01-10', 'My manager is Zoe');
    await tell('2026-01-10', "Zoe's birthday is 1 April");
    await tell('2026-01-11', "Ana's manager is Tomas");
    await tell('2026-01-12', "Tomas's birthday is 9 June");
    await tell('2026-01-13', 'Tomas lives in Ghent');
    const lines = await ask("When is the birthday of Ana's manager?");
    expect(lines.slice(0, 2).sort()).toEqual([
      "Ana's manager: Tomas (since 2026-01-11)",
      "Tomas's birthday: 9 June (since 2026-01-12)",
    ]);
    expect(lines.join('\n')).not.toContain('1 April (since');
    expect((await ask("Where does Ana's manager live?")).slice(0, 2)).toContain('Tomas lives in Ghent (since 2026-01-13)');
    expect((await ask("When is my manager's birthday?")).slice(0, 2)).toContain("Zoe's birthday: 1 April (since 2026-01-10)");
  });

  it('works out what holds as if the forgotten had never been said, and back again', async () => {
    await tell('2025-01-10', 'I live in Lisbon');
    await tell('2025-06-10', 'I moved to Porto');
    const now = Temporal.Instant.from('2026-03-02T09:00:00Z');
    const forgotten = await database.db.asPerson(personId, async (tx) =>
      hide(tx, personId, await holdingAll(tx, personId, 'Porto'), now),
    );
    expect(await ask('Where do I live?')).toEqual(['my home: Lisbon (since 2025-01-10)', 'I live in Lisbon']);
    await database.db.asPerson(personId, (tx) => bringBack(tx, personId, forgotten));
    expect((await ask('Where do I live?'))[0]).toBe('my home: Porto (since 2025-06-10)');
  });

  it('tells days as the person lives them, not as London does', async () => {
    const at = Temporal.Instant.from('2025-03-01T03:00:00Z');
    await database.db.asPerson(personId, async (tx) => {
      await say(tx, personId, 'I live in Denver', { at, source: 'test:zone' });
      await learn(tx, {
        personId,
        own: 'I live in Denver',
        trust: 'owner',
        source: 'test:zone',
        zone: 'America/Denver',
        now: at,
      });
    });
    const lines = (zone: string) =>
      database.db.asPerson(personId, (tx) =>
        recall.recall(tx, { personId, text: 'Where do I live?', now: at.add({ hours: 24 }), zone, includeOutside: false }),
      );
    expect((await lines('America/Denver'))[0]?.text).toBe('my home: Denver (since 2025-02-28)');
    expect((await lines('UTC'))[0]?.text).toBe('my home: Denver (since 2025-03-01)');
  });

  it('lets nothing that others said replace what the person said', async () => {
    await tell('2026-01-10', 'My manager is Ana');
    await database.db.asPerson(personId, (tx) =>
      learn(tx, {
        personId,
        own: 'My manager is Mallory',
        trust: 'outside',
        source: 'mail:1',
        zone: 'UTC',
        now: Temporal.Instant.from('2026-02-01T09:00:00Z'),
      }),
    );
    expect((await ask('Who is my manager?'))[0]).toBe('my manager: Ana (since 2026-01-10)');
  });

  it('keeps two values of one slot apart in time, whoever writes them', async () => {
    await tell('2026-01-10', 'I live in Lisbon');
    const copy = sql`insert into slots (id, person_id, slot, subject, attribute, value, valid_from, recorded_at, sources, trust, quote)
      select gen_random_uuid(), person_id, slot, subject, attribute, 'Rome', valid_from, recorded_at, sources, trust, quote from slots where person_id = ${personId}`;
    const error = await database.db.asPerson(personId, (tx) => tx.execute(copy)).catch((failure: Error) => String(failure.cause));
    expect(error).toContain('slots_one_at_a_time');
  });

  it('is right about generated lives: the latest wins, the past is told as it was, nothing stale stands on top', async () => {
    const judged = [];
    for (const one of makeCases(7, 22)) judged.push(await judge(database.db, recall, await addPerson(database.db), one));
    const scores = scoreFacts(judged);
    expect(scores.latestWins).toBeGreaterThanOrEqual(97);
    expect(scores.asOf).toBeGreaterThanOrEqual(97);
    expect(scores.neverStaleOnTop).toBeGreaterThanOrEqual(97);
    expect(scores.rightWhereExtracted).toBe(100);
  });
});
