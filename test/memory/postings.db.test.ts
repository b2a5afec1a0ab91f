import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { episodes, postings, segments } from '../../src/db/schema/memory.ts';
import { eraseExpired } from '../../src/memory/erase.ts';
import { retractFact } from '../../src/memory/facts.ts';
import { bringBack, hide, holdingAll } from '../../src/memory/forgetting.ts';
import { countAndLength, countIn, isFirst, isLast, isTainted, placeAt, restAt, sessionAt } from '../../src/memory/posting.ts';
import { findPostings, LOOSE, packSegment, personsToPack, SEGMENT_SIZE } from '../../src/memory/postings.ts';
import { createRecall } from '../../src/memory/recall.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { addPerson, openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { keep, say, T0 } from './fill.ts';

let database: TestDatabase;
let personId: string;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  personId = await addPerson(database.db);
});
afterAll(() => database.close());

const asPerson = <T>(work: Parameters<typeof database.db.asPerson<T>>[1]) => database.db.asPerson(personId, work);
const pack = () => asPerson((tx) => packSegment(tx, personId));
const embedder = { model: 'none', embed: async (texts: readonly string[]) => texts.map(() => [0, 0]) };
const { search } = createRecall({ embedder, clock: createFakeClock('2026-03-02T09:00:00Z'), log: silentLog });

/** Fills what is missing to a segment with talk of trains, one line a minute. */
function fill(count: number) {
  return asPerson(async (tx) => {
    for (let n = 0; n < count; n += 1)
      await say(tx, personId, `the train of ${n} was late`, { chat: 'trains', at: T0.add({ minutes: n }) });
  });
}

async function standingOf(word: string) {
  const found = await asPerson((tx) => findPostings(tx, personId, word));
  return found.lists.flatMap(({ segment, packed }) =>
    Array.from({ length: countIn(packed) }, (_, n) => {
      const rest = restAt(packed, n);
      const key = countAndLength(rest);
      const marks = { tainted: isTainted(rest), first: isFirst(rest), last: isLast(rest) };
      return { segment, place: placeAt(packed, n), session: sessionAt(packed, n), count: key >> 8, length: key & 255, ...marks };
    }),
  );
}

const found = (text: string) =>
  asPerson(async (tx) => (await search(tx, { personId, text, now: T0, includeOutside: true })).map((line) => line.text));

describe('postings', () => {
  it('are found also where more is loose than a posting can number, the newest of it', async () => {
    await asPerson((tx) =>
      tx.execute(sql`insert into episodes (person_id, platform, chat, role, text, tainted, source, at)
        select ${personId}, 'telegram', '7', 'person', case n when 1 then 'the oldest kraken' when 33000 then 'the newest kraken' else 'a' end,
          false, 'loose:' || n, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute' from generate_series(1, 33000) as n`),
    );
    expect(await found('kraken')).toEqual(['the newest kraken']);
  }, 120_000);

  it('are there for what was just said, in the order of talk, with where sessions begin and end', async () => {
    await asPerson(async (tx) => {
      await say(tx, personId, 'the harbour, the harbour', { at: T0 });
      await say(tx, personId, 'the harbour again', { at: T0.add({ minutes: 1 }) });
      await say(tx, personId, 'forwarded: the harbour', { at: T0.add({ hours: 5 }), tainted: true });
      await keep(tx, personId, 'The harbour is deep');
    });
    const said = (await standingOf('harbour')).sort((a, b) => a.place - b.place);
    const fact = said.filter(({ first, last, tainted }) => first && last && !tainted);
    expect(fact).toHaveLength(1);
    const talk = said.filter((posting) => posting !== fact[0]);
    expect(talk.map(({ count, tainted, first, last }) => [count, tainted, first, last])).toEqual([
      [2, false, true, false],
      [1, false, false, true],
      [1, true, true, true],
    ]);
    expect(talk[1]?.place).toBe((talk[0]?.place ?? 0) + 1);
    expect(talk[0]?.session).not.toBe(talk[2]?.session);
  });

  it('are packed only when there is enough, and say the same then', async () => {
    await asPerson((tx) => say(tx, personId, 'the harbour opens at six'));
    await fill(SEGMENT_SIZE - 2);
    expect(await pack()).toBe(false);
    await asPerson((tx) => keep(tx, personId, 'The train to the harbour is slow'));
    const before = await standingOf('harbour');
    expect(before.map(({ segment }) => segment)).toEqual([LOOSE, LOOSE]);
    expect(await database.db.asSystem((tx) => personsToPack(tx))).toContain(personId);
    expect(await pack()).toBe(true);
    expect(await pack()).toBe(false);
    const packed = await standingOf('harbour');
    expect(packed.map(({ segment: _, ...rest }) => rest)).toEqual(before.map(({ segment: _, ...rest }) => rest));
    expect(packed.every(({ segment }) => segment === 1)).toBe(true);
    expect(await found('harbour')).toEqual(['The train to the harbour is slow', 'the harbour opens at six']);
  });

  it('are of one person only', async () => {
    await fill(SEGMENT_SIZE);
    await pack();
    const other = await addPerson(database.db);
    const seen = await database.db.asPerson(other, (tx) => findPostings(tx, personId, 'train'));
    expect(seen).toMatchObject({ lists: [], loose: { count: 0 }, total: 0, words: 0 });
  });

  it('R94 hold nothing of what is forgotten from that moment on, and all of what is brought back', async () => {
    await asPerson((tx) => say(tx, personId, 'the locker holds a kraken'));
    await fill(SEGMENT_SIZE - 1);
    await pack();
    const forgotten = await asPerson(async (tx) => hide(tx, personId, await holdingAll(tx, personId, 'kraken'), T0));
    const words = await asPerson((tx) => tx.select({ word: postings.word }).from(postings).where(eq(postings.word, 'kraken')));
    expect(words).toEqual([]);
    expect((await asPerson((tx) => tx.select().from(segments)))[0]).toMatchObject({ size: SEGMENT_SIZE - 1 });
    expect(await standingOf('locker')).toEqual([]);
    expect(await standingOf('train')).toHaveLength(SEGMENT_SIZE - 1);
    await asPerson((tx) => bringBack(tx, personId, forgotten));
    expect(await found('kraken')).toEqual(['the locker holds a kraken']);
  });

  it('lose a fact that is taken back', async () => {
    const id = await asPerson((tx) => keep(tx, personId, 'The kraken sleeps'));
    await fill(SEGMENT_SIZE);
    await pack();
    expect(await standingOf('kraken')).toHaveLength(1);
    await asPerson((tx) => retractFact(tx, personId, id, T0));
    expect(await standingOf('kraken')).toEqual([]);
  });

  it('R94 lose at the erasing even what was packed while it was being forgotten', async () => {
    const id = await asPerson((tx) => say(tx, personId, 'the locker holds a kraken'));
    await fill(SEGMENT_SIZE - 1);
    await pack();
    await asPerson((tx) => tx.update(episodes).set({ forgottenAt: T0 }).where(eq(episodes.id, id)));
    expect(await found('kraken')).toEqual([]);
    expect(await standingOf('kraken')).toHaveLength(1);
    await asPerson((tx) => eraseExpired(tx, personId, T0.add({ hours: 25 })));
    expect(await standingOf('kraken')).toEqual([]);
  });
});
