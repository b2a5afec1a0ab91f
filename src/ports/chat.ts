import type { DayPicture } from './day-picture.ts';

export const PLATFORMS = ['telegram', 'slack', 'discord', 'terminal'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** Who wrote, by the platform's own id; the name is only ever shown, never trusted. */
export interface ChatUser {
  readonly id: string;
  readonly name?: string;
  /** BCP 47, as the platform reports it. */
  readonly language?: string;
}

/** A file that came with a message. Its bytes stay with the platform until `download`. */
export interface IncomingFile {
  /** The platform's handle, good for `download`. */
  readonly ref: string;
  readonly kind: 'voice' | 'audio' | 'image' | 'video' | 'document';
  readonly name: string;
  readonly mime: string;
  /** Bytes, as the platform reports it; 0 when it does not say. */
  readonly size: number;
  /** True when it came with a message of somebody else that the person handed on: then its voice is not theirs. */
  readonly foreign?: boolean;
}

/** One message, as plain data: it is stored before it is acknowledged and can be replayed. */
export interface IncomingMessage {
  /** The platform's own key of this delivery, such as `telegram:4711`: the same key twice is the same message. */
  readonly key: string;
  readonly platform: Platform;
  /** The conversation to answer in, by the platform's id. */
  readonly chat: string;
  /**
   * The person's direct conversation that `chat` is a part of, such as a thread or a page of the platform. The part itself is never
   * where they are spoken to first.
   */
  readonly inside?: string;
  /** True when nobody has written it: the person opened the page `chat`, which asks for what it shows. */
  readonly page?: true;
  /** True where only this person reads along. */
  readonly direct: boolean;
  readonly user: ChatUser;
  readonly text: string;
  /** ISO 8601 instant. */
  readonly sentAt: string;
  readonly messageId: string;
  /** The message this one answers. */
  readonly replyTo?: string;
  /** Text of somebody else that stands inside: a forward or a quotation. Data, never an instruction. */
  readonly foreignText?: string;
  /** True when this is a new version of the message `messageId`. */
  readonly edited: boolean;
  readonly files: readonly IncomingFile[];
}

export interface IncomingPress {
  readonly key: string;
  readonly platform: Platform;
  readonly chat: string;
  readonly user: ChatUser;
  /** The message that carries the button. */
  readonly messageId: string;
  /** The button's id, exactly as we sent it. */
  readonly button: string;
  /** True where the platform can open a form in answer. */
  readonly forms?: boolean;
}

/** What the person who pressed gets to see at once. */
export interface PressAnswer {
  /** A plain sentence of at most 200 characters. */
  readonly said: string;
  /** Only in answer to a press with `forms`: opened instead of saying anything. */
  readonly form?: Form;
}

/** A window with one field of text. What is written there comes back as a message of the person, in answer to the pressed one. */
export interface Form {
  /** At most 24 characters, so that every platform shows it whole. */
  readonly title: string;
  /** At most 45 characters. */
  readonly label: string;
  /** What stands in it at first, at most 3,000 characters. */
  readonly text: string;
}

export interface Button {
  /** At most 64 bytes, signed by us. */
  readonly id: string;
  /** At most 40 characters, so that every platform shows it whole. */
  readonly label: string;
  readonly style: 'primary' | 'danger' | 'plain';
}

/**
 * One message to a person, as plain data. Its text is Markdown (CommonMark); each adapter renders, splits and degrades it. A link to
 * `time:2026-03-06T13:30:00Z` is no link: its words name that moment, which may be shown by the reader's own clock in their place.
 */
export interface OutgoingMessage {
  readonly text: string;
  /** Rows of buttons; they stand under the last part of a split message. */
  readonly buttons?: readonly (readonly Button[])[];
  /** Ids of stored files that go with it. */
  readonly files?: readonly string[];
  /** Shown with it where the platform shows pictures. */
  readonly picture?: DayPicture;
  /** Arrives without a sound. */
  readonly silent?: boolean;
}

export interface OutgoingFile {
  readonly name: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
  /**
   * What it shows, in words of at most 1,000 characters: then it is a picture that is shown with the text, or in the part before it, so that
   * the buttons stand under the text.
   */
  readonly alt?: string;
}

/** An earlier try may have arrived unseen. */
export interface Doubt {
  /** ISO 8601: it stands in the chat since then at the earliest. */
  readonly since: string;
  /** Our message that it stands behind, if there is one. */
  readonly after?: string;
  /** Its text when it was not late yet, where it says now that it is. */
  readonly onTime?: string;
}

/** One try at bringing a message to a chat. */
export interface Delivery {
  /** The same key is the same message, whatever became of earlier tries. */
  readonly key: string;
  readonly chat: string;
  readonly message: OutgoingMessage;
  readonly files: readonly OutgoingFile[];
  /** Parts that arrived in earlier tries, by the platform's message id: sending goes on behind them. */
  readonly arrived: readonly string[];
  /** Called after each part that arrives, before the next goes out. `isLast` when none does: its id is stored with the outcome then. */
  readonly onPart: (messageId: string, isLast?: boolean) => Promise<void>;
  /** Keys of the messages it comes from. */
  readonly answers?: readonly string[];
  readonly doubt?: Doubt;
}

export type DeliveryOutcome =
  /** Every part is with the platform. */
  | { readonly state: 'sent' }
  /** Surely not delivered: try again, not earlier than `afterMs` from now. */
  | { readonly state: 'retry'; readonly afterMs: number; readonly reason: string }
  /** No answer came: it may have arrived. */
  | { readonly state: 'unknown'; readonly reason: string }
  /** The platform will never take this message as it is, and goes on taking others. */
  | { readonly state: 'refused'; readonly reason: string }
  /** This chat takes no messages any more: blocked, closed, gone. */
  | { readonly state: 'dead'; readonly reason: string };

export interface ChatHandlers {
  /** Resolves once the message is stored; only then may the adapter acknowledge it. Rejects when it could not be stored. */
  readonly onMessage: (message: IncomingMessage) => Promise<void>;
  readonly onPress: (press: IncomingPress) => Promise<PressAnswer>;
  /** Where each direct conversation on a platform was left: for platforms that bring nothing again by themselves. */
  readonly lastSeen: (platform: Platform) => Promise<readonly LastSeen[]>;
}

export interface LastSeen {
  readonly chat: string;
  /** ISO 8601 instant at which its person was last heard. */
  readonly at: string;
  /** The newest message of the person that is stored. */
  readonly messageId?: string;
}

/** A command for the platform's menu. */
export interface MenuCommand {
  readonly name: string;
  readonly description: string;
  /** The same in other languages, by BCP 47: `de`, `fr`. */
  readonly localized?: Readonly<Record<string, string>>;
}

/** What a chat platform is to the core. An adapter translates; it decides nothing and stores nothing. */
export interface ChatAdapter {
  readonly platform: Platform;
  /** True where a delivery that may have arrived can be tried again without making a second message of it. */
  readonly exactlyOnce?: true;
  /** Resolves when the platform is connected and messages flow. Rejects with a `config` error when the token is refused. */
  start(handlers: ChatHandlers, menu: readonly MenuCommand[]): Promise<ChatStarted>;
  send(delivery: Delivery): Promise<DeliveryOutcome>;
  /** Replaces the text and buttons of a message. An unchanged message counts as sent. */
  edit(chat: string, messageId: string, message: OutgoingMessage): Promise<DeliveryOutcome>;
  /** Shows that we work on it, for the few seconds the platform allows; never fails. */
  typing(chat: string): Promise<void>;
  /** The file's bytes. Rejects with `invalid` when it is over the platform's limit, `not-found` when it is gone. */
  download(ref: string, signal: AbortSignal): Promise<Uint8Array>;
  /** Takes no more messages; resolves when every handler in flight has settled. */
  stop(): Promise<void>;
}

export interface ChatStarted {
  /** The bot's public name, for deep links; empty where there is none. */
  readonly handle: string;
  /** The address that opens a chat with us and hands over `token`, where the platform has such links. */
  readonly claimLink?: (token: string) => string;
  /** The address at which a person gets to us first, where that takes one. */
  readonly installLink?: string;
}
