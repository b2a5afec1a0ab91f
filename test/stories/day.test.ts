import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { headlines } from '../../bench/proofs/day/diary.ts';
import { GOLDEN, liveDay } from '../../bench/proofs/day/live-day.ts';
import { makeHome } from '../fixtures/product.ts';

const SEED = 1;
/** Each life takes seconds to begin: `npm run -s proof:day` kills three times, on each platform. */
const KILLS = 1;
const PATIENCE_MS = 900_000;

test('R120 a day of brief, drafts, meetings, reminders and review goes as it has to, though the program is killed in it', {
  timeout: PATIENCE_MS,
}, async () => {
  const { path: home, databaseUrl, remove } = await makeHome();
  const lived = await liveDay({ platform: 'telegram', place: { home, databaseUrl }, seed: SEED, kills: KILLS });
  await remove();
  expect(headlines(lived)).toBe(readFileSync(GOLDEN, 'utf8'));
  expect(lived.deaths).toBe(KILLS);
});
