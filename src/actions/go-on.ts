import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { inbox } from '../db/schema/chat.ts';
import { storableJson } from '../db/storable.ts';
import type { Address } from '../outbox/outbox.ts';
import type { IncomingMessage } from '../ports/chat.ts';
import type { ActionRow } from './ledger.ts';

const PREFIX = 'go-on:';

/** True for the key of a message that holds what an allowed look has found. */
export function isGoOn(key: string): boolean {
  return key.startsWith(PREFIX);
}

/** A look that the person pressed for is done: what it found waits in the conversation as words of others, and the turn goes on. */
export async function storeGoOn(tx: Tx, row: ActionRow, { platform, chat }: Address, now: Temporal.Instant): Promise<void> {
  const { personId, id, outcome, decidedBy } = row;
  const key = `${PREFIX}${id}`;
  const message: IncomingMessage = {
    key,
    platform,
    chat,
    direct: true,
    user: { id: decidedBy ?? personId },
    text: '',
    sentAt: now.toString(),
    messageId: key,
    foreignText: outcome ?? '',
    edited: false,
    files: [],
  };
  const payload = storableJson(message);
  await tx
    .insert(inbox)
    .values({ personId, key, platform, chat, messageId: key, kind: 'message', payload, receivedAt: now })
    .onConflictDoNothing();
}
