import { shown } from '../../actions/card/shown.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Database, Tx } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { enqueue } from '../../outbox/outbox.ts';
import type { AccountKind } from '../../ports/connect.ts';
import { setSchedule } from '../../proactive/schedules.ts';
import type { Accounts } from '../../vault/accounts.ts';
import { accountKey, connectWhy, DROP_VERB, USE_VERB } from '../connect-card.ts';
import { type Farewell, wantsToKnow } from '../farewell.ts';
import type { OutsidePress, PressHandler } from '../presses.ts';

interface ConnectPressDeps {
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly clock: Clock;
}

interface ForgetDeps extends ConnectPressDeps {
  readonly db: Database;
  readonly kinds: readonly AccountKind[];
  readonly farewell: Farewell;
}

const GONE = 'This account is not there any more. /connect shows what is.';

/** The button under an account that was entered on a page by which it is used: nothing else lets it be. */
export function useHandler({ accounts, audit, clock }: ConnectPressDeps): [string, PressHandler] {
  return [
    USE_VERB,
    async ({ tx, personId, id }) => {
      const account = await accounts.confirm(tx, personId, id);
      if (!account) return { said: GONE };
      for (const kind of ['calendar', 'mail', 'tasks'] as const) await setSchedule(tx, personId, kind, clock.now());
      const text = `Connected: **${shown(account.name)}**. /connect shows it, and takes it away.`;
      await settle({ audit, clock }, tx, { personId, id, action: 'account connected', text });
      return { said: 'Connected.' };
    },
  ];
}

/** The button beside it, by which it is forgotten; its service is told then, and nobody waits for that. */
export function createForgetPress({ db, accounts, kinds, farewell, audit, clock }: ForgetDeps): OutsidePress {
  async function forget(personId: string, id: string): Promise<string> {
    const said = await db.asPerson(personId, async (tx) => {
      const entered = (await accounts.all(tx, personId)).find((each) => each.id === id);
      if (!entered) return GONE;
      await accounts.remove(tx, personId, id, wantsToKnow(kinds, entered.kind));
      const text = `Forgotten: ${shown(entered.name)}. It was never used.`;
      await settle({ audit, clock }, tx, { personId, id, action: 'account forgotten', text });
      return 'Forgotten.';
    });
    void farewell.to(personId, NEVER);
    return said;
  }
  return (personId, { verb, id }) => (verb === DROP_VERB ? forget(personId, id) : undefined);
}

const NEVER = new AbortController().signal;

interface Settled {
  readonly personId: string;
  readonly id: string;
  readonly action: string;
  readonly text: string;
}

async function settle({ audit, clock }: Pick<ConnectPressDeps, 'audit' | 'clock'>, tx: Tx, settled: Settled): Promise<void> {
  const { personId, id, action, text } = settled;
  const now = clock.now();
  await audit.record(tx, personId, [{ at: now, dataType: 'account', access: 'write', action, ref: id }]);
  const key = accountKey(id);
  const why = connectWhy('the button you pressed', id);
  await enqueue(tx, { personId, key: `${key}:answer`, message: { text }, why, now, edits: key });
}
