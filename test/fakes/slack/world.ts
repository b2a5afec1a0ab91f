import type { ActionsBlock, HomeView, KnownBlock, MessageMetadata, ModalView } from '@slack/types';
import { readBlocks } from './limits.ts';

/** What a person sees of one message now. */
export interface ShownMessage {
  /** Its `ts`. */
  readonly messageId: string;
  readonly from: 'bot' | 'user';
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** What a notification says, as mark-up. */
  readonly notification: string;
  readonly buttons: readonly (readonly ShownButton[])[];
  /** The message whose thread it stands in. */
  readonly thread: string | undefined;
  readonly previewDisabled: boolean;
  readonly edited: boolean;
  readonly file?: { readonly name: string; readonly mime: string; readonly bytes: Uint8Array; readonly alt?: string };
}

export interface ShownButton {
  readonly text: string;
  readonly data: string;
  readonly style: string | undefined;
}

export interface StoredMessage {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  text: string;
  blocks: KnownBlock[];
  readonly thread: string | undefined;
  readonly metadata: MessageMetadata | undefined;
  readonly previewDisabled: boolean;
  edited: string | undefined;
  readonly files: readonly StoredFile[];
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  readonly subtype: string | undefined;
  /** Who uploaded or recorded it. */
  readonly user: string;
  /** As Slack reports it, which a test may set without having the bytes. */
  readonly size: number;
  /** What it shows, for who does not see it. */
  readonly alt?: string;
  bytes: Uint8Array;
}

export interface Ephemeral {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
}

/** Everything the fake Slack knows: conversations with their messages, files, pages and windows. */
export interface World {
  readonly team: string;
  readonly bot: string;
  readonly gone: Set<string>;
  readonly messages: StoredMessage[];
  readonly files: Map<string, StoredFile>;
  readonly homes: Map<string, HomeView>;
  readonly guests: Set<string>;
  /** Windows that stand open, by the trigger that opened them. */
  readonly modals: Map<string, ModalView>;
  nextTs(): string;
  nextId(prefix: string): string;
  find(channel: string, ts: string): StoredMessage | undefined;
  shown(channel: string): ShownMessage[];
}

/** `now` in milliseconds. */
export function createWorld(now: () => number): World {
  const messages: StoredMessage[] = [];
  let lastMicros = 0;
  let ids = 0;
  const world: World = {
    team: 'T0WORK',
    bot: 'U0BOT',
    gone: new Set(),
    messages,
    files: new Map(),
    homes: new Map(),
    guests: new Set(),
    modals: new Map(),
    nextTs() {
      lastMicros = Math.max(lastMicros + 100, now() * 1000);
      return (lastMicros / 1e6).toFixed(6);
    },
    nextId: (prefix) => `${prefix}0${(++ids).toString(36).toUpperCase().padStart(6, '0')}`,
    find: (channel, ts) => messages.find((message) => message.channel === channel && message.ts === ts),
    shown: (channel) => messages.filter((message) => message.channel === channel).map((message) => toShown(message, world.bot)),
  };
  return world;
}

function toShown({ ts, user, text, blocks, thread, previewDisabled, edited, files }: StoredMessage, bot: string): ShownMessage {
  const [file] = files;
  return {
    messageId: ts,
    from: user === bot ? 'bot' : 'user',
    text: blocks.length > 0 ? readBlocks(blocks) : text,
    blocks,
    notification: text,
    buttons: blocks
      .filter((block): block is ActionsBlock => block.type === 'actions')
      .map(({ elements }) => elements.flatMap(toButton)),
    thread,
    previewDisabled,
    edited: edited !== undefined,
    ...(file && { file }),
  };
}

function toButton(element: ActionsBlock['elements'][number]): ShownButton[] {
  return element.type === 'button' ? [{ text: element.text.text, data: element.value ?? '', style: element.style }] : [];
}

/** The direct conversation of a user with us. */
export function directOf(user: string): string {
  return `D${user.slice(1)}`;
}

export function userOf(channel: string): string {
  return `U${channel.slice(1)}`;
}
