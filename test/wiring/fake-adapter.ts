import type { ChatAdapter, Delivery, DeliveryOutcome, OutgoingMessage, Platform } from '../../src/ports/chat.ts';

export interface Shown {
  readonly chat: string;
  readonly messageId: string;
  readonly message: OutgoingMessage;
  /** The texts that stood there before an edit. */
  readonly before: readonly string[];
  readonly files: Delivery['files'];
}

export interface FakeAdapter extends ChatAdapter {
  /** What stands in the chats, in the order of arrival. */
  readonly shown: readonly Shown[];
  /** Resolves when the condition holds, looked at after each message and edit. */
  until(condition: () => boolean): Promise<void>;
  /** How often typing was shown. */
  readonly typed: () => number;
  /** What a download gives from now on. */
  serve(file: (ref: string) => Promise<Uint8Array>): void;
  /** The person has deleted this message: it cannot be edited any more. */
  forget(messageId: string): void;
  /** What `start` does from now on. */
  onStart(act: () => Promise<void>): void;
}

/** A platform that takes everything at once. */
export function createFakeAdapter(platform: Platform = 'telegram'): FakeAdapter {
  const shown: Shown[] = [];
  let watchers: (() => void)[] = [];
  const lookAgain = () => {
    for (const look of watchers) look();
  };
  let typed = 0;
  let sends = 0;
  let serve: (ref: string) => Promise<Uint8Array> = async (ref) => new TextEncoder().encode(`content of ${ref}`);
  let begin: () => Promise<void> = async () => undefined;
  const sent: DeliveryOutcome = { state: 'sent' };
  return {
    platform,
    shown,
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition()) return;
          watchers = watchers.filter((other) => other !== look);
          resolve();
        };
        watchers.push(look);
        look();
      }),
    typed: () => typed,
    serve(file) {
      serve = file;
    },
    forget(messageId) {
      const at = shown.findIndex((each) => each.messageId === messageId);
      if (at !== -1) shown.splice(at, 1);
    },
    onStart(act) {
      begin = act;
    },
    async start() {
      await begin();
      return { handle: 'fake_bot' };
    },
    async send({ chat, message, files, onPart }) {
      sends += 1;
      const messageId = `sent-${sends}`;
      shown.push({ chat, messageId, message, before: [], files });
      await onPart(messageId, true);
      lookAgain();
      return sent;
    },
    async edit(chat, messageId, message) {
      const at = shown.findIndex((each) => each.chat === chat && each.messageId === messageId);
      const old = shown[at];
      if (!old) return { state: 'dead', reason: 'no such message' };
      shown[at] = { ...old, message, before: [...old.before, old.message.text] };
      lookAgain();
      return sent;
    },
    async typing() {
      typed += 1;
    },
    download: (ref) => serve(ref),
    stop: async () => undefined,
  };
}
