import { z } from 'zod';
import { AppError, isAppError } from '../../../ground/errors.ts';
import { recipientWarnings } from '../../../mail/acquaintance.ts';
import type { Mail, MailAddress } from '../../../ports/mail.ts';
import type { StoredFiles } from '../../../vault/stored-files.ts';
import { shown } from '../../card/shown.ts';
import { defineOutsideKind, type HandsContext, type OutsideContext, type OutsideKind } from '../../kind.ts';
import { byId } from '../../ledger.ts';
import { mailInHand, mailOf, mailToChange } from './account.ts';
import { compose, type MailArgs, mailArgs, mailFields, mailInput, toOutgoing } from './compose.ts';
import {
  draftArgs,
  draftPrint,
  hasAnswered,
  hasDraftIn,
  isActionId,
  laidBy,
  readDraft,
  requireSameDraft,
  savedDraft,
  whenGone,
} from './drafts.ts';

/** The draft that goes out and is then deleted; `laid`: only lies beside the card, by that action. */
const sendArgs = mailArgs.extend({ draft: draftArgs.extend({ laid: z.uuid().exactOptional() }).exactOptional() });

type SendArgs = z.infer<typeof sendArgs>;

const sendInput = mailInput.extend({ draft: z.string().optional() });

interface MailWriteDeps {
  readonly storedFiles: StoredFiles;
}

/** Mail leaves the person by this kind alone: half a minute after the press, once, and what was shown. */
export function mailSend(deps: MailWriteDeps): OutsideKind {
  return defineOutsideKind<z.infer<typeof sendInput>, SendArgs, never>({
    name: 'mail_send',
    description: 'Send a mail, or a draft by its id. inReplyTo: id of the mail it answers. attachments: file names or ids.',
    effect: 'outbound',
    holdMs: 30_000,
    verb: 'Send',
    area: 'mail',
    needs: 'mail',
    mainInput: 'body',
    input: sendInput,
    args: sendArgs,
    async resolve(context, { draft: id, ...input }) {
      if (!id) return compose(deps, context, input);
      if (isActionId(id)) {
        const laid = await laidBy(context, id);
        return { ...(await compose(deps, context, input)), ...(laid && { draft: { ...laid, laid: id } }) };
      }
      const draft = await readDraft(mailToChange(context, input.account), id, context.signal);
      return { ...(await compose(deps, context, input, draft)), draft: { id, print: draftPrint(draft) } };
    },
    fields: {
      ...mailFields,
      draft: ({ id, print, laid }) => ({
        label: 'Draft',
        value: `${id} (${print.slice(0, 12)}), ${laid ? LIES_THERE : 'deleted once it is sent'}`,
      }),
    },
    decline: ({ draft }) => (draft?.laid ? 'Discard' : 'Cancel'),
    warn: (context, args) => writeWarnings(context, args),
    async run(context, args) {
      const { reader, writer } = mailInHand(context, args.from);
      const mail = await toOutgoing(deps, context, args);
      if (args.draft?.laid) await requireUnanswered(context, args, args.draft.laid);
      else if (args.draft) await requireSameDraft(reader, args.draft, context.signal);
      const handover = await writer.send(mail, context.signal);
      if (handover.state === 'unknown') return { unknown: handover.reason };
      return { said: sentText(args, missedText(handover.missed ?? []) + (await clearDraft(context, args))) };
    },
    async find(context, args) {
      const { writer } = mailInHand(context, args.from);
      if (!(await writer.wasSent(args.messageId, context.signal))) return 'nothing';
      return { said: sentText(args, await clearDraft(context, args)) };
    },
    undoData: z.never(),
    undo: async () => 'A mail that is sent cannot be taken back.',
  });
}

/** A draft lies among the account's own and reaches nobody; undo deletes that very one. */
export function mailDraft(deps: MailWriteDeps): OutsideKind {
  return defineOutsideKind({
    name: 'mail_draft',
    description: 'Write a mail as a draft, without sending it. Arguments as for mail_send.',
    effect: 'private',
    verb: 'Save draft',
    area: 'mail',
    needs: 'mail',
    mainInput: 'body',
    input: mailInput,
    args: mailArgs,
    // Whoever sends it by their mail program sends another mail than a card with the same words would.
    resolve: (context, input) => compose(deps, { ...context, source: `draft ${context.source}` }, input),
    fields: mailFields,
    warn: (context, args) => writeWarnings(context, args),
    async run(context, args) {
      const { reader, writer } = mailInHand(context, args.from);
      const id = await writer.saveDraft(await toOutgoing(deps, context, args), context.signal);
      // It is saved now, so a failure to look at it is none of the deed: it only cannot be undone.
      const saved = await reader.read(id, context.signal).catch(() => undefined);
      return saved ? draftSaved(saved, args) : draftTold(id, args);
    },
    async find({ eyes, signal }, args) {
      const mail = mailOf({ eyes }, args.from);
      const [found] = await mail.search({ mailbox: 'drafts', messageId: args.messageId }, 1, signal);
      return found ? draftSaved(await mail.read(found.id, signal), args) : 'nothing';
    },
    undoData: savedDraft,
    async undo(context, { account, ...draft }) {
      const { reader, writer } = mailInHand(context, account);
      const stands = await requireSameDraft(reader, draft, context.signal).catch(whenGone);
      if (stands) await writer.deleteDraft(draft.id, context.signal);
      return 'The draft is deleted.';
    },
  });
}

