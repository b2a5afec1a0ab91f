import { MessageReferenceType, MessageType } from 'discord-api-types/v10';
import { Temporal } from 'temporal-polyfill';
import type { ChatUser, IncomingMessage } from '../../src/ports/chat.ts';
import { filesOf, otherContent } from './content.ts';
import { type DiscordMessage, type DiscordUser, messageSchema } from './schema.ts';

/** Who we are on Discord. */
export interface Self {
  readonly applicationId: string;
  readonly userId: string;
}

export type ParsedMessage =
  | { readonly kind: 'message'; readonly message: IncomingMessage }
  | { readonly kind: 'skip'; readonly reason: 'unreadable' | 'not-for-us' };

const NOT_FOR_US: ParsedMessage = { kind: 'skip', reason: 'not-for-us' };

/** A message of the gateway or of a channel's history. */
export function parseMessage(json: unknown, self: Self): ParsedMessage {
  const parsed = messageSchema.safeParse(json);
  if (!parsed.success) return { kind: 'skip', reason: 'unreadable' };
  const message = parsed.data;
  const direct = message.guild_id === undefined;
  if (!isWrittenByPerson(message) || !(direct || isMentioned(message, self))) return NOT_FOR_US;
  const { text, names } = isHandedOn(message) ? { text: '', names: '' } : ownWords(message, self);
  const files = filesOf(message);
  const others = [snapshotText(message), otherContent(message), foreignReply(message, self), names];
  const foreignText = others.filter(Boolean).join('\n\n');
  if (text === '' && foreignText === '' && files.length === 0) return NOT_FOR_US;
  const { id, channel_id, edited_timestamp, message_reference: reference } = message;
  const sentAt = Temporal.Instant.from(edited_timestamp ?? message.timestamp);
  const replyTo = message.type === MessageType.Reply ? reference?.message_id : undefined;
  return {
    kind: 'message',
    message: {
      key: `discord:${id}${edited_timestamp ? `:${sentAt.epochMilliseconds}` : ''}`,
      platform: 'discord',
      chat: channel_id,
      direct,
      user: toUser(message.author),
      text,
      sentAt: sentAt.toString(),
      messageId: id,
      ...(replyTo !== undefined && { replyTo }),
      ...(foreignText && { foreignText }),
      edited: typeof edited_timestamp === 'string',
      files,
    },
  };
}

export function toUser({ id, global_name, username }: DiscordUser, language?: string): ChatUser {
  return { id, name: global_name || username, ...(language && { language }) };
}

/** Not a pin, a call, a welcome; not a bot's, nor a webhook's. */
function isWrittenByPerson({ author, webhook_id, type }: DiscordMessage): boolean {
  const isWords = type === MessageType.Default || type === MessageType.Reply;
  return isWords && author.bot !== true && webhook_id === undefined;
}

function isMentioned({ mentions }: DiscordMessage, { userId }: Self): boolean {
  return mentions.some(({ id }) => id === userId);
}

/** Without our own name in front. Others stand there by their id, for the names they chose are no words of the person. */
function ownWords({ content, mentions }: DiscordMessage, { userId }: Self): { readonly text: string; readonly names: string } {
  const text = content
    .replace(new RegExp(`^\\s*<@!?${userId}>[,:]?`), '')
    .replaceAll(/<@!?(\d+)>/g, '@$1')
    .trim();
  const names = mentions
    .filter(({ id }) => id !== userId)
    .map(({ id, global_name, username }) => `[@${id} goes by the name ${global_name || username}]`);
  return { text, names: names.join('\n') };
}

type Written = NonNullable<DiscordMessage['referenced_message']>;

/** What somebody else wrote is data, also when the person hands it on as a whole. */
function isHandedOn({ message_reference: reference, message_snapshots }: DiscordMessage): boolean {
  return reference?.type === MessageReferenceType.Forward || message_snapshots !== undefined;
}

function snapshotText({ message_snapshots = [] }: Pick<DiscordMessage, 'message_snapshots'>): string {
  return message_snapshots.map(({ message }) => [message.content, otherContent(message)].filter(Boolean).join('\n')).join('\n\n');
}

/** The message answered to, unless it is the person's own or ours; what was only handed on is nobody's own. */
function foreignReply({ author, referenced_message: answered }: DiscordMessage, { userId }: Self): string {
  if (!answered) return '';
  const ours = answered.author.id === author.id || answered.author.id === userId;
  return [snapshotText(answered), ours ? '' : ownText(answered)].filter(Boolean).join('\n\n');
}

function ownText(answered: Written): string {
  return [answered.content, otherContent(answered)].filter(Boolean).join('\n');
}
