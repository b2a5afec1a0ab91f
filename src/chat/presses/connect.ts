import { shown } from '../../actions/card/shown.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Clock } from '../../ground/clock.ts';
import { enqueue } from '../../outbox/outbox.ts';
import { setNoLater } from '../../proactive/schedules.ts';
import type { Accounts } from '../../vault/accounts.ts';
import { accountKey, connectWhy, DROP_VERB, USE_VERB } from '../connect-card.ts';
import type { Press, PressHandler } from '../presses.ts';

interface ConnectPressDeps {
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly clock: Clock;
}

const GONE = 'This account is not there any more. /connect shows what is.';

/** The buttons under an account that was entered on a page: only a press lets it be used. */
export function connectHandlers({ accounts, audit, clock }: ConnectPressDeps): [string, PressHandler][] {
  async function settle({ tx, personId, id }: Press, action: string, text: string): Promise<void> {
    const now = clock.now();
    await audit.record(tx, personId, [{ at: now, dataType: 'account', access: 'write', action, ref: id }]);
    const why = connectWhy('the button you pressed', id);
    const key = accountKey(id);
    await enqueue(tx, { personId, key: `${key}:answer`, message: { text }, why, now, edits: key });
  }
  return [
    [
      USE_VERB,
      async (press) => {
        const account = await accounts.confirm(press.tx, press.personId, press.id);
        if (!account) return { said: GONE };
        for (const kind of ['calendar', 'mail', 'tasks'] as const) await setNoLater(press.tx, press.personId, kind, clock.now());
        await settle(press, 'account connected', `Connected: **${shown(account.name)}**. /connect shows it, and takes it away.`);
        return { said: 'Connected.' };
      },
    ],
    [
      DROP_VERB,
      async (press) => {
        const account = await accounts.remove(press.tx, press.personId, press.id);
        if (!account) return { said: GONE };
        await settle(press, 'account forgotten', `Forgotten: ${shown(account.name)}. Nothing of it is kept.`);
        return { said: 'Forgotten.' };
      },
    ],
  ];
}
