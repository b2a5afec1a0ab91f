import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../db/client.ts';
import { createGroupCommit } from '../db/group-commit.ts';
import { inbox } from '../db/schema/chat.ts';
import { storableJson } from '../db/storable.ts';
import type { Clock } from '../ground/clock.ts';
import { atStep } from '../ground/steps.ts';
import { addressOf, enqueue, requeueDead } from '../outbox/outbox.ts';
import { channelsOf } from '../people/channels.ts';
import type { Claim } from '../people/claim.ts';
import { ownChat, personOf, recognise } from '../people/identities.ts';
import { noteGroup } from '../people/known-chats.ts';
import type { Linking } from '../people/linking.ts';
import { PRIVATE, type Strangers } from '../people/strangers.ts';
import type { IncomingMessage } from '../ports/chat.ts';
import { isStop } from './command-line.ts';
import type { Doorstep } from './doorstep.ts';

interface InboxDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly claim: Claim;
  readonly linking: Linking;
  /** Lets in whom the operator expects: true from then on for that account. */
  readonly admit: (tx: Tx, message: IncomingMessage, now: Temporal.Instant) => Promise<boolean>;
  /** Somebody new is known: they get a morning brief, too. */
  readonly onJoined: () => Promise<void>;
  readonly strangers: Strangers;
  /** Answers a stranger, who has no outbox: one try, nothing stored. */
  readonly sayToStranger: Doorstep;
  /** A message waits in its conversation. Told again when the platform hands one over again that nobody has begun with. */
  readonly onMessage: (message: IncomingMessage) => void;
  /** The person wants everything to stop: never behind anything else. Told again like a message, until it was carried out. */
  readonly onStop: (personId: string, message: IncomingMessage) => Promise<void>;
  readonly onQueued: () => void;
}

interface Received {
  readonly personId: string;
  /** False for a repeat of what has been begun with. */
  readonly waits: boolean;
  readonly message: IncomingMessage;
}

/**
 * Takes messages in. Resolves once the message is stored, and only then may the platform be told so; the same key again stores nothing.
 * Of a sender nobody knows nothing is stored but that they tried.
 */
export function createInbox(deps: InboxDeps): (message: IncomingMessage) => Promise<void> {
  const { db, clock } = deps;

  async function meetUnknown(message: IncomingMessage, now: Temporal.Instant): Promise<void> {
    if (message.page) return deps.sayToStranger(message, { text: PRIVATE });
    const claimed = await deps.claim.claim(message, now);
    if (claimed.state !== 'none') return deps.sayToStranger(message, { text: claimed.said });
    const answer = await db.asSystem(
      async (tx) => (await askToLink(deps, tx, message, now)) ?? (await meetStranger(deps, tx, message, now)),
    );
    deps.onQueued();
    if (answer) deps.sayToStranger(message, answer);
  }

  /**
   * Somebody who is expected: their first words are taken in as those of anybody known. Of two messages at once only one lets them in,
   * and the other one finds them known.
   */
  async function admitted(message: IncomingMessage, now: Temporal.Instant): Promise<Received | undefined> {
    const isNew = await db.asSystem(async (tx) => {
      if (await deps.admit(tx, message, now)) return true;
      return (await personOf(tx, message.platform, message.user.id)) === undefined ? undefined : false;
    });
    if (isNew === undefined) return undefined;
    if (isNew) await deps.onJoined();
    return storeOne(message);
  }

  const storeOne = createGroupCommit((messages: readonly IncomingMessage[]) =>
    atStep('inbox-committed', () => db.asSystem((tx) => store(tx, messages, clock.now()), { ahead: true })),
  );

  return async (message) => {
    const now = clock.now();
    const received = (await storeOne(message)) ?? (await admitted(message, now));
    if (!received) return meetUnknown(message, now);
    if (!received.waits) return;
    if (isStop(message.text)) return deps.onStop(received.personId, received.message);
    deps.onMessage(received.message);
  };
}

async function askToLink({ linking }: InboxDeps, tx: Tx, message: IncomingMessage, now: Temporal.Instant) {
  const asked = await linking.ask(tx, message, now);
  if (!asked?.toOwner) return asked?.toGuest;
  const { after, ...question } = asked.toOwner;
  const to = await addressOf(tx, question.personId, after);
  const why = { trigger: 'your link code was sent', by: 'rule', sources: [], actions: [] };
  await enqueue(tx, { ...question, why, now, ...(to && { to }) });
  return asked.toGuest;
}

