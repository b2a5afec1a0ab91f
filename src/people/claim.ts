import { eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../db/client.ts';
import { persons } from '../db/schema/people.ts';
import type { IncomingMessage } from '../ports/chat.ts';
import type { ClaimToken } from './claim-token.ts';
import { greeting } from './greeting.ts';
import { bindIdentity, hasPlatform, ownChat } from './identities.ts';
import { claimedOperator } from './persons.ts';
import { load } from './profile-store.ts';
import { findStranger, forgetStranger, guessesOf, noteAttempt, noteGuess, type Stranger } from './stranger-store.ts';

export type ClaimOutcome =
  /** Not a claim, or one guess too many: treat the sender as a stranger. */
  | { readonly state: 'none' }
  | { readonly state: 'claimed'; readonly personId: string; readonly said: string }
  | { readonly state: 'refused'; readonly said: string };

export interface Claim {
  /** The token to show to the owner at the start; undefined once a platform is claimed. */
  open(): Promise<string | undefined>;
  /** Lets the first sender of the right token in as the operator. For messages of accounts nobody knows. */
  claim(message: IncomingMessage, now: Temporal.Instant): Promise<ClaimOutcome>;
}

/** Wrong tokens an account may send in 24 hours before it gets no answer of its own any more. */
const GUESSES_A_DAY = 10;
const REFUSAL =
  'This token is not the right one, or it has been used. A token that still waits stands in the file claim-token in the data folder.';

/** The token counts once: what the database says of the operator's accounts decides, the file is only removed behind it. */
export function createClaim({ db, token }: { readonly db: Database; readonly token: ClaimToken }): Claim {
  return {
    async open() {
      if ((await db.asSystem(claimedOperator)) === undefined) return token.make();
      await token.remove();
      return undefined;
    },
    async claim(message, now) {
      const guess = guessOf(message);
      if (guess === undefined) return { state: 'none' };
      const right = await token.matches(guess);
      const outcome = await db.asSystem((tx) => judge(tx, message, right, now));
      if (outcome.state === 'claimed') await token.remove();
      return outcome;
    },
  };
}

/** What stands behind `/start`, with or without Discord's name of the option; a group, where others read it, is no place for it. */
function guessOf({ direct, text }: IncomingMessage): string | undefined {
  return direct ? /^\s*\/start(?:@\w+)?\s+(?:token:\s*)?(\S+)\s*$/i.exec(text)?.[1] : undefined;
}

async function judge(tx: Tx, message: IncomingMessage, right: boolean, now: Temporal.Instant): Promise<ClaimOutcome> {
  // The lock on the operator's row makes simultaneous claims wait for each other.
  const [operator] = await tx.select({ id: persons.id }).from(persons).where(eq(persons.operator, true)).for('update');
  if (!operator) return { state: 'none' };
  const stranger = await findStranger(tx, message);
  if (stranger && guessesOf(stranger, now) >= GUESSES_A_DAY) return { state: 'none' };
  if (!right || (await hasPlatform(tx, operator.id))) {
    await noteGuess(tx, await noteAttempt(tx, message), now);
    return { state: 'refused', said: REFUSAL };
  }
  return admit(tx, operator.id, message, stranger, now);
}

async function admit(
  tx: Tx,
  operator: string,
  message: IncomingMessage,
  stranger: Stranger | undefined,
  now: Temporal.Instant,
): Promise<ClaimOutcome> {
  const { platform, user } = message;
  const chat = ownChat(message);
  const owner = await bindIdentity(tx, operator, { platform, userId: user.id, chat, name: user.name ?? '' }, now);
  if (owner !== operator) return { state: 'refused', said: 'This chat already belongs to somebody here.' };
  if (stranger) await forgetStranger(tx, stranger.id);
  const profile = await load(tx, operator);
  return { state: 'claimed', personId: operator, said: `This chat is yours now.\n\n${greeting(profile, platform)}` };
}
