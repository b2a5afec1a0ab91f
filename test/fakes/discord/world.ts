import { type APIMessage, type APIUser, ButtonStyle, ChannelType, MessageFlags, MessageType } from 'discord-api-types/v10';
import type { ButtonRow } from './limits.ts';
import { readMarkdown } from './read-markdown.ts';
import type { UploadedFile } from './wire.ts';

/** What a person sees of one message now. */
export interface ShownMessage {
  readonly messageId: string;
  readonly from: 'bot' | 'user';
  /** The words, as a client shows them. */
  readonly text: string;
  /** As it came over the wire. */
  readonly content: string;
  readonly buttons: readonly (readonly ShownButton[])[];
  readonly silent: boolean;
  readonly previewDisabled: boolean;
  /** True when nobody can be called by it. */
  readonly mentionsOff: boolean;
  readonly edited: boolean;
  readonly files: readonly UploadedFile[];
  /** The first of the files. */
  readonly file?: UploadedFile & { readonly alt?: string };
}

export interface ShownButton {
  readonly text: string;
  readonly data: string;
  readonly style: string;
}

export interface StoredMessage {
  message: APIMessage;
  files: readonly UploadedFile[];
  mentionsOff: boolean;
  nonce: string | undefined;
  /** Seen by one person alone, and in no history. */
  ephemeral: boolean;
}

/** Everything the fake Discord knows: conversations with their messages. */
export interface World {
  readonly bot: APIUser;
  readonly applicationId: string;
  readonly blocked: Set<string>;
  readonly missing: Set<string>;
  readonly messages: StoredMessage[];
  /** A new snowflake: later than every other. */
  nextId(): string;
  /** Now, as the platform writes it. */
  now(): string;
  ms(): number;
  find(chat: string, messageId: string): StoredMessage | undefined;
  shown(chat: string): ShownMessage[];
}

/** 1 January 2015, from which snowflakes count their milliseconds (Discord, API reference). */
const DISCORD_EPOCH_MS = 1_420_070_400_000;

export function createWorld(clock: () => number): World {
  const messages: StoredMessage[] = [];
  let last = 0;
  const tick = () => {
    last = Math.max(last + 1, Math.floor(clock()));
    return last;
  };
  return {
    bot: toUser('4242', { username: 'adjutant', bot: true }),
    applicationId: '4343',
    blocked: new Set(),
    missing: new Set(),
    messages,
    nextId: () => String(BigInt(tick() - DISCORD_EPOCH_MS) << 22n),
    now: () => new Date(Math.max(last, clock())).toISOString().replace('Z', '000+00:00'),
    ms: () => Math.max(last, clock()),
    find: (chat, messageId) => messages.find(({ message }) => message.channel_id === chat && message.id === messageId),
    shown: (chat) => messages.filter((one) => one.message.channel_id === chat && isSeen(one)).map(toShown),
  };
}

/** The direct conversation with a person; every other id is a channel of a server. */
export function dmOf(user: string): string {
  return `9${user}`;
}

export function personOf(chat: string): string {
  return isDm(chat) ? chat.slice(1) : '77';
}

export function isDm(chat: string): boolean {
  return chat.startsWith('9');
}

export function toUser(id: string, more: Partial<APIUser> = {}): APIUser {
  return { id, username: 'ann', discriminator: '0', global_name: 'Ann', avatar: null, ...more };
}

export function makeMessage(world: World, chat: string, author: APIUser, more: Partial<APIMessage>): APIMessage {
  return {
    id: world.nextId(),
    channel_id: chat,
    author,
    content: '',
    timestamp: world.now(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    components: [],
    pinned: false,
    type: MessageType.Default,
    flags: 0 as MessageFlags,
    ...more,
  } as APIMessage;
}

/** What a message dispatch carries beside the message. */
export function placeOf(chat: string): { channel_type: ChannelType; guild_id?: string } {
  return isDm(chat) ? { channel_type: ChannelType.DM } : { channel_type: ChannelType.GuildText, guild_id: '8000' };
}

function isSeen({ message, ephemeral }: StoredMessage): boolean {
  return !ephemeral && ((message.flags ?? 0) & MessageFlags.Loading) === 0;
}

function toShown({ message, files, mentionsOff }: StoredMessage): ShownMessage {
  const flags = message.flags ?? 0;
  return {
    messageId: message.id,
    from: message.author.bot ? 'bot' : 'user',
    text: readMarkdown(message.content).text,
    content: message.content,
    buttons: ((message.components ?? []) as ButtonRow[]).map((row) =>
      row.components.map(({ label = '', custom_id, style }) => ({ text: label, data: custom_id, style: STYLES[style] ?? '' })),
    ),
    silent: (flags & MessageFlags.SuppressNotifications) !== 0,
    previewDisabled: (flags & MessageFlags.SuppressEmbeds) !== 0,
    mentionsOff,
    edited: message.edited_timestamp !== null,
    files,
    ...(files[0] && { file: { ...files[0], ...altOf(message) } }),
  };
}

function altOf({ attachments }: APIMessage): { readonly alt?: string } {
  const alt = attachments[0]?.description;
  return alt === undefined ? {} : { alt };
}

const STYLES: Readonly<Record<number, string>> = {
  [ButtonStyle.Primary]: 'primary',
  [ButtonStyle.Secondary]: 'plain',
  [ButtonStyle.Danger]: 'danger',
};
