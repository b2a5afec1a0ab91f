import { z } from 'zod';
import { cardKey } from '../../actions/card/card.ts';
import { shown } from '../../actions/card/shown.ts';
import { onlyReadText } from '../../actions/kinds/mail/account.ts';
import { DatabaseAway } from '../../db/failure.ts';
import type { Clock } from '../../ground/clock.ts';
import { isAppError } from '../../ground/errors.ts';
import { describeError } from '../../ground/log.ts';
import { mailAccounts } from '../../mail/accounts.ts';
import { ownWords } from '../../mail/own-words.ts';
import { type ArrivedMail, arrivedById } from '../../mail/watch-store.ts';
import { enqueue } from '../../outbox/outbox.ts';
import type { Profile } from '../../people/profile.ts';
import { load } from '../../people/profile-store.ts';
import { PLATFORMS } from '../../ports/chat.ts';
import type { EyesOf } from '../../ports/connections.ts';
import type { Mail, MailReader } from '../../ports/mail.ts';
import type { Write } from '../brief/rewording.ts';
import type { Notify } from '../notify/notify.ts';
import { draftedBefore, type LayDeps, layDraft } from './drafts/lay-draft.ts';
import { type Earlier, readReply, replyPrompt } from './mail-prompts.ts';
import { MOST_WORDS } from './sort-mail.ts';

/** An answer that is to be written. */
export const replyWish = z.object({
  personId: z.uuid(),
  /** Of the row in `arrived_mails`. */
  mail: z.uuid(),
  /** The press that asked for it; absent where nobody did. */
  press: z.object({ key: z.string(), platform: z.enum(PLATFORMS), chat: z.string() }).exactOptional(),
});

export type ReplyWish = z.infer<typeof replyWish>;

interface ReplyDeps extends LayDeps {
  readonly clock: Clock;
  readonly eyesOf: EyesOf;
  readonly notify: Notify;
  /** Absent without a model: then there is only the shortest of answers, for the person to edit. */
  readonly write: Write | undefined;
}

/** How the ledger's key of each answer to this mail begins; `mail` is its row's id. */
export function replyKey(mail: string): string {
  return `reply:${mail}:`;
}

const WITHOUT_MODEL = 'Thank you for your mail. I have seen it and will get back to you.';

/**
 * Writes an answer and shows it as the card of a mail that would be sent: what came of words from outside is never sent without a press, and
 * saved among the drafts only where the person has said so once for all. One that was asked for comes where it was; any other through the door for news.
 */
export function createReplies(deps: ReplyDeps): (wish: ReplyWish, signal: AbortSignal) => Promise<void> {
  return async (wish, signal) => {
    try {
      await reply(deps, wish, signal);
    } catch (error) {
      if (signal.aborted || !isAppError(error) || error instanceof DatabaseAway) throw error;
      deps.log.warn('no-reply-written', describeError(error));
      await sayIfAsked(deps, wish, error.message);
    }
  };
}

async function reply(deps: ReplyDeps, wish: ReplyWish, signal: AbortSignal): Promise<void> {
  const { personId, press } = wish;
  const row = await deps.db.asPerson(personId, (tx) => arrivedById(tx, personId, wish.mail));
  const reader = mailAccounts(await deps.eyesOf(personId)).find(({ account }) => account === row?.account);
  if (!row || !reader) return sayIfAsked(deps, wish, 'The account of this mail is not connected any more.');
  if (reader.onlyRead) return sayIfAsked(deps, wish, onlyReadText(reader));
  const mail = await reader.read(row.mailId, signal);
  const body = (await draftedBefore(deps, row)) ?? (await written(deps, personId, { reader, mail }, signal));
  const answer = { inReplyTo: mail.id, body, account: row.account };
  const draft = press ? undefined : await layDraft(deps, row, answer);
  const outcome = await deps.act({
    personId,
    kind: 'mail_send',
    input: { ...answer, ...(draft && { draft }) },
    key: `${replyKey(row.id)}${press?.key ?? 'unasked'}`,
    source: press?.key ?? `mail:${row.mailId}`,
    tainted: true,
    unattended: press === undefined,
  });
  if (outcome.state !== 'proposed') return sayIfAsked(deps, wish, outcome.said);
  await show(deps, wish, row, outcome);
}

interface Asking {
  readonly reader: MailReader;
  readonly mail: Mail;
}

/** Rejects as the model does. */
async function written({ db, write }: ReplyDeps, personId: string, asking: Asking, signal: AbortSignal): Promise<string> {
  if (!write) return WITHOUT_MODEL;
  const { name, timezone: zone } = (await db.asPerson(personId, (tx) => load(tx, personId))).identity;
  const { mail } = asking;
  const read = { mail, words: ownWords(mail.text).slice(0, MOST_WORDS) };
  const earlier = await earlierIn(asking, signal).catch(orWithout(signal));
  const answer = await write(replyPrompt(read, name, earlier), signal, { personId, zone });
  return readReply(answer?.text ?? '') ?? WITHOUT_MODEL;
}

/** The mail that this one answers, where it lies in the account. */
async function earlierIn({ reader, mail }: Asking, signal: AbortSignal): Promise<Earlier | undefined> {
  const messageId = mail.references.at(-1);
  if (messageId === undefined) return undefined;
  const [found] = await reader.search({ messageId }, 1, signal);
  if (!found) return undefined;
  const { from, text } = await reader.read(found.id, signal);
  return { from, words: ownWords(text).slice(0, MOST_WORDS) };
}

/** An answer can be written without what was said before. */
function orWithout(signal: AbortSignal) {
  return (error: unknown): undefined => {
    if (signal.aborted || !isAppError(error)) throw error;
  };
}

async function show(
  { db, clock, notify }: ReplyDeps,
  { personId, press }: ReplyWish,
  { sender, mailId }: ArrivedMail,
  { card: message, actionId }: { readonly card: Parameters<typeof enqueue>[1]['message']; readonly actionId: string },
): Promise<void> {
  const [key, source, now] = [cardKey(actionId), `mail:${mailId}`, clock.now()];
  await db.asPerson(personId, async (tx) => {
    if (!press) {
      const text = `An answer to ${sender} waits for your press`;
      const { replies } = (await load(tx, personId)).settings.mail;
      const unasked = { ...message, text: [message.text, ...otherWays(sender, replies)].join('\n') };
      await notify(tx, { personId, key, kind: 'mail', urgency: 'soon', text, message: unasked, source, tainted: true }, now);
      return;
    }
    const why = { trigger: 'the button you pressed', by: 'rule', sources: [source], actions: [actionId] };
    await enqueue(tx, { personId, key, message, why, now, to: press });
  });
}

/** What ends such cards for this sender, and what has answers laid among the drafts where none are yet, as it is to be typed. */
function otherWays(sender: string, replies: Profile['settings']['mail']['replies']): readonly string[] {
  const none = `_Written unasked. None for this sender:_ ${shown(`/settings mail.noRepliesTo +${sender}`)}`;
  return replies === 'drafts'
    ? [none]
    : [none, `_All of them among your drafts as well:_ ${shown('/settings mail.replies drafts')}`];
}

async function sayIfAsked({ db, clock }: ReplyDeps, { personId, press }: ReplyWish, text: string): Promise<void> {
  if (!press) return;
  const why = { trigger: 'the button you pressed', by: 'rule', sources: [], actions: [] };
  const said = { personId, key: `reply:${press.key}`, message: { text }, why, now: clock.now(), to: press };
  await db.asPerson(personId, (tx) => enqueue(tx, said));
}
