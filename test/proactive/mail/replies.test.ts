import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { DatabaseAway } from '../../../src/db/failure.ts';
import { createReplies } from '../../../src/proactive/mail/replies.ts';
import { createFakeClock } from '../../fakes/clock.ts';

test('an answer whose database went away is tried again, not dropped', async () => {
  const away = async () => {
    throw new DatabaseAway(new Error('gone'));
  };
  const never = async () => {
    throw new Error('not reached');
  };
  const db: Database = { asPerson: away, asSystem: away, close: async () => undefined };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const clock = createFakeClock('2026-11-20T10:00:00Z');
  const write = createReplies({
    db,
    clock,
    log,
    eyesOf: never,
    act: never,
    approvals: { approve: never },
    notify: never,
    write: undefined,
  });
  const [personId, mail] = ['0b6f1d0e-8f0e-4c58-9d0a-6d9f3f1f0a01', '0b6f1d0e-8f0e-4c58-9d0a-6d9f3f1f0a02'];
  await expect(write({ personId, mail }, new AbortController().signal)).rejects.toBeInstanceOf(DatabaseAway);
});