function draftSaved(saved: Mail, args: MailArgs) {
  return { ...draftTold(saved.id, args), undo: { id: saved.id, print: draftPrint(saved), account: args.from } };
}

/** An answer has the subject of somebody else. */
function draftTold(id: string, { subject, to, inReplyTo }: MailArgs) {
  const said = `Draft saved, id ${handleText(id)}: "${shown(subject)}" to ${addresses(to)}.`;
  return { said, tainted: inReplyTo !== undefined };
}

/** As it is to be used in another call, where it is made of nothing that Markdown would change. */
function handleText(id: string): string {
  return /^[\w.:/+=#-]+$/.test(id) ? `\`${id}\`` : shown(id);
}

function sentText({ subject, to, cc, bcc }: SendArgs, afterwards: string): string {
  return `Sent: "${shown(subject)}" to ${addresses([...to, ...cc, ...bcc])}.${afterwards}`;
}

/** The others have it, so it is sent; it cannot be sent to these alone by itself. */
export function missedText(missed: readonly string[]): string {
  return missed.length === 0
    ? ''
    : ` But the mail server did not take it for ${missed.map(shown).join(', ')}: they do not get it.`;
}

function addresses(people: readonly MailAddress[]): string {
  return people.map(({ address }) => shown(address)).join(', ');
}

/** What the person should look at twice before a mail goes, or lies ready to go. */
async function writeWarnings({ eyes, signal }: OutsideContext, { from, to, cc, bcc, inReplyTo }: MailArgs): Promise<string[]> {
  const own = { ...eyes, mail: mailOf({ eyes }, from) };
  const everybody = [...to, ...cc, ...bcc];
  const answersNobody =
    inReplyTo && !everybody.some(({ address }) => inReplyTo.participants.some((participant) => participant.address === address));
  const elsewhere = 'Nobody it goes to took part in the mail that it answers.';
  return [...(answersNobody ? [elsewhere] : []), ...(await recipientWarnings(own, everybody, signal))];
}

const LIES_THERE = 'lies among your drafts, too; sending or discarding this takes it away, unless you have changed it there';
const CHANGED_THERE = ' You changed its draft in your mailbox, so that stays there.';

/** A draft that is gone may have been sent by the person: then nothing goes a second time. Rejects with `invalid`. */
async function requireUnanswered(
  context: HandsContext,
  { draft, inReplyTo, messageId, from }: SendArgs,
  laid: string,
): Promise<void> {
  const { reader } = mailInHand(context, from);
  const { personId, signal } = context;
  const lies = draft && (await reader.read(draft.id, signal).catch(whenGone));
  if (!inReplyTo || (lies && lies.mailbox === 'drafts')) return;
  const action = await context.inDb((tx) => byId(tx, personId, laid));
  const where = action && { threadId: inReplyTo.threadId, since: action.createdAt.toString() };
  if (where && (await hasAnswered(reader, where, messageId, signal)))
    throw new AppError(
      'invalid',
      'You have answered this mail yourself since. Nothing was sent; ask again if this shall go out, too.',
    );
}

/** The mail has gone out, so nothing here may fail: a draft that stays behind is only told of. */
async function clearDraft(context: HandsContext, args: SendArgs): Promise<string> {
  const { draft, from } = args;
  if (!draft) return '';
  try {
    const { reader, writer } = mailInHand(context, from);
    if (await requireSameDraft(reader, draft, context.signal)) await writer.deleteDraft(draft.id, context.signal);
    return '';
  } catch (error) {
    if (draft.laid && isAppError(error, 'invalid')) return CHANGED_THERE;
    if (!isAppError(error, 'not-found')) return ' Its draft is still among your drafts.';
    return draft.laid && (await isKeptAnew(context, args)) ? CHANGED_THERE : '';
  }
}

async function isKeptAnew(context: HandsContext, { from, inReplyTo, messageId }: SendArgs): Promise<boolean> {
  if (!inReplyTo) return false;
  return hasDraftIn(mailOf(context, from), inReplyTo.threadId, messageId, context.signal).catch(() => false);
}
