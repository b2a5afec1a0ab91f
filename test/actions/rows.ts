import { Temporal } from 'temporal-polyfill';
import { hashOf } from '../../src/actions/canonical.ts';
import type { ActionRow } from '../../src/actions/ledger.ts';
import type { Tx } from '../../src/db/client.ts';

/** A row of the ledger that never was in a database: an open card unless told otherwise. */
export function actionRow(over: Partial<ActionRow> = {}): ActionRow {
  const args = over.args ?? {};
  return {
    id: '3f0c1a52-7a5e-4a39-9d5c-0123456789ab',
    personId: '11111111-1111-4111-8111-111111111111',
    key: 'k',
    turnId: null,
    kind: 'x',
    effect: 'outbound',
    input: {},
    args,
    argsHash: hashOf(args),
    tainted: false,
    unattended: false,
    warnings: [],
    promptHash: null,
    origin: 'telegram:1',
    decidedBy: null,
    state: 'proposed',
    outcome: null,
    sealed: null,
    failure: null,
    undo: null,
    undoneBy: null,
    createdAt: Temporal.Instant.from('2026-11-21T08:00:00Z'),
    expiresAt: Temporal.Instant.from('2026-11-22T08:00:00Z'),
    runAt: null,
    startedAt: null,
    editingSince: null,
    editingIn: null,
    finishedAt: null,
    ...over,
  };
}

/** For what takes a transaction and must not need it: any use of it fails the test. */
export const noTx = new Proxy({} as Tx, {
  get() {
    throw new Error('this was to work without the database');
  },
});
