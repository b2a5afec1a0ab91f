import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createStaticEmbedder } from '../../adapters/models/static-embedder.ts';
import { createStaticLikeness } from '../../adapters/models/static-likeness.ts';
import { ask } from '../../bench/talks/ask.ts';
import { parseLocomo } from '../../bench/talks/locomo.ts';
import { rememberTalk } from '../../bench/talks/remember-talk.ts';
import { score } from '../../bench/talks/score.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { createRecall } from '../../src/memory/recall.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { sharedData } from '../fixtures/shared-data.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** What it finds today; `npm run -s bench:locomo` tells of all conversations. It may only rise. */
const FLOOR = { r10: 74.2, mrr: 0.538 };

sharedData('locomo/train-3.json', z.unknown(), (data) => {
  it('R7 the evidence for the questions of one long conversation is found as well as ever, in a block that stays within its budget', async () => {
    const [talk] = parseLocomo(JSON.stringify(data));
    if (!talk) throw new Error('the file holds no conversation');
    const embedder = createStaticEmbedder();
    const person = await rememberTalk(database.db, embedder, talk);
    const recall = createRecall({ embedder, likeness: createStaticLikeness(), clock: systemClock, log: silentLog });
    const asked = [];
    for (const question of talk.questions) {
      asked.push({ question, answer: await ask(database.db, recall, talk, person, question, { k: 20, sparing: false }) });
    }
    const { questions, r10, mrr, meanTokens } = score(asked);
    expect(questions).toBeGreaterThan(0);
    expect(r10).toBeGreaterThanOrEqual(FLOOR.r10);
    expect(mrr).toBeGreaterThanOrEqual(FLOOR.mrr);
    expect(meanTokens).toBeLessThanOrEqual(700);
  }, 300_000);
});
