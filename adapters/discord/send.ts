import { createHash } from 'node:crypto';
import { type AllowedMentionsTypes, MessageFlags } from 'discord-api-types/v10';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { ChatAdapter, Delivery, DeliveryOutcome } from '../../src/ports/chat.ts';
import type { DiscordApi } from './call.ts';
import { history } from './catch-up.ts';
import { isRefused, toOutcome } from './outcome.ts';
import { type Part, renderEdit, renderParts } from './render.ts';
import type { Replies } from './replies.ts';
import { sentSchema } from './schema.ts';
import { snowflakeAt } from './snowflake.ts';

const SENT: DeliveryOutcome = { state: 'sent' };
const UNKNOWN_MESSAGE = 10008;
/** The slowest line on which an upload may still end in time. */
const UPLOAD_BYTES_PER_MS = 128;
/** Discord, create message: a nonce of at most 25 characters. */
const NONCE_LENGTH = 24;

/** Whatever a text holds, it calls nobody. */
export const NO_MENTIONS: { readonly parse: readonly AllowedMentionsTypes[] } = { parse: [] };

interface Deps {
  readonly api: DiscordApi;
  readonly replies: Replies;
  /** Our own id, once we know it. */
  readonly userId: () => string | undefined;
}

export function createSender({ api, replies, userId }: Deps): Pick<ChatAdapter, 'send' | 'edit'> {
  /** Within some minutes the same nonce makes no second message: Discord answers with the one that is there. */
  async function post(chat: string, part: Part, nonce: string, silent: boolean): Promise<string> {
    const flags = MessageFlags.SuppressEmbeds | (silent ? MessageFlags.SuppressNotifications : 0);
    const body = { ...bodyOf(part), flags, nonce, enforce_nonce: true };
    return idOf(await api.request('POST', `/channels/${chat}/messages`, { body, ...uploadOf(part) }));
  }

  /** Puts the part where a command waits for it. Undefined when that is not possible any more; the same part again changes nothing. */
  async function fillReply(answers: readonly string[], part: Part): Promise<string | undefined> {
    const reply = await replies.of(answers);
    if (!reply) return undefined;
    try {
      const body = { ...bodyOf(part), flags: MessageFlags.SuppressEmbeds };
      const id = idOf(await api.request('PATCH', reply.path, { body, auth: false, ...uploadOf(part) }));
      replies.done(reply.key);
      return id;
    } catch (error) {
      if (!isRefused(error)) throw error;
      replies.done(reply.key);
      return undefined;
    }
  }

  async function send(delivery: Delivery): Promise<DeliveryOutcome> {
    const { key, chat, message, arrived, answers = [], onPart } = delivery;
    const parts = renderParts(message, delivery.files);
    try {
      const unseen = await arrivedUnseen(delivery, parts);
      for (const [index, part] of [...parts.entries()].slice(arrived.length)) {
        const seen = unseen[index - arrived.length];
        const filled = index === 0 && seen === undefined ? await fillReply(answers, part) : undefined;
        const silent = message.silent === true || isPrelude(part);
        const id = seen ?? filled ?? (await post(chat, part, nonceOf(key, index), silent));
        await onPart(id, index === parts.length - 1);
      }
      return SENT;
    } catch (error) {
      return toOutcome(error);
    }
  }

  /** The ids of those parts that stand in the chat already, though nobody told us so. */
  async function arrivedUnseen({ chat, arrived, doubt, message, files }: Delivery, parts: readonly Part[]): Promise<string[]> {
    if (!doubt) return [];
    const onTime = doubt.onTime === undefined ? parts : renderParts({ ...message, text: doubt.onTime }, files);
    const since = snowflakeAt(Temporal.Instant.from(doubt.since).epochMilliseconds);
    const messages = own.parse(await history(api, chat, arrived.at(-1) ?? doubt.after ?? since));
    const ours = messages.filter(({ author }) => author.id === userId());
    const ids: string[] = [];
    for (const sent of ours) {
      const at = arrived.length + ids.length;
      if (isPart(sent, parts[at]) || isPart(sent, onTime[at])) ids.push(sent.id);
    }
    return ids;
  }

  async function edit(...[chat, messageId, message]: Parameters<ChatAdapter['edit']>): Promise<DeliveryOutcome> {
    try {
      const body = { ...bodyOf(renderEdit(message)), flags: MessageFlags.SuppressEmbeds };
      await api.request('PATCH', `/channels/${chat}/messages/${messageId}`, { body });
      return SENT;
    } catch (error) {
      if (isRefused(error, UNKNOWN_MESSAGE)) return { state: 'dead', reason: 'The message is gone.' };
      return toOutcome(error);
    }
  }

  return { send, edit };
}

const ownMessage = z.object({
  id: z.string(),
  author: z.object({ id: z.string() }),
  content: z.string(),
  attachments: z.array(z.unknown()),
});
const own = z.array(ownMessage);

function isPart({ content, attachments }: z.infer<typeof ownMessage>, part: Part | undefined): boolean {
  return content.trim() === part?.content.trim() && attachments.length === (part.file ? 1 : 0);
}

/** A picture whose text comes right behind it: one sound is enough. */
function isPrelude({ content, file }: Part): boolean {
  return file?.alt !== undefined && content === '';
}

function bodyOf({ content, components, file }: Part): object {
  // Discord, message resource: attachments, by their place among the files.
  const attachments = file?.alt === undefined ? {} : { attachments: [{ id: 0, filename: file.name, description: file.alt }] };
  return { content, components, allowed_mentions: NO_MENTIONS, ...attachments };
}

function uploadOf({ file }: Part) {
  if (!file) return {};
  const { name, mime, bytes } = file;
  return {
    files: [{ name: name || 'file', contentType: mime, data: bytes }],
    limitMs: 20_000 + bytes.length / UPLOAD_BYTES_PER_MS,
  };
}

function idOf(answer: unknown): string {
  return sentSchema.parse(answer).id;
}

function nonceOf(key: string, part: number): string {
  return createHash('sha256')
    .update(JSON.stringify([key, part]))
    .digest('base64url')
    .slice(0, NONCE_LENGTH);
}
