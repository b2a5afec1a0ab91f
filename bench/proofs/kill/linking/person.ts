import { setTimeout as wait } from 'node:timers/promises';
import type { Press } from '../../../../test/platforms/platform.ts';
import { type Accounts, behind, connectButton, pageIn, type Scene, wakes } from '../accounts.ts';

/** What the person did while accounts came and went, and what they saw of it. */
export interface LinkDiary {
  /** The first text of each message of the bot. */
  readonly came: readonly string[];
  /** How often they asked for a page. */
  readonly asked: number;
  /** How many pages said that they had worked. */
  readonly filled: number;
  /** How often they said that an account is to go. */
  readonly parted: number;
  /** What they waited for in vain. */
  readonly openEnds: readonly string[];
}

export interface LinkPerson {
  /** Wants to be told of everything at once; resolves when that is settled. */
  wakeUp(): Promise<void>;
  /** Connects every account, moves one of two events that overlap, and disconnects all again; resolves when nothing is left to wait for, or patience ends. */
  live(): Promise<void>;
  diary(): LinkDiary;
}

/** Longer than several starts on a busy machine. */
const PATIENCE_MS = 90_000;
/** Whoever had no luck with a page and sees no card of it either asks for another page. */
const BEFORE_ASKING_ANEW_MS = 15_000;
const MOST_PAGES = 4;
const LOOK_EVERY_MS = 20;
export const OVERLAP = 'Two events at the same time';
const NOTHING = 'Nothing is connected yet';
export const PARTED = 'Disconnected:';

/** `twice`: every message comes a second time under a new key, so that nothing can know it for the same. */
export function createLinkPerson({ platform, me }: Scene, accounts: Accounts, { twice = false } = {}): LinkPerson {
  const came = new Map<string, string>();
  /** What stood in the chat before. */
  const before = new Set<string>();
  const counts = { asked: 0, filled: 0, parted: 0 };
  const openEnds: string[] = [];

  function look() {
    const messages = me.messages().filter(({ from, messageId }) => from === 'bot' && !before.has(messageId));
    for (const { messageId, text } of messages) if (!came.has(messageId)) came.set(messageId, text);
    return messages;
  }

  /** Notes what is waited for in vain, and then waits for nothing more. */
  async function until<T>(what: string, find: () => T | undefined, patienceMs = PATIENCE_MS): Promise<T> {
    for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await wait(LOOK_EVERY_MS)) {
      look();
      const found = find();
      if (found !== undefined && found !== false) return found;
    }
    throw new InVain(what);
  }

  function writes(text: string): string {
    const id = me.writes(text);
    if (twice) me.writes(text);
    return id;
  }

  const countOf = (beginning: string) => look().filter(({ text }) => text.startsWith(beginning)).length;

  async function connect(kind: string, fill: (page: string) => Promise<void>): Promise<void> {
    const connected = countOf(CONNECTED);
    const [first] = look().slice(-1);
    const card = await cardOf(kind, fill, () => (first ? behind(me.messages(), first.messageId) : me.messages()));
    await press(card.messageId, connectButton(card)?.data ?? '');
    await until(`the connection of ${kind}`, () => countOf(CONNECTED) > connected);
  }

  async function cardOf(kind: string, fill: (page: string) => Promise<void>, since: Scene['me']['messages']) {
    const find = () => since().find((message) => connectButton(message));
    for (let pages = 1; pages < MOST_PAGES; pages += 1) {
      const asking = writes(`/connect ${kind}`);
      counts.asked += 1;
      // Of two pages the later one works.
      const page = await until(
        `a page for ${kind}`,
        () => behind(me.messages(), asking).flatMap(({ text }) => pageIn(text))[twice ? 1 : 0],
      );
      const isFilled = await fill(page).then(
        () => true,
        () => false,
      );
      if (isFilled) counts.filled += 1;
      const card = await until('a card', find, isFilled ? PATIENCE_MS : BEFORE_ASKING_ANEW_MS).catch(orUndefined(isFilled));
      if (card) return card;
    }
    throw new InVain(`a page for ${kind} that works`);
  }

  async function press(messageId: string, data: string): Promise<void> {
    const made = me.presses(messageId, data);
    await until('the answer to a press', made.isTaken);
  }

  /** Presses the last copy of the news, one after the other, and reads what is said of it, in its place or in answer to the press. */
  async function settleOverlap(): Promise<void> {
    const presses = new Map<string, Press>();
    await until('the end of the overlap', () => {
      const copies = look().filter(({ text }) => text.includes(OVERLAP));
      const last = copies.at(-1);
      const move = last?.buttons.flat().find(({ text }) => text.startsWith('Move'));
      const isFree = [...presses.values()].every((press) => press.isTaken());
      if (last && move && isFree && !presses.has(last.messageId))
        presses.set(last.messageId, me.presses(last.messageId, move.data));
      return copies.some(({ text }) => text.includes('✓')) || [...presses.values()].some((press) => press.said() !== '');
    });
  }

  /** The first in the list, until none is left. */
  async function part(): Promise<void> {
    const gone = countOf(PARTED);
    writes('/connect off 1');
    counts.parted += 1;
    await until('the end of an account', () => countOf(PARTED) > gone);
  }

  async function story(): Promise<void> {
    for (const [kind, fill] of Object.entries(accounts.doors)) await connect(kind, fill);
    await settleOverlap();
    for (const _ of Object.keys(accounts.doors)) await part();
    const lists = countOf(NOTHING);
    writes('/connect');
    await until('a list without accounts', () => countOf(NOTHING) > lists);
    await until('the receipt of all messages', () => platform.pending() === 0);
  }

  return {
    async wakeUp() {
      wakes({ platform, me });
      me.writes('/connect');
      await until('a list without accounts', () => countOf(NOTHING) > 0);
      for (const { messageId } of look()) before.add(messageId);
      came.clear();
    },
    live: () =>
      story().catch((error: unknown) => {
        if (!(error instanceof InVain)) throw error;
        openEnds.push(error.message);
      }),
    diary: () => ({ came: [...came.values()], ...counts, openEnds }),
  };
}

const CONNECTED = 'Connected:';

class InVain extends Error {}

/** A card that was not promised may stay away. */
function orUndefined(isPromised: boolean) {
  return (error: unknown): undefined => {
    if (isPromised || !(error instanceof InVain)) throw error;
  };
}
