import { z } from 'zod';
import { actBySetting, type BySettingDeps } from '../../../actions/by-setting.ts';
import { byKey } from '../../../actions/ledger.ts';
import type { Log } from '../../../ground/log.ts';
import type { ArrivedMail } from '../../../mail/watch-store.ts';
import { load } from '../../../people/profile-store.ts';

export interface LayDeps extends BySettingDeps {
  readonly log: Log;
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
 * Lays an answer among the drafts, in its thread, where the person switched that on. The same again lays none again. Resolves with the action that
 * laid it; undefined where there is only the card. Rejects while it is under way, as at a shutdown: a card that does not know of its draft could not
 * take it back.
 */
export async function layDraft(deps: LayDeps, arrived: ArrivedMail, input: Answer): Promise<string | undefined> {
  const { db, log } = deps;
  const { personId, id, mailId } = arrived;
  const isWished = await db.asPerson(personId, async (tx) => (await load(tx, personId)).settings.mail.replies === 'drafts');
  if (!isWished) return undefined;
  const wish = { personId, kind: 'mail_draft', input, key: draftKey(id), source: `mail:${mailId}` };
  const outcome = await actBySetting(deps, wish, { setting: 'mail.replies drafts' });
  if (outcome.state === 'done') return outcome.actionId;
  const row = await db.asPerson(personId, (tx) => byKey(tx, personId, wish.key));
  if (row?.state === 'running') throw new Error('the draft of an answer is still under way');
  log.warn('reply-not-drafted', { state: outcome.state });
  return undefined;
}
