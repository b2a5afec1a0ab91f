import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { IncomingMessage, OutgoingMessage, Platform } from '../ports/chat.ts';
import { greeting } from './greeting.ts';
import { bindIdentity, personOf } from './identities.ts';
import { claimedOperator, createPerson, operatorId } from './persons.ts';
import { load } from './profile-store.ts';
import {
  askedSince,
  forgetStranger,
  lessThanDayAgo,
  noteAttempt,
  type Stranger,
  strangerById,
  updateStranger,
} from './stranger-store.ts';

/** What to send after a stranger wrote; nothing at all is the rule. */
export interface Meeting {
  readonly toStranger?: string;
  readonly toOperator?: { readonly personId: string; readonly key: string; readonly message: OutgoingMessage };
}

export interface PairingDecision {
  /** For the operator who pressed. */
  readonly said: string;
  /** Who is known from now on, and the first words to them. */
  readonly joined?: {
    readonly personId: string;
    readonly platform: Platform;
    readonly chat: string;
    readonly message: OutgoingMessage;
  };
}

/** The verbs of the pairing card's buttons; their id is the stranger's. */
export const PAIRING_VERBS = ['letin', 'itsme', 'ignore'] as const;
export type PairingVerb = (typeof PAIRING_VERBS)[number];

/** Senders we do not know: a line a day, a card once, and nothing kept of what they wrote. Both take the owner's transaction. */
export interface Strangers {
  meet(tx: Tx, message: IncomingMessage, now: Temporal.Instant): Promise<Meeting>;
  /** Carries out a press on the pairing card, which only the operator's own button reaches. Again, it says that it is answered. */
  decide(tx: Tx, verb: PairingVerb, strangerId: string, now: Temporal.Instant): Promise<PairingDecision>;
}

interface StrangersDeps {
  readonly sign: Buttons['sign'];
  /** IANA zone of whoever is let in, until their profile says otherwise. */
  readonly zone: string;
}

/** More strangers than this are not shown to the operator in 24 hours; the rest is when they write another day. */
const CARDS_A_DAY = 5;

export const PRIVATE = 'This assistant is private.';

const LINES = {
  unclaimed: 'This assistant is private. If it is yours, send /start and the token that it shows at its start.',
  asked: 'This assistant is private. Its owner has been asked whether to let you in.',
  plain: PRIVATE,
};

export function createStrangers(deps: StrangersDeps): Strangers {
  return {
    meet: async (tx, message, now) => (message.direct ? meet(deps, tx, message, now) : {}),
    decide: (tx, verb, strangerId, now) => decide(deps, tx, verb, strangerId, now),
  };
}

async function meet({ sign }: StrangersDeps, tx: Tx, message: IncomingMessage, now: Temporal.Instant): Promise<Meeting> {
  const stranger = await noteAttempt(tx, message);
  const answer = !lessThanDayAgo(stranger.lastAnsweredAt, now);
  if (!answer && stranger.state !== 'new') return {};
  const operator = await claimedOperator(tx);
  const ask = operator !== undefined && (await isDueForCard(tx, stranger, now));
  const state = ask ? 'asked' : stranger.state;
  await updateStranger(tx, stranger.id, {
    state,
    askedAt: ask ? now : stranger.askedAt,
    lastAnsweredAt: answer ? now : stranger.lastAnsweredAt,
  });
  return {
    ...(answer && { toStranger: lineFor(state, operator !== undefined) }),
    ...(ask && { toOperator: { personId: operator, key: `pairing:${stranger.id}`, message: card(stranger, operator, sign) } }),
  };
}

async function decide(
  { zone }: StrangersDeps,
  tx: Tx,
  verb: PairingVerb,
  strangerId: string,
  now: Temporal.Instant,
): Promise<PairingDecision> {
  const stranger = await strangerById(tx, strangerId);
  const operator = await operatorId(tx);
  const known = stranger && (await personOf(tx, stranger.platform, stranger.userId));
  if (!stranger || operator === undefined || known) return { said: 'This request has been answered already.' };
  switch (verb) {
    case 'letin': {
      const person = await createPerson(tx, { zone, name: stranger.name, operator: false }, now);
      return join(tx, stranger, person, 'They are in, with an assistant of their own.', now);
    }
    case 'itsme':
      return join(tx, stranger, operator, 'That account is yours now, too.', now);
    case 'ignore':
      await updateStranger(tx, stranger.id, { state: 'ignored' });
      return { said: 'Ignored. They are told once a day that this assistant is private.' };
  }
}

async function isDueForCard(tx: Tx, { state }: Stranger, now: Temporal.Instant): Promise<boolean> {
  return state === 'new' && (await askedSince(tx, now.subtract({ hours: 24 }))) < CARDS_A_DAY;
}

function lineFor(state: Stranger['state'], claimed: boolean): string {
  if (!claimed) return LINES.unclaimed;
  return state === 'asked' ? LINES.asked : LINES.plain;
}

async function join(tx: Tx, stranger: Stranger, personId: string, said: string, now: Temporal.Instant): Promise<PairingDecision> {
  const { platform, userId, chat, name } = stranger;
  await bindIdentity(tx, personId, { platform, userId, chat, name }, now);
  await forgetStranger(tx, stranger.id);
  const message = { text: `You are in.\n\n${greeting(await load(tx, personId), platform)}` };
  return { said, joined: { personId, platform, chat, message } };
}

function card({ id, platform, userId, name }: Stranger, operator: string, sign: Buttons['sign']): OutgoingMessage {
  const button = (verb: PairingVerb) => sign({ verb, id }, operator);
  return {
    text: [
      '**Somebody unknown wrote to this assistant.**',
      '',
      `Platform: ${platform}`,
      `Account: \`${userId}\``,
      `Name they go by: ${name ? `\`${name}\`` : 'none'} (anybody can choose any name)`,
      '',
      'Nothing of what they wrote was kept or answered. "Let them in" gives them an assistant of their own, apart from yours. ' +
        '"It is me" opens everything of yours to that account.',
    ].join('\n'),
    buttons: [
      [
        { id: button('letin'), label: 'Let them in', style: 'primary' },
        { id: button('itsme'), label: 'It is me', style: 'plain' },
        { id: button('ignore'), label: 'Ignore', style: 'danger' },
      ],
    ],
  };
}
