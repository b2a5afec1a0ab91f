import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { entities, entityNames, relations } from '../../../src/db/schema/graph.ts';
import { namedUuid } from '../../../src/ground/named-uuid.ts';
import { buildGraph, type Graph } from '../../../src/memory/graph/build-graph.ts';
import { storeGraph } from '../../../src/memory/graph/store-graph.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';

let database: TestDatabase;
let personId: string;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  personId = await addPerson(database.db);
});
afterAll(() => database.close());

const DAY = Temporal.Instant.from('2026-01-05T09:00:00.123456Z');
const LATER = DAY.add({ hours: 24 });

/** Who there is by these lines, each `subject/attribute = value`, and `until` at its end where it holds no longer. */
function graphOf(...lines: readonly string[]): Graph {
  const tellings = lines.map((line) => {
    const [, subject = '', attribute = '', value = '', until] = /^(.+?)\/(.+?) = (.+?)( until)?$/.exec(line) ?? [];
    const id = namedUuid(personId, subject, attribute, value.toLowerCase());
    return { id, subject, attribute, value, validFrom: DAY, validTo: until ? LATER : null, recordedAt: DAY };
  });
  return buildGraph(personId, tellings, []);
}

const store = (graph: Graph) => database.db.asPerson(personId, (tx) => storeGraph(tx, personId, graph));

async function stored(): Promise<Graph> {
  return database.db.asPerson(personId, async (tx) => ({
    entities: await tx.select().from(entities),
    names: await tx.select().from(entityNames),
    relations: await tx.select().from(relations),
  }));
}

/** Every row as it was written, by whichever transaction and wherever it lies. */
async function rowsWritten(): Promise<Map<string, string>> {
  const { rows } = await database.db.asPerson(personId, (tx) =>
    tx.execute<{ row: string; writing: string }>(sql`
      select 'entity ' || name as row, xmin || ' ' || ctid as writing from entities
      union all select 'name ' || name, xmin || ' ' || ctid from entity_names
      union all select 'relation ' || relation, xmin || ' ' || ctid from relations`),
  );
  return new Map(rows.map(({ row, writing }) => [row, writing]));
}

function sorted(graph: Graph) {
  const inOrder = (rows: readonly object[]) => rows.map((row) => JSON.stringify({ ...row, personId }, keys)).sort();
  return [inOrder(graph.entities), inOrder(graph.names), inOrder(graph.relations)];
}
const keys = [
  'id',
  'kind',
  'name',
  'entity',
  'plain',
  'because',
  'slot',
  'validFrom',
  'validTo',
  'subject',
  'relation',
  'object',
];

const BEFORE = ['me/manager = Tomas Berg', 'Tomas Berg/employer = Globex', 'me/sister = Ana'];

describe('a graph that is worked out anew', () => {
  it('R4 writes nothing where nothing has changed', async () => {
    await store(graphOf(...BEFORE));
    const before = await rowsWritten();
    await store(graphOf(...BEFORE));
    expect(await rowsWritten()).toEqual(before);
    expect(before.size).toBe(11);
  });

  it('R4 writes what was told beside what stands', async () => {
    await store(graphOf(...BEFORE));
    const before = await rowsWritten();
    await store(graphOf(...BEFORE, 'Ana/home = Porto'));
    const after = await rowsWritten();
    const added = [...after.keys()].filter((row) => !before.has(row));
    expect(added.sort()).toEqual(['entity Porto', 'name Porto', 'relation home']);
    expect([...before].filter(([row, writing]) => after.get(row) !== writing)).toEqual([]);
  });

  it.each<readonly [string, readonly string[]]>([
    ['something is told', [...BEFORE, 'Ana/home = Porto']],
    ['nothing is known any more', []],
    ['somebody is no longer known', ['me/sister = Ana']],
    ['something holds no longer', ['me/manager = Tomas Berg until', ...BEFORE.slice(1)]],
    ['a name is written otherwise', ['me/manager = Tomas BERG', 'Tomas BERG/employer = Globex', 'me/sister = Ana']],
    ['one turns out to be another', [...BEFORE, 'me/manager = Tomas', 'Tomas/employer = Globex']],
    ['a firm turns out to be a place', ['me/manager = Tomas Berg', 'Tomas Berg/home = Globex', 'me/sister = Ana']],
  ])('R4 stands as if it had been the first when %s', async (_, lines) => {
    await store(graphOf(...BEFORE));
    await store(graphOf(...lines));
    expect(sorted(await stored())).toEqual(sorted(graphOf(...lines)));
    await store(graphOf(...BEFORE));
    expect(sorted(await stored())).toEqual(sorted(graphOf(...BEFORE)));
  });
});
