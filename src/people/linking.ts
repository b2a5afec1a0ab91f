import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { links } from '../db/schema/identities.ts';
import type { Random } from '../ground/random.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { IncomingMessage, OutgoingMessage } from '../ports/chat.ts';
import { shownName } from './chosen-name.ts';
import { greeting } from './greeting.ts';
import { accountsOf, bindIdentity } from './identities.ts';
import { hashLinkCode, makeLinkCode, readLinkCode } from './link-code.ts';
import { guestQuestion, guestSchema, LINK_MINUTES, type LinkGuest, type LinkVerb, ownerQuestion } from './link-questions.ts';
import { load } from './profile-store.ts';
import { findStranger, forgetStranger, guessesOf, noteAttempt, noteGuess } from './stranger-store.ts';

/** What to send after an account has sent a code. */
export interface LinkAsked {
  readonly toGuest: OutgoingMessage;
  /** The question to the person, in the chat where the message with the key `after` stands. */
  readonly toOwner?: {
    readonly personId: string;
    readonly key: string;
    readonly message: OutgoingMessage;
    readonly after: string;
  };
}

export interface LinkAnswer {
  /** For whoever pressed. */
  readonly said: string;
  /** What takes the place of the card on the person's side, when it has changed, and how the link stands then. */
  readonly onCard?: { readonly state: 'waits' | 'over' | 'refused' | 'joined'; readonly text: string };
  readonly personId?: string;
  readonly guest?: LinkGuest;
  /** The guest's account is the person's from now on: the first words there. */
  readonly welcome?: string;
  /** For the guest's chat, when the person's side refused. */
  readonly toGuest?: string;
}

/**
 * Ties a second chat account to a person: a code shown to the person, sent by the other account, then a press on both sides. A code that
 * was guessed, overheard or handed on is not enough.
 */
export interface Linking {
  /** A new code, in the person's transaction. Codes of theirs that nobody has sent yet count no more. */
  open(tx: Tx, personId: string, now: Temporal.Instant): Promise<{ readonly id: string; readonly code: string }>;
  /** For the message of an account nobody knows: undefined when it is no link code. In the owner's transaction. */
  ask(tx: Tx, message: IncomingMessage, now: Temporal.Instant): Promise<LinkAsked | undefined>;
  /** One side has pressed. A repeat, or a press after the time is over, does nothing and says so. In the owner's transaction. */
  answer(tx: Tx, side: 'owner' | 'guest', verb: LinkVerb, id: string, now: Temporal.Instant): Promise<LinkAnswer>;
}

interface LinkingDeps {
  readonly random: Random;
  readonly sign: Buttons['sign'];
  /** Derived from the root key. */
  readonly key: Buffer;
}

/** Wrong codes and tokens an account may send in 24 hours before it is answered like any other stranger. */
const GUESSES_A_DAY = 10;
const WRONG =
  'This code is not right, was used before, or is over. Send /link in the chat where I know you: I show a new one there.';
const ANSWERED = 'This has been answered already. Nothing was changed.';
const OVER = `This has expired: both sides have ${LINK_MINUTES} minutes. Nothing was changed; /link gives a new code.`;

export function createLinking(deps: LinkingDeps): Linking {
  return {
    async open(tx, personId, now) {
      const code = makeLinkCode(deps.random);
      await tx.delete(links).where(and(eq(links.personId, personId), eq(links.state, 'open')));
      const expiresAt = now.add({ minutes: LINK_MINUTES });
      const codeHash = hashLinkCode(deps.key, code);
      const [row] = await tx.insert(links).values({ personId, codeHash, expiresAt }).returning({ id: links.id });
      if (!row) throw new Error('the table of links took no row');
      return { id: row.id, code };
    },

    async ask(tx, message, now) {
      const typed = typedCode(message);
      if (typed === undefined) return undefined;
      const stranger = await findStranger(tx, message);
      if (stranger && guessesOf(stranger, now) >= GUESSES_A_DAY) return undefined;
      const row = await takeCode(deps, tx, typed, now);
      if (!row) {
        await noteGuess(tx, await noteAttempt(tx, message), now);
        return { toGuest: { text: WRONG } };
      }
      const { platform, user, chat } = message;
      const guest: LinkGuest = { platform, userId: user.id, chat, name: shownName(user.name ?? '') };
      const expiresAt = now.add({ minutes: LINK_MINUTES });
      await tx.update(links).set({ state: 'asked', guest, expiresAt }).where(eq(links.id, row.id));
      const { name } = (await load(tx, row.personId)).identity;
      const accounts = await accountsOf(tx, row.personId);
      return {
        toGuest: guestQuestion(deps.sign, row.id, guest, { name: shownName(name), accounts }),
        toOwner: {
          personId: row.personId,
          key: linkCardKey(row.id),
          after: linkCodeKey(row.id),
          message: ownerQuestion(deps.sign, row.id, guest, row.personId),
        },
      };
    },

    answer: (tx, side, verb, id, now) => answer(tx, side, verb, id, now),
  };
}

