import { isAppError } from '../../../ground/errors.ts';
import type { OutgoingMail } from '../../../ports/mail.ts';
import { shown } from '../../card/shown.ts';
import type { ActionResult, HandsContext, Unanswered } from '../../kind.ts';
import { mailInHand } from '../mail/account.ts';
import { missedText } from '../mail/send.ts';
import type { Found } from './account.ts';

/** A mail to guests, and the account that sends it. */
export interface GuestMail {
  readonly from: string;
  readonly mail: OutgoingMail;
}

/** A change of the calendar that guests are told of by mail. */
interface Change<U> {
  readonly mails: readonly GuestMail[];
  /** Said where a mail is in doubt: `the event is created`. */
  readonly stands: string;
  readonly write: () => Promise<ActionResult<U> | Unanswered>;
  /** What has become of the change alone. */
  readonly look: () => Promise<Found<U>>;
}

/**
 * Makes the change and then sends its mails. When the person presses again, what stands already and what was sent surely is not done twice; only a mail
 * of which nobody can tell goes out anew.
 */
export async function changeAndTell<U>(
  context: HandsContext,
  { mails, stands, write, look }: Change<U>,
): Promise<ActionResult<U> | Unanswered> {
  if (mails.length === 0) return write();
  const before = await look();
  const changed = isDone(before) ? before : await write();
  if ('unknown' in changed) return { unknown: `${changed.unknown}; no mail has gone out` };
  const told: Told[] = [];
  for (const mail of mails) told.push(await send(context, mail));
  return ending(changed, told, stands);
}

/** What has become of both after a death. What surely was not sent stays unsent until the person presses again: STOP may have come in between. */
export async function findTold<U>(context: HandsContext, { mails, stands, look }: Omit<Change<U>, 'write'>): Promise<Found<U>> {
  const found = await look();
  if (!isDone(found)) return found;
  const told: Told[] = [];
  for (const mail of mails) told.push(await lookFor(context, mail));
  return ending(found, told, stands);
}

/** A sentence on what surely is, or why nobody can tell. */
type Told = { readonly said: string } | { readonly doubt: string };

async function send(context: HandsContext, guestMail: GuestMail): Promise<Told> {
  const { from, mail } = guestMail;
  const { signal } = context;
  if (signal.aborted) return unsent(guestMail);
  try {
    const { writer } = mailInHand(context, from);
    // Where that is not known, the person has looked and pressed again.
    if (await writer.wasSent(mail.messageId, signal).catch(whenUnknown)) return sent(guestMail);
    const handover = await writer.send(mail, signal);
    return handover.state === 'done' ? sent(guestMail, handover.missed) : unclear(guestMail, handover.reason);
  } catch (error) {
    if (!isAppError(error) || signal.aborted) throw error;
    return { said: ` But ${namesIn(guestMail)} could not be told: ${error.message}` };
  }
}

async function lookFor(context: HandsContext, guestMail: GuestMail): Promise<Told> {
  try {
    const { writer } = mailInHand(context, guestMail.from);
    return (await writer.wasSent(guestMail.mail.messageId, context.signal)) ? sent(guestMail) : unsent(guestMail);
  } catch (error) {
    if (!isAppError(error) || context.signal.aborted) throw error;
    return unclear(guestMail, error.message);
  }
}

function ending<U>(changed: ActionResult<U>, told: readonly Told[], stands: string): ActionResult<U> | Unanswered {
  const doubts = told.flatMap((each) => ('doubt' in each ? [each.doubt] : []));
  const said = told.flatMap((each) => ('said' in each ? [each.said] : [])).join('');
  if (doubts.length === 0) return { ...changed, said: `${changed.said}${said}` };
  return { unknown: `${stands}, but ${doubts.join(', and ')}.${said}`.replace(/\.$/, '') };
}

function sent(guestMail: GuestMail, missed: readonly string[] = []): Told {
  return { said: ` Told by mail: ${namesIn(guestMail)}.${missedText(missed)}` };
}

function unsent(guestMail: GuestMail): Told {
  return { doubt: `the mail to ${namesIn(guestMail)} has not gone out` };
}

function unclear(guestMail: GuestMail, reason: string): Told {
  return { doubt: `whether the mail to ${namesIn(guestMail)} went out is not known (${reason.replace(/\.$/, '')})` };
}

function namesIn({ mail }: GuestMail): string {
  return mail.to.map(({ address }) => shown(address)).join(', ');
}

function isDone<U>(found: Found<U>): found is ActionResult<U> {
  return found !== 'nothing' && !('unknown' in found);
}

function whenUnknown(error: unknown): false {
  if (isAppError(error)) return false;
  throw error;
}
