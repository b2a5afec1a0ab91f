import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { standingAnywhere } from '../../../bench/proofs/forget/backup.ts';
import { eraseExpired } from '../../../src/memory/erase.ts';
import { bringBack, hide, holdingAll } from '../../../src/memory/forgetting.ts';
import { ruleNames } from '../../../src/memory/graph/names.ts';
import { createRecall } from '../../../src/memory/recall.ts';
import { currentFirst } from '../../../src/memory/slots/current-first.ts';
import { learn } from '../../../src/memory/slots/learn.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { addPerson, openTestDatabase, silentLog, type TestDatabase } from '../../fixtures/database.ts';
import { say } from '../fill.ts';

const embedder = { model: 'none', embed: async (texts: readonly string[]) => texts.map(() => [0, 0]) };
const recall = currentFirst(createRecall({ embedder, clock: createFakeClock('2026-03-02T09:00:00Z'), log: silentLog }));
const NOW = Temporal.Instant.from('2026-03-02T09:00:00Z');

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

async function tell(day: string, ...texts: readonly string[]): Promise<void> {
  const at = Temporal.Instant.from(`${day}T09:00:00Z`);
  for (const text of texts) {
    told += 1;
    const source = `test:${told}`;
    await database.db.asPerson(personId, async (tx) => {
      await say(tx, personId, text, { at, source });
      await learn(tx, { personId, own: text, trust: 'owner', source, zone: 'UTC', now: at });
    });
  }
}

/** The lines that stand on top because a slot says so. */
function ask(text: string): Promise<string[]> {
  return database.db.asPerson(personId, async (tx) => {
    const lines = await recall.recall(tx, { personId, text, now: NOW, includeOutside: false });
    return lines.filter(({ id }) => id.startsWith('slot:')).map((line) => line.text);
  });
}

describe('who stands how to whom', () => {
  it("R4 answers who works with Ana's manager from entities and their relations, each with the slot that says so", async () => {
    await tell('2026-01-10', 'My sister is Ana', 'My manager is Zoe', 'Zoe works with Fred');
    await tell('2026-01-11', "Ana's manager is Tomas");
    await tell('2026-01-12', 'Ben works with Tomas', 'Carla works on Falcon', 'Tomas works on the Falcon project');
    expect(await ask("Who works with Ana's manager?")).toEqual([
      'Ben works with Tomas (since 2026-01-12)',
      'Carla works on Falcon (since 2026-01-12)',
      'Tomas works on Falcon (since 2026-01-12)',
      "Tomas is Ana's manager (since 2026-01-11)",
    ]);
    expect(await ask("Who works with my sister's manager?")).toContain('Ben works with Tomas (since 2026-01-12)');
    expect((await ask("Who works with my dentist's manager?")).join()).not.toContain('works with');
  });

  it('goes back along a relation, and as it was in the days that are asked about', async () => {
    await tell('2025-01-10', 'Ben works at Globex', 'Carla works at Globex', 'Ben lives in Ghent');
    await tell('2025-09-01', 'Carla joined Acme', 'Carla lives in Ghent');
    expect(await ask('Who works at Globex?')).toEqual(['Ben works at Globex (since 2025-01-10)']);
    expect(await ask('Who worked at Globex in March 2025?')).toEqual([
      'Ben works at Globex (since 2025-01-10)',
      'Carla works at Globex (from 2025-01-10 until 2025-09-01)',
    ]);
    expect((await ask('Who lives in the same city as Ben?'))[1]).toBe('Carla lives in Ghent (since 2025-09-01)');
  });

  it('R4 tells of one person under both of their names, and of two once the person has said so', async () => {
    await tell('2026-01-10', 'My manager is Tomas Berg', "Tomas's birthday is 9 June");
    expect(await ask("When is my manager's birthday?")).toContain("Tomas's birthday: 9 June (since 2026-01-10)");
    const names = ['Tomas', 'Tomas Berg'] as const;
    await database.db.asPerson(personId, (tx) => ruleNames(tx, personId, names, false, NOW));
    expect(await ask("When is my manager's birthday?")).not.toContain("Tomas's birthday: 9 June (since 2026-01-10)");
  });

  it('R94 forgets with a sentence who was known by it alone, and what was ruled on the name', async () => {
    await tell('2026-01-10', 'My manager is Tomas Berg', "Tomas's birthday is 9 June", 'Ben works with Tomas');
    await database.db.asPerson(personId, (tx) => ruleNames(tx, personId, ['Tomas', 'Tomas Berg'], true, NOW));
    const forgotten = await database.db.asPerson(personId, async (tx) =>
      hide(tx, personId, await holdingAll(tx, personId, 'Tomas'), NOW),
    );
    expect(await ask('Who works with Tomas?')).toEqual([]);
    await database.db.asPerson(personId, (tx) => bringBack(tx, personId, forgotten));
    expect(await ask('Who works with Tomas Berg?')).toContain('Ben works with Tomas Berg (since 2026-01-10)');
    await database.db.asPerson(personId, async (tx) => hide(tx, personId, await holdingAll(tx, personId, 'Tomas'), NOW));
    await database.db.asPerson(personId, (tx) => eraseExpired(tx, personId, NOW.add({ hours: 25 })));
    expect(await standingAnywhere(database.db, personId, ['tomas', 'berg'])).toEqual(new Set());
  });
});
