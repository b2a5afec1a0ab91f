import { z } from 'zod';
import type { Act } from '../../../actions/act.ts';
import type { Approvals } from '../../../actions/approvals.ts';
import { bySetting } from '../../../actions/by-setting.ts';
import { byKey } from '../../../actions/ledger.ts';
import type { Database } from '../../../db/client.ts';
import type { Log } from '../../../ground/log.ts';
import type { ArrivedMail } from '../../../mail/watch-store.ts';
import { load } from '../../../people/profile-store.ts';

export interface LayDeps {
  readonly db: Database;
  readonly log: Log;
  readonly act: Act;
  readonly approvals: Pick<Approvals, 'approve'>;
}

interface Answer {
  readonly inReplyTo: string;
  readonly body: string;
  readonly account: string;
}

/** The ledger's key of the draft that answers a mail; `mail` is its row's id. */
function draftKey(mail: string): string {
  return `reply-draft:${mail}`;
}

/** What an earlier try has written for this mail: the card shows what lies among the drafts. */
export async function draftedBefore({ db }: Pick<LayDeps, 'db'>, { personId, id }: ArrivedMail): Promise<string | undefined> {
  const row = await db.asPerson(personId, (tx) => byKey(tx, personId, draftKey(id)));
  return z.object({ body: z.string() }).safeParse(row?.input).data?.body;
}

/**
 * Lays an answer among the drafts, in its thread, where the person switched that on: the wish is asked for like any other, and the setting is the
 * answer in the ledger. The same again lays none again. Resolves with the action that laid it; undefined where there is only the card. Rejects
 * while it is under way, as at a shutdown: a card that does not know of its draft could not take it back.
 */
export async function layDraft(deps: LayDeps, arrived: ArrivedMail, input: Answer): Promise<string | undefined> {
  const { db, log, act, approvals } = deps;
  const { personId, id, mailId } = arrived;
  const isWished = await db.asPerson(personId, async (tx) => (await load(tx, personId)).settings.mail.replies === 'drafts');
  if (!isWished) return undefined;
  const ways = { source: `mail:${mailId}`, tainted: true, unattended: true };
  const wish = { personId, kind: 'mail_draft', input, key: draftKey(id), ...ways };
  const asked = await act(wish);
  if (asked.state === 'proposed')
    await db.asPerson(personId, (tx) => approvals.approve(tx, personId, asked.actionId, bySetting('mail.replies drafts')));
  const outcome = asked.state === 'proposed' ? await act(wish) : asked;
  if (outcome.state === 'done') return outcome.actionId;
  const row = await db.asPerson(personId, (tx) => byKey(tx, personId, wish.key));
  if (row?.state === 'running') throw new Error('the draft of an answer is still under way');
  log.warn('reply-not-drafted', { state: outcome.state });
  return undefined;
}
