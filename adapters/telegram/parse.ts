import { Temporal } from 'temporal-polyfill';
import type { ChatUser, IncomingMessage, IncomingPress } from '../../src/ports/chat.ts';
import { filesOf, otherContent } from './content.ts';
import { type TelegramMessage, type TelegramUser, updateSchema } from './schema.ts';

/** Who we are on Telegram. */
export interface Bot {
  readonly id: number;
  readonly username: string;
}

export type ParsedUpdate =
  | { readonly kind: 'message'; readonly message: IncomingMessage }
  | { readonly kind: 'press'; readonly press: IncomingPress; readonly queryId: string }
  /** Nothing for us; it is confirmed all the same. */
  | { readonly kind: 'skip'; readonly reason: 'unreadable' | 'not-for-us' };

const NOT_FOR_US: ParsedUpdate = { kind: 'skip', reason: 'not-for-us' };

export function parseUpdate(update: unknown, bot: Bot): ParsedUpdate {
  const parsed = updateSchema.safeParse(update);
  if (!parsed.success) return { kind: 'skip', reason: 'unreadable' };
  const { update_id, message, edited_message, callback_query } = parsed.data;
  const key = `telegram:${update_id}`;
  const written = message ?? edited_message;
  if (written) return parseMessage(written, key, edited_message !== undefined, bot);
  if (callback_query?.data === undefined || !callback_query.message || callback_query.from.is_bot) return NOT_FOR_US;
  const { id, from, data, message: carrier } = callback_query;
  return {
    kind: 'press',
    queryId: id,
    press: {
      key,
      platform: 'telegram',
      chat: String(carrier.chat.id),
      user: toUser(from),
      messageId: String(carrier.message_id),
      button: data,
    },
  };
}

function parseMessage(message: TelegramMessage, key: string, edited: boolean, bot: Bot): ParsedUpdate {
  const { from, chat, reply_to_message: replied } = message;
  if (!from || from.is_bot || chat.type === 'channel') return NOT_FOR_US;
  const foreign = isHandedOn(message);
  const { own, names } = foreign ? { own: '', names: '' } : ownWords(message);
  const text = withoutAddress(own, bot);
  if (text === undefined) return NOT_FOR_US;
  const files = filesOf(message).map((file) => (foreign ? { ...file, foreign } : file));
  const foreignText = joined([foreign ? textOf(message) : '', otherContent(message), foreignReply(message, from.id, bot), names]);
  if (text === '' && foreignText === '' && files.length === 0) return NOT_FOR_US;
  return {
    kind: 'message',
    message: {
      key,
      platform: 'telegram',
      chat: String(chat.id),
      direct: chat.type === 'private',
      user: toUser(from),
      text,
      sentAt: Temporal.Instant.fromEpochMilliseconds((message.edit_date ?? message.date) * 1000).toString(),
      messageId: String(message.message_id),
      ...(replied && { replyTo: String(replied.message_id) }),
      ...(foreignText && { foreignText }),
      edited,
      files,
    },
  };
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join('\n\n');
}

/** `/start@our_bot x` without our name; undefined for a command to another bot. */
function withoutAddress(text: string, bot: Bot): string | undefined {
  const [whole, command, name] = /^(\/\w+)@(\w+)/.exec(text) ?? [];
  if (whole === undefined || command === undefined || name === undefined) return text;
  return name.toLowerCase() === bot.username.toLowerCase() ? command + text.slice(whole.length) : undefined;
}

/** A passage that the person picked, or else the whole message answered to, unless it is their own or ours. */
function foreignReply({ quote, reply_to_message: replied }: TelegramMessage, person: number, bot: Bot): string {
  if (quote) return quote.text;
  if (!replied) return '';
  const ours = replied.from?.id === person || replied.from?.id === bot.id;
  return ours && !isHandedOn(replied) ? '' : textOf(replied);
}

type Written = NonNullable<TelegramMessage['reply_to_message']>;

/** What somebody else wrote is data, also when the person hands it on as a whole. */
function isHandedOn({ forward_origin, via_bot }: Written): boolean {
  return forward_origin !== undefined || via_bot !== undefined;
}

function textOf({ text, caption }: Written): string {
  return text ?? caption ?? '';
}

/** Those who are mentioned stand there by their id: the names they chose are no words of the person (Bot API, MessageEntity, text_mention). */
function ownWords(message: Written): { readonly own: string; readonly names: string } {
  const entities = message.entities ?? message.caption_entities ?? [];
  const mentions = entities.flatMap(({ user, ...place }) => (user ? [{ user, ...place }] : []));
  const text = textOf(message);
  const own = mentions.reduceRight(
    (words, { user, offset, length }) => `${words.slice(0, offset)}@${user.id}${words.slice(offset + length)}`,
    text,
  );
  const names = mentions.map(
    ({ user, offset, length }) => `[@${user.id} goes by the name ${text.slice(offset, offset + length)}]`,
  );
  return { own, names: names.join('\n') };
}

function toUser(from: TelegramUser): ChatUser {
  const name = [from.first_name, from.last_name].filter(Boolean).join(' ');
  return { id: String(from.id), ...(name && { name }), ...(from.language_code && { language: from.language_code }) };
}