/** The outbox key of the message that shows the code. */
export function linkCodeKey(id: string): string {
  return `link:${id}:code`;
}

/** The outbox key of the question on the person's side. */
export function linkCardKey(id: string): string {
  return `link:${id}`;
}

/** What stands behind `/link` in a private chat, with or without the name of the option. */
function typedCode({ direct, text }: IncomingMessage): string | undefined {
  return direct ? /^\s*\/link(?:@\w+)?\s+(?:code:\s*)?(\S.*?)\s*$/i.exec(text)?.[1] : undefined;
}

/** The open link with this code, held until the transaction ends. */
async function takeCode({ key }: LinkingDeps, tx: Tx, typed: string, now: Temporal.Instant) {
  const code = readLinkCode(typed);
  if (code === undefined) return undefined;
  const which = and(eq(links.codeHash, hashLinkCode(key, code)), eq(links.state, 'open'));
  const [row] = await tx.select().from(links).where(which).for('update');
  return row && isOver(row, now) ? undefined : row;
}

type LinkRow = typeof links.$inferSelect;

async function answer(tx: Tx, side: 'owner' | 'guest', verb: LinkVerb, id: string, now: Temporal.Instant): Promise<LinkAnswer> {
  const [row] = await tx.select().from(links).where(eq(links.id, id)).for('update');
  if (row?.state !== 'asked') return { said: ANSWERED };
  const guest = guestSchema.parse(row.guest);
  const about = { personId: row.personId, guest };
  if (isOver(row, now)) {
    await tx.update(links).set({ state: 'refused' }).where(eq(links.id, id));
    return { ...about, said: OVER, onCard: { state: 'over', text: OVER } };
  }
  if (verb === 'linkno') {
    await tx.update(links).set({ state: 'refused' }).where(eq(links.id, id));
    return { ...about, ...refusal(side) };
  }
  const agreed = side === 'owner' ? { ownerAgreed: true } : { guestAgreed: true };
  await tx.update(links).set(agreed).where(eq(links.id, id));
  const { ownerAgreed, guestAgreed } = { ...row, ...agreed };
  if (ownerAgreed && guestAgreed) return { ...about, ...(await join(tx, row, guest, now)) };
  if (side === 'guest') return { said: 'Now press "Yes, it is me" in the chat where you asked for the code.' };
  const waits = `Now press "Join" in the new chat on ${guest.platform}, too.`;
  return { ...about, said: waits, onCard: { state: 'waits', text: waits } };
}

async function join(
  tx: Tx,
  { id, personId }: LinkRow,
  guest: LinkGuest,
  now: Temporal.Instant,
): Promise<Pick<LinkAnswer, 'said' | 'onCard' | 'welcome'>> {
  const owner = await bindIdentity(tx, personId, guest, now);
  const isTheirs = owner === personId;
  await tx
    .update(links)
    .set({ state: isTheirs ? 'joined' : 'refused' })
    .where(eq(links.id, id));
  if (!isTheirs) {
    const said = 'That account has got an assistant of its own meanwhile. Nothing was changed.';
    return { said, onCard: { state: 'refused', text: said } };
  }
  const stranger = await findStranger(tx, { platform: guest.platform, user: { id: guest.userId } });
  if (stranger) await forgetStranger(tx, stranger.id);
  return {
    said: 'Done: both chats are yours now.',
    onCard: {
      state: 'joined',
      text: `Joined: the account \`${guest.userId}\` on ${guest.platform} is yours, too. /unlink takes it away again.`,
    },
    welcome: `This chat is yours, too: the same memory, cards and settings.\n\n${greeting(await load(tx, personId), guest.platform)}`,
  };
}

function refusal(side: 'owner' | 'guest'): Pick<LinkAnswer, 'said' | 'onCard' | 'toGuest'> {
  if (side === 'owner') {
    const said = 'Refused. That account stays outside, and the code is used up.';
    return { said, onCard: { state: 'refused', text: said }, toGuest: 'The other side said no. Nothing was joined.' };
  }
  return {
    said: 'Refused. Nothing was joined.',
    onCard: { state: 'refused', text: 'The other chat said no. Nothing was joined.' },
  };
}

function isOver({ expiresAt }: LinkRow, now: Temporal.Instant): boolean {
  return now.epochMilliseconds >= expiresAt.epochMilliseconds;
}
