import { startDiscordPlatform } from './discord/platform.ts';
import { startSlackPlatform } from './slack/platform.ts';
import { startTelegramPlatform } from './telegram/platform.ts';

/** The chat platforms that a story or a proof can be played on. */
export const CHAT_PLATFORMS = ['telegram', 'slack', 'discord'] as const;
export type ChatPlatform = (typeof CHAT_PLATFORMS)[number];

/** Somebody's account, and their direct conversation with the product. */
export interface Account {
  readonly user: string;
  readonly chat: string;
}

/** One message as a person sees it now. */
export interface Seen {
  readonly messageId: string;
  readonly from: 'bot' | 'user';
  readonly text: string;
  readonly buttons: readonly (readonly { readonly text: string; readonly data: string }[])[];
  readonly file?: { readonly name: string; readonly bytes: Uint8Array };
}

/** One of the fakes, the same way for all of them: how the product reaches it, and what people do and see there. */
export interface PlatformFake {
  readonly name: ChatPlatform;
  /** What the product is told of it. */
  readonly settings: Readonly<Record<string, string>>;
  /** True where no message may ever come a second time, marked or not. */
  readonly exactlyOnce: boolean;
  /** After so long without any sign from the product a person is shown that a press failed; undefined where it waits for ever. */
  readonly pressFailsAfterMs?: number;
  /** The account with this number, a positive whole one. */
  account(n: number): Account;
  /** A person writes in their direct conversation. */
  says(chat: string, text: string): void;
  /** A person hands on what a stranger wrote. */
  handsOn(chat: string, text: string): void;
  /** A person presses a button; gives the press. */
  presses(chat: string, messageId: string, data: string): string;
  /** The sentence that answered a press; empty while none did. */
  answerTo(press: string): string;
  /** True once the person sees nothing that says their press failed, nor ever will. */
  isTaken(press: string): boolean;
  /** The person has read that it failed. */
  fails(press: string): void;
  /** What stands in a conversation now, oldest first. */
  messages(chat: string): readonly Seen[];
  /** How often the product was answered to a change of this message. */
  changes(messageId: string): number;
  /** How many of the messages it has not taken yet the platform will bring again. */
  pending(): number;
  /** The next message to this chat is taken, and the answer to it is lost. */
  losesAnswer(chat: string): void;
  /** Resolves with the first truthy value of `look`, tried again whenever something happens; rejects after `timeoutMs`. */
  waitFor<T>(look: () => T, timeoutMs?: number): Promise<NonNullable<T>>;
  stop(): Promise<void>;
}

const STARTS: Readonly<Record<ChatPlatform, () => Promise<PlatformFake>>> = {
  telegram: startTelegramPlatform,
  slack: startSlackPlatform,
  discord: startDiscordPlatform,
};

export function startPlatform(name: ChatPlatform): Promise<PlatformFake> {
  return STARTS[name]();
}

/** The one of this name, or all of them; none when nothing is called so. */
export function platformsNamed(name: string): readonly ChatPlatform[] {
  return name === 'all' ? CHAT_PLATFORMS : CHAT_PLATFORMS.filter((one) => one === name);
}
