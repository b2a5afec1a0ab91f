import type { ChatAdapter, Delivery, DeliveryOutcome, OutgoingMessage, Platform } from '../../src/ports/chat.ts';

/** What happens to one send or edit: an outcome, or a function that decides when it is tried. */
type Turn = DeliveryOutcome | ((delivery: Delivery) => Promise<DeliveryOutcome>);

/** A platform in memory. Without a script everything arrives, one part a message. */
export interface ChatFake {
  readonly adapter: ChatAdapter;
  /** Every send that was tried, in order. */
  readonly sends: readonly Delivery[];
  readonly edits: readonly { readonly chat: string; readonly messageId: string; readonly message: OutgoingMessage }[];
  /** The texts of every try, in order. */
  texts(): string[];
  /** What the next sends meet, one after the other. */
  sendsMeet(...turns: readonly Turn[]): void;
  /** What the next edits meet. */
  editsMeet(...outcomes: readonly DeliveryOutcome[]): void;
  /** What sends meet that have no turn of their own. */
  alwaysMeet(turn: Turn): void;
}

export function createChatFake(platform: Platform): ChatFake {
  const sends: Delivery[] = [];
  const edits: { chat: string; messageId: string; message: OutgoingMessage }[] = [];
  const turns: Turn[] = [];
  const editOutcomes: DeliveryOutcome[] = [];
  let parts = 0;
  let usual: Turn = async ({ onPart }) => {
    parts += 1;
    await onPart(`${platform}-${parts}`);
    return { state: 'sent' };
  };
  const adapter: ChatAdapter = {
    platform,
    // As the real ones: Discord can tell a repeat, Telegram and the terminal cannot.
    ...(platform === 'discord' && { exactlyOnce: true }),
    start: async () => ({ handle: platform }),
    async send(delivery) {
      sends.push(delivery);
      const turn = turns.shift() ?? usual;
      return typeof turn === 'function' ? turn(delivery) : turn;
    },
    async edit(chat, messageId, message) {
      edits.push({ chat, messageId, message });
      return editOutcomes.shift() ?? { state: 'sent' };
    },
    typing: async () => undefined,
    download: async () => new Uint8Array(),
    stop: async () => undefined,
  };
  return {
    adapter,
    sends,
    edits,
    texts: () => sends.map(({ message }) => message.text),
    sendsMeet: (...next) => void turns.push(...next),
    editsMeet: (...next) => void editOutcomes.push(...next),
    alwaysMeet(turn) {
      usual = turn;
    },
  };
}
