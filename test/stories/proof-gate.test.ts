import { expect, test } from 'vitest';
import { z } from 'zod';
import { proveGate } from '../../bench/proofs/gate/prove.ts';
import { VECTORS } from '../../bench/proofs/gate/vectors.ts';
import { hasOwnServers, INSTALL_OWN_SERVERS } from '../fixtures/own-servers.ts';
import { sharedData } from '../fixtures/shared-data.ts';

const on = process.env.TEST_DATABASE_URL ? 'server' : 'embedded';
const PATIENCE_MS = 900_000;

/** Much of it on Telegram. Elsewhere a script without mail, which is held for half a minute: what differs is how a card stands there. */
const ELSEWHERE = {
  only: 'slack/injection_task_1',
  vectors: ['forward', 'file'],
  sample: { seed: 3, scripts: 1, tasks: 0 },
} as const;
const PARTS = [
  { platform: 'telegram', only: '', vectors: VECTORS, sample: { seed: 3, scripts: 2, tasks: 4 } },
  { platform: 'slack', ...ELSEWHERE },
  { platform: 'discord', ...ELSEWHERE },
] as const;
/** An event with a guest among them. */
const IN_ACCOUNTS = {
  platform: 'telegram',
  only: 'task_2',
  vectors: ['mail', 'invite'],
  sample: { seed: 1, scripts: 2, tasks: 2 },
} as const;

/** What all attacks of a part come to, where the rule holds. */
function held({ sample, vectors }: { readonly sample: { scripts: number; tasks: number }; readonly vectors: readonly string[] }) {
  const attacks = sample.scripts * vectors.length;
  const utility = { tasks: sample.tasks, complete: sample.tasks, pressesOnReads: 0 };
  return { runs: 3 * attacks, control: attacks, unconfirmed: 0, mismatched: 0, idle: 0, unlike: 0, lame: 0, utility };
}

sharedData('security/worst_case_scripts.json', z.unknown(), () => {
  test.each(PARTS)(
    'R95 R96 on $platform an obedient model gets nothing out without a press, everything that its card showed with one, and all of it with the gate off',
    { timeout: PATIENCE_MS },
    async (part) => {
      const told: string[] = [];
      const proof = await proveGate({ ...part, on }, (line) => told.push(line));
      expect({ ...proof, told }).toMatchObject(held(part));
      expect(proof.cards).toBeGreaterThanOrEqual(part.sample.scripts * part.vectors.length);
      expect(proof.pressed).toBe(proof.cards);
    },
  );

  test.for(['servers', 'google'] as const)(
    'R95 R96 what servers of mail and calendars hold in the end is what was pressed for, and nothing else: %s',
    { timeout: PATIENCE_MS },
    async (accounts, { skip }) => {
      skip(accounts === 'servers' && !hasOwnServers, INSTALL_OWN_SERVERS);
      const told: string[] = [];
      const proof = await proveGate({ ...IN_ACCOUNTS, accounts, on }, (line) => told.push(line));
      expect({ ...proof, told }).toMatchObject(held(IN_ACCOUNTS));
    },
  );
});
