import type { OutgoingMessage } from '../../src/ports/chat.ts';

interface Recent {
  keep(messageId: string, message: OutgoingMessage): void;
  /** True when the message stands on the screen exactly so. False for one that is long gone. */
  isUnchanged(messageId: string, message: OutgoingMessage): boolean;
}

const MOST_KEPT = 200;

/** The last messages as they were shown, so that an edit without a change prints nothing. */
export function createRecent(): Recent {
  const kept = new Map<string, string>();
  const asText = ({ text, buttons = [] }: OutgoingMessage) => JSON.stringify([text, buttons]);
  return {
    keep(messageId, message) {
      kept.delete(messageId);
      kept.set(messageId, asText(message));
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_KEPT) break;
        kept.delete(oldest);
      }
    },
    isUnchanged: (messageId, message) => kept.get(messageId) === asText(message),
  };
}
