import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { enqueue } from '../../outbox/outbox.ts';
import { load } from '../../people/profile-store.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import type { AccountKind } from '../../ports/connect.ts';
import { RECONNECT_VERB } from '../../proactive/outages.ts';
import type { Accounts } from '../../vault/accounts.ts';
import { connectWhy } from '../connect-card.ts';
import type { ConnectLinks } from '../connect-links.ts';
import type { OutsidePress } from '../presses.ts';

interface ReconnectDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly kinds: readonly AccountKind[];
  readonly links: ConnectLinks;
}

/** The button under the news that an account lets us in no more: a link to the form that connects it, as it was filled in last. */
export function createReconnectPress(deps: ReconnectDeps): OutsidePress {
  return (personId, { verb, id }, press) => (verb === RECONNECT_VERB ? reconnect(deps, { personId, id, press }) : undefined);
}

async function reconnect(
  { db, clock, accounts, kinds, links }: ReconnectDeps,
  { personId, id, press }: { readonly personId: string; readonly id: string; readonly press: IncomingPress },
): Promise<string> {
  const { account, whose } = await db.asPerson(personId, async (tx) => ({
    account: (await accounts.all(tx, personId)).find((each) => each.id === id),
    whose: (await load(tx, personId)).identity.name,
  }));
  const kind = kinds.find((each) => each.kind === account?.kind);
  if (!account || !kind)
    return 'This account is not connected any more, or it was connected again since. /connect shows what is.';
  const text = await links.open({ personId, whose, to: press }, kind, account.said);
  const why = connectWhy('the button you pressed', id);
  await db.asPerson(personId, (tx) =>
    enqueue(tx, { personId, key: `reconnect:${press.key}`, message: { text }, why, now: clock.now(), to: press }),
  );
  return 'The link is below.';
}
