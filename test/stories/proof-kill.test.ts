import { expect, test } from 'vitest';
import { PLAIN } from '../../bench/proofs/kill/arms.ts';
import { violationsIn } from '../../bench/proofs/kill/check.ts';
import { toLines } from '../../bench/proofs/kill/conversation.ts';
import { onePerStep } from '../../bench/proofs/kill/points.ts';
import { proveKill } from '../../bench/proofs/kill/prove.ts';
import { runBlind, runWithDeath } from '../../bench/proofs/kill/run.ts';
import { makeClaimed } from '../../bench/proofs/kill/stage.ts';
import { hasOwnServers } from '../fixtures/own-servers.ts';
import { buildProduct } from '../fixtures/product.ts';
import { PLATFORM_NAMES } from '../platforms/platform.ts';

const on = process.env.TEST_DATABASE_URL ? 'server' : 'embedded';
const SEED = 1;
const PATIENCE_MS = 600_000;

/** The platforms take turns at the steps: here a press dies on Slack, and an answer that nobody has written down on Discord. */
const turns = PLATFORM_NAMES.map((platform, nth) => ({
  platform,
  points: onePerStep(SEED).filter((_, at) => (at + 2) % PLATFORM_NAMES.length === nth),
}));

test.each(turns)(
  'R15 R61 on $platform, killed before or after a step of its work, nothing is lost, done twice or said twice unmarked, and what reached outside is not repeated blindly',
  { timeout: PATIENCE_MS },
  async ({ platform, points }) => {
    await buildProduct();
    const told: string[] = [];
    const proof = await proveKill({ arm: PLAIN, platform, on, seed: SEED, signal: 'SIGKILL', points }, (line) => told.push(line));
    expect({ ...proof, told }).toMatchObject({
      runs: points.length,
      kills: points.length,
      violations: 0,
      lost: 0,
      double_actions: 0,
      double_replies: 0,
      disorder: 0,
      unreached: 0,
    });
    expect(proof.control).toBeGreaterThan(0);
  },
);

// What waits its half minute to be cancelled is left to the whole proof.
test.runIf(hasOwnServers)(
  'R15 R29 R61 with a mail account and a calendar, killed when the answer to an invitation has left and nothing of that is stored, it goes out once and the meeting stands there once; an event is taken back',
  { timeout: PATIENCE_MS },
  async () => {
    await buildProduct();
    const claimed = await makeClaimed({ kind: on, platform: 'telegram', accounts: 'servers' });
    const lines = toLines(['undone', 'invitation'], 0, () => 0);
    const run = await runWithDeath(claimed, lines, { step: 'action-sent', side: 'after', pass: 2, signal: 'SIGKILL' });
    const control = await runBlind(
      claimed,
      toLines(['answer', 'invitation'], 0, () => 0),
    );
    await claimed.remove();
    expect(violationsIn(run.findings)).toEqual([]);
    expect(run.kills).toBe(1);
    expect(control.findings.doubleActions).toHaveLength(1);
  },
);