async function meetStranger({ strangers }: InboxDeps, tx: Tx, message: IncomingMessage, now: Temporal.Instant) {
  const { toStranger, toOperator } = await strangers.meet(tx, message, now);
  const why = { trigger: 'somebody unknown wrote', by: 'rule', sources: [], actions: [] };
  if (toOperator) await enqueue(tx, { ...toOperator, why, now });
  return toStranger === undefined ? undefined : { text: toStranger };
}

/** A few statements for all of them, however many: undefined for one of somebody nobody knows. */
async function store(
  tx: Tx,
  incoming: readonly IncomingMessage[],
  receivedAt: Temporal.Instant,
): Promise<(Received | undefined)[]> {
  const owners = await atStep('verified', () => ownersOf(tx, incoming, receivedAt));
  const known: Known[] = [];
  for (const [place, one] of incoming.entries()) {
    const personId = owners[place];
    if (personId !== undefined) known.push({ place, personId, incoming: one, message: await inPrivate(tx, personId, one) });
  }
  if (known.length === 0) return incoming.map(() => undefined);
  const stored = await tx
    .insert(inbox)
    .values(known.map((one) => rowOf(one, receivedAt)))
    .onConflictDoNothing()
    .returning({ personId: inbox.personId, key: inbox.key });
  const isNew = new Set(stored.map(keyOf));
  const received: (Received | undefined)[] = incoming.map(() => undefined);
  for (const { place, personId, message } of known) {
    const { key } = message;
    const waits = isNew.has(keyOf({ personId, key })) || (await isWaiting(tx, personId, key));
    received[place] = { personId, waits, message };
  }
  await noteChats(tx, known, receivedAt);
  return received;
}

/** A message of a person, as it came and as it is kept. */
interface Known {
  readonly place: number;
  readonly personId: string;
  readonly incoming: IncomingMessage;
  readonly message: IncomingMessage;
}

const keyOf = ({ personId, key }: { readonly personId: string; readonly key: string }) => `${personId} ${key}`;

function rowOf({ personId, message }: Known, receivedAt: Temporal.Instant) {
  const { key, platform, chat, messageId } = message;
  return { personId, key, platform, chat, messageId, kind: 'message' as const, payload: storableJson(message), receivedAt };
}

/** Who looks at a page of theirs has not been heard of in a conversation. */
async function ownersOf(tx: Tx, incoming: readonly IncomingMessage[], now: Temporal.Instant): Promise<(string | undefined)[]> {
  const said = incoming.filter(({ page }) => !page);
  const recognised = said.length > 0 ? await recognise(tx, said, now) : [];
  const owners: (string | undefined)[] = [];
  for (const message of incoming) {
    const { page, platform, user } = message;
    owners.push(page ? await personOf(tx, platform, user.id) : recognised[said.indexOf(message)]);
  }
  return owners;
}

/** A conversation in which somebody writes takes messages again; a group in which they do becomes known. */
async function noteChats(tx: Tx, known: readonly Known[], now: Temporal.Instant): Promise<void> {
  const said = known.filter(({ incoming }) => !incoming.page);
  const direct = said.flatMap(({ incoming }) => (incoming.direct ? [incoming] : []));
  for (const platform of new Set(direct.map((message) => message.platform))) {
    const chats = direct.flatMap((message) => (message.platform === platform ? [ownChat(message)] : []));
    await requeueDead(tx, platform, chats, now);
  }
  for (const { personId, incoming } of said) if (!incoming.direct) await noteGroup(tx, personId, incoming, now);
}

/** True for a repeat of what was stored, but maybe never handed on: the answer to its COMMIT was lost, or a stop was not carried out. */
async function isWaiting(tx: Tx, personId: string, key: string): Promise<boolean> {
  const which = and(eq(inbox.personId, personId), eq(inbox.key, key), eq(inbox.state, 'stored'));
  return (await tx.$count(inbox, which)) > 0;
}

/**
 * What is said in a group is answered in the person's own chat: in the group others would read along. Ids of messages count within
 * a chat only, so that of the group goes along.
 */
async function inPrivate(tx: Tx, personId: string, message: IncomingMessage): Promise<IncomingMessage> {
  if (message.direct) return message;
  const own = (await channelsOf(tx, personId)).find((channel) => channel.platform === message.platform);
  if (!own) return message;
  const { replyTo: _, ...rest } = message;
  return { ...rest, chat: own.chat, messageId: `${message.chat}:${message.messageId}` };
}
