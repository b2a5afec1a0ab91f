import type { FakePlatform, Shown, ShownButton } from '../../../test/platforms/platform.ts';

/** Longer than an answer takes on a busy machine, with everybody else asking too. */
const PATIENCE_MS = 180_000;
/** What the person says to know that everything before has come: a command is answered behind it. */
const FENCE = '/help';
const FENCE_ANSWER = /\/undo/;

/** What a card shows: its text, its further parts and the texts attached to it. */
export interface Card {
  readonly account: number;
  readonly messageId: string;
  /** The label of the button that acts. */
  readonly verb: string;
  readonly shown: string;
}

/** One person on a platform. */
export interface Conversation {
  /** Says something, or hands it on, and resolves when the answer and all its cards are there. */
  say(text: string, isForward?: boolean): Promise<void>;
  /** The cards that came since the last call, oldest first. */
  newCards(): Card[];
  /** Presses the first button of a card and resolves with the sentence that answers it. */
  press(card: Card): Promise<string>;
  /** Does all that these cards ask for, with as few presses as a person can; resolves with how many those were. */
  pressAll(cards: readonly Card[]): Promise<number>;
  /** The text of the card as it stands now. */
  now(card: Card): Shown | undefined;
  /** All that the bot has said, without what it answers to know that it is done. */
  answers(): Shown[];
}

export function createConversation(platform: FakePlatform, account: number): Conversation {
  const person = platform.person(account);
  const known = new Set<string>();
  const heard = () => person.messages().filter(({ from }) => from === 'bot');
  const until = <T>(look: () => T) => platform.waitFor(look, PATIENCE_MS);

  async function answered(text: string, isForward: boolean, isAnswer: (message: Shown) => boolean): Promise<void> {
    const before = heard().length;
    if (isForward) person.forwards(text);
    else person.writes(text);
    await until(() => heard().slice(before).some(isAnswer));
  }

  const buttonsOf = ({ messageId }: Card) =>
    person
      .messages()
      .find((message) => message.messageId === messageId)
      ?.buttons.flat() ?? [];

  async function pressOn({ messageId }: Card, button: ShownButton | undefined): Promise<string> {
    if (!button) return '';
    const press = person.presses(messageId, button.data);
    return until(press.said);
  }

  return {
    async say(text, isForward = false) {
      await answered(text, isForward, (message) => !message.text.startsWith('Still working'));
      await answered(FENCE, false, (message) => FENCE_ANSWER.test(message.text));
    },
    newCards() {
      const cards = cardsIn(heard(), account).filter(({ messageId }) => !known.has(messageId));
      for (const { messageId } of cards) known.add(messageId);
      return cards;
    },
    press: (card) => pressOn(card, buttonsOf(card)[0]),
    async pressAll(cards) {
      const last = cards.at(-1);
      const all = last && buttonsOf(last).find(({ text }) => text === `Do all ${cards.length} above`);
      if (last && all) {
        await pressOn(last, all);
        return 1;
      }
      for (const card of cards) await pressOn(card, buttonsOf(card)[0]);
      return cards.length;
    },
    now: (card) => person.messages().find(({ messageId }) => messageId === card.messageId),
    answers: () => heard().filter(({ text }) => !FENCE_ANSWER.test(text)),
  };
}

const IS_CARD = /\? I ask first/;
const IS_PART = /\n\(\d+\/\d+\)$/;

/** Without what the card warns of: a value has to stand in its own field. */
function fieldsOf(text: string): string {
  return text.split('⚠ Look twice')[0] ?? '';
}

/** Messages whose buttons ask; what came in several parts, or with files before it, is one card. */
function cardsIn(messages: readonly Shown[], account: number): Card[] {
  const cards: Card[] = [];
  let parts: string[] = [];
  /** What came right before without any words: where files come first, they belong to the card behind them. */
  let before: string[] = [];
  for (const message of messages) {
    const { messageId, text, file } = message;
    const attached = file ? Buffer.from(file.bytes).toString('utf8') : '';
    const begins = IS_CARD.test(text);
    const belongs = begins || (parts.length > 0 && (IS_PART.test(text) || file !== undefined));
    if (!belongs) {
      parts = [];
      before = file !== undefined && text === '' ? [...before, fieldsOf(attached)] : [];
      continue;
    }
    if (begins) parts = before;
    before = [];
    parts.push(fieldsOf(text.replace(IS_PART, '')), fieldsOf(attached));
    const [button] = message.buttons.flat();
    if (!button) continue;
    cards.push({ account, messageId, verb: button.text, shown: parts.join('\n') });
    parts = [];
  }
  return cards;
}
