export const PLATFORM_NAMES = ['telegram', 'slack', 'discord'] as const;
export type PlatformName = (typeof PLATFORM_NAMES)[number];

/** The one of this name, or all of them for `all`; none when nothing is called so. */
export function platformsNamed(name: string): readonly PlatformName[] {
  return name === 'all' ? PLATFORM_NAMES : PLATFORM_NAMES.filter((one) => one === name);
}

/** What not every platform has. A dialogue that needs it names it, and is held where it is. */
export type Ability =
  /** A window with a field to write in opens in answer to a press. */
  | 'forms'
  /** A conversation inside the conversation. */
  | 'threads'
  /** A page of our own beside the conversation. */
  | 'page'
  /** Messages can arrive without a sound. */
  | 'silence';

export const ABILITIES: Readonly<Record<PlatformName, readonly Ability[]>> = {
  telegram: ['silence'],
  slack: ['forms', 'threads', 'page'],
  discord: ['forms', 'silence'],
};

/** What the platform does with a message for somebody: asks to wait, fails, cuts the line before it has taken it, or right behind. */
export type SendTrouble = 'asks to wait' | 'fails' | 'cuts off' | 'swallows';

/** One message as a person sees it now. */
export interface Shown {
  readonly messageId: string;
  readonly from: 'bot' | 'user';
  /** The words, as the platform's own app shows them. */
  readonly text: string;
  readonly buttons: readonly (readonly ShownButton[])[];
  /** What stands out as code, each piece as it is shown. */
  readonly code: readonly string[];
  /** Where what can be clicked leads to. */
  readonly links: readonly string[];
  readonly edited: boolean;
  /** Web addresses in it are shown without a preview. */
  readonly previewDisabled: boolean;
  readonly silent: boolean;
  /** The message whose thread it stands in. */
  readonly thread?: string | undefined;
  readonly file?: ShownFile;
}

export interface ShownButton {
  readonly text: string;
  readonly data: string;
}

export interface ShownFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What is read out in its place, where the platform has that. */
  readonly alt?: string;
}

export interface SentFile {
  readonly kind: 'voice' | 'photo' | 'document';
  readonly name?: string;
  readonly mime?: string;
  readonly bytes: Uint8Array;
  readonly caption?: string;
  /** Reported in place of the true size, to stand for a file too big to make. */
  readonly size?: number;
}

/** A press on a button, and what the platform shows the person in answer. */
export interface Press {
  /** The sentence that answers it; empty while none does. */
  said(): string;
  /** What stands in the window that it opened; undefined while none did, and where the platform has none. */
  form(): string | undefined;
  /** Sends the window off with other words in it. */
  submit(text: string): void;
  /** True once the person sees nothing that says the press failed, nor ever will. */
  isTaken(): boolean;
  /** The person has read that it failed. */
  fails(): void;
}

/** Somebody with an account on the platform, and a direct conversation with the assistant. */
export interface Person {
  /** As the product knows the account. */
  readonly userId: string;
  /** As the product knows the direct conversation. */
  readonly chat: string;
  /** What stands in the conversation, oldest first. */
  messages(): readonly Shown[];
  /** Gives the id of the message. */
  writes(text: string, options?: { readonly thread?: string }): string;
  /** Writes under words of somebody else that they quote. */
  quotes(words: string, text: string): string;
  /** Hands on what somebody else wrote. */
  forwards(words: string): void;
  edits(messageId: string, text: string): void;
  /** Gives a command the way the platform has it: from a menu, or with its slash. */
  runs(command: string, argument?: string): void;
  /** Gives the id of the message that carries the file. */
  sends(file: SentFile): string;
  presses(messageId: string, data: string): Press;
  /** Speaks to the assistant where others read along. */
  asksInGroup(text: string): void;
  /** What the assistant has said there. */
  readInGroup(): readonly Shown[];
  /** Opens the assistant's page. */
  opensPage(): void;
  pageText(): string;
  /** Shuts the assistant out, or lets it in again. */
  blocks(): void;
  unblocks(): void;
  /** The next tries to send them a message meet these, one each. */
  meets(troubles: readonly SendTrouble[]): void;
  /** How often the assistant has tried to send them a message. */
  tries(): number;
  /** How often the assistant was answered to a change of this message of theirs. */
  changes(messageId: string): number;
}

/** A platform on loopback that the real SDK speaks to. It outlives restarts of the product. */
export interface FakePlatform {
  readonly name: PlatformName;
  /** The settings that connect the product with it. */
  readonly settings: Readonly<Record<string, string>>;
  /** True where no message may ever come a second time, marked or not. */
  readonly exactlyOnce: boolean;
  /** After so long without any sign from the product a person is shown that a press failed; undefined where it waits for ever. */
  readonly pressFailsAfterMs?: number;
  /** The account of this number, which is the same at every look. */
  person(number: number): Person;
  /** How many of the messages that the product has not taken yet the platform will bring again. */
  pending(): number;
  /** Resolves with the first truthy value of `look`, tried again whenever something happens on the platform. */
  waitFor<T>(look: () => T, timeoutMs?: number): Promise<NonNullable<T>>;
  stop(): Promise<void>;
}
