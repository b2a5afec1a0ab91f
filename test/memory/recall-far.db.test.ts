import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStaticEmbedder } from '../../adapters/models/static-embedder.ts';
import { createStaticLikeness } from '../../adapters/models/static-likeness.ts';
import { ownTalks } from '../../bench/talks/own.ts';
import { rememberTalk } from '../../bench/talks/remember-talk.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { createRecall } from '../../src/memory/recall.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { T0 } from './fill.ts';
import { QUALITY_SET, SMALL_TALK } from './quality-set.ts';
import { UNRELATED, UNRELATED_HELD_BACK } from './unrelated-set.ts';

describe('the recall for a model far away, of three hundred things that were said', () => {
  const embedder = createStaticEmbedder();
  const recall = createRecall({ embedder, likeness: createStaticLikeness(), clock: systemClock, log: silentLog });
  let database: TestDatabase;
  let personId: string;

  beforeAll(async () => {
    database = await openTestDatabase();
    const talks = await ownTalks();
    const said = [...QUALITY_SET.map(({ said }) => said), ...SMALL_TALK];
    const turns = said.map((text, place) => ({ id: `set:${place}`, speaker: 'me', text }));
    const talk = { ...talks, sessions: [...talks.sessions, { chat: 'set', at: T0, turns }] };
    ({ personId } = await rememberTalk(database.db, embedder, talk));
  });
  afterAll(() => database.close());

  async function recalled(text: string): Promise<readonly string[]> {
    const prepared = await recall.prepare(text, AbortSignal.timeout(10_000));
    const lines = await database.db.asPerson(personId, (tx) =>
      recall.recall(tx, { personId, text, prepared, now: T0, includeOutside: false, sparing: true }),
    );
    return lines.map((line) => line.text);
  }

  async function carrying(requests: readonly string[]): Promise<string[]> {
    const carried: string[] = [];
    for (const text of requests) if ((await recalled(text)).length > 0) carried.push(text);
    return carried;
  }

  it('R97 shows no memory for 58 of sixty requests that need none', async () => {
    expect((await carrying(UNRELATED)).length).toBeLessThanOrEqual(2);
  });

  it('R97 shows none for 28 of thirty others', async () => {
    expect((await carrying(UNRELATED_HELD_BACK)).length).toBeLessThanOrEqual(2);
  });

  it('R7 R97 still shows the memory that answers 26 of thirty requests that need it', async () => {
    const answered: string[] = [];
    for (const { said, asked } of QUALITY_SET) if ((await recalled(asked)).includes(said)) answered.push(asked);
    expect(answered.length).toBeGreaterThanOrEqual(26);
  });
});
