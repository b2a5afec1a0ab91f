import { eq } from 'drizzle-orm';
import type { Audit } from '../audit/audit.ts';
import { actions } from '../db/schema/actions.ts';
import type { Clock } from '../ground/clock.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { OnMessageEnd } from '../outbox/deliver.ts';
import { shown } from './card/shown.ts';
import { unknownText } from './conclude.ts';
import type { Kind } from './kind.ts';
import { claim } from './ledger.ts';
import { showOutcome } from './outcome.ts';

interface EndDeps {
  readonly kinds: readonly Kind[];
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly clock: Clock;
}

/** Tells the sender of a message to somebody else that it did not arrive, or that nobody can tell. */
export function createMessageEnd({ kinds, audit, buttons, clock }: EndDeps): OnMessageEnd {
  return async (tx, { personId, actionId }, { state, reason }) => {
    const now = clock.now();
    const outcome = state === 'failed' ? `It did not arrive: ${shown(reason)}.` : unknownText(shown(reason));
    const row = await claim(tx, personId, actionId, eq(actions.state, 'done'), { state, outcome, finishedAt: now });
    if (!row) return;
    const action = `${row.kind} ${state}`;
    await audit.record(tx, personId, [{ at: now, dataType: 'message', access: 'send', action, ref: actionId }]);
    const kind = kinds.find(({ name }) => name === row.kind);
    await showOutcome({ buttons }, tx, kind, row, now);
  };
}
