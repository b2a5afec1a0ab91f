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
    atStep('inbox-committed', () =>
      db.asSystem(async (tx) => {
        const received: (Received | undefined)[] = [];
        for (const message of messages) received.push(await store(tx, message, clock.now()));
        return received;
      }),
    ),
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

async function store(tx: Tx, incoming: IncomingMessage, now: Temporal.Instant): Promise<Received | undefined> {
  const isPage = incoming.page === true;
  const { platform: on, user } = incoming;
  const personId = await atStep('verified', () => (isPage ? personOf(tx, on, user.id) : recognise(tx, incoming, now)));
  if (personId === undefined) return undefined;
  const message = await inPrivate(tx, personId, incoming);
  const { key, platform, chat, messageId } = message;
  const rows = await tx
    .insert(inbox)
    .values({ personId, key, platform, chat, messageId, kind: 'message', payload: storableJson(message), receivedAt: now })
    .onConflictDoNothing()
    .returning({ seq: inbox.seq });
  const waits = rows.length > 0 || (await isWaiting(tx, personId, key));
  if (isPage) return { personId, waits, message };
  if (incoming.direct) await requeueDead(tx, platform, ownChat(incoming), now);
  else await noteGroup(tx, personId, incoming, now);
  return { personId, waits, message };
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
