import { setTimeout as wait } from 'node:timers/promises';
import type { Press, Shown } from '../../../test/platforms/platform.ts';
import {
  answeredIn,
  cardOf,
  comesByMail,
  foundIn,
  type Line,
  marksIn,
  needsPress,
  newsOf,
  pathOf,
  rungIn,
  standsUnderOthers,
  textOf,
} from './conversation.ts';
import type { Stage } from './stage.ts';

/** What the person saw and did. */
export interface Diary {
  /** Every message of the bot as it came, in order; by what it was replaced later is left out. */
  readonly came: readonly string[];
  /** The marks of presses that let something happen: on a card, and on "Do it again". */
  readonly allowed: readonly number[];
  /** The marks of what nobody could tell of, and the person left as it is: it had happened. */
  readonly left: readonly number[];
  /** What the person still waits for. */
  readonly openEnds: readonly string[];
}

export interface Person {
  /** Says every line and presses what asks to be pressed; resolves when nothing is left to wait for, or patience ends. */
  live(lines: readonly Line[]): Promise<void>;
  diary(): Diary;
}

const LOOK_EVERY_MS = 20;
/** How long nothing may come of anything: longer than several starts on a busy machine. */
const PATIENCE_MS = 90_000;
/** Buttons of what has not come to its end. */
const EDIT = 'Edit';
const CANCEL = 'Cancel';
const AGAIN = 'Do it again';

const UNDO = 'Undo';
/** What is pressed under news of a mail; a card follows. */
const BEGINNINGS = ['Draft reply', 'Accept'];
/** What the words are that the person writes under. */
const OTHERS_WORDS = 'Shall we?';

interface Made {
  readonly press: Press;
  readonly at: number;
}

/** A press on a card, and what it was for. */
interface Pressed extends Made {
  /** How often the card had been changed by then. */
  readonly changes: number;
  readonly happened: boolean;
}

/** The person in their direct conversation, who knows nothing of the lives of the program; a press that failed is made again. */
export function createPerson({
  platform,
  me,
  ben,
  opened,
  accounts,
}: Pick<Stage, 'platform' | 'me' | 'ben' | 'opened' | 'accounts'>): Person {
  /** The first text of each message, by its id. */
  const came = new Map<string, string>();
  /** The last press on each card, by its mark. */
  const pressed = new Map<number, Pressed>();
  /** Presses that let nothing happen by themselves, by what they are for: `news 3`, `undo 2`. */
  const others = new Map<string, Made>();
  /** The marks of events that are to be taken back. */
  const passing = new Set<number>();
  const allowed: number[] = [];
  const left: number[] = [];
  let openEnds: readonly string[] = [];

  const texts = () => [...came.values()];
  const helps = () => texts().filter((text) => text.startsWith(HELP)).length;

  /** Notes what came; of each card the last copy, for that is the one which is changed. */
  function look(): ReadonlyMap<number, Shown> {
    const cards = new Map<number, Shown>();
    for (const message of me.messages().filter(({ from }) => from === 'bot')) {
      const { messageId, text } = message;
      if (!came.has(messageId)) came.set(messageId, text);
      const first = came.get(messageId) ?? '';
      const mark = cardOf(first);
      if (mark !== undefined) cards.set(mark, message);
      const news = newsOf(first);
      if (news !== undefined) pressOnce(`news ${news}`, message, BEGINNINGS);
    }
    return cards;
  }

  /** Presses the first button with one of these labels; again only where the person was shown that it failed. */
  function pressOnce(what: string, { messageId, buttons }: Shown, labels: readonly string[]): void {
    const made = others.get(what);
    const button = buttons.flat().find(({ text }) => labels.includes(text));
    if (!button || (made && !hasFailed(made))) return;
    others.set(what, { press: me.presses(messageId, button.data), at: performance.now() });
  }

  /** Allows what a card asks for. Of what nobody can tell the person sees for themselves first. */
  function react(mark: number, card: Shown): void {
    const { messageId, buttons } = card;
    if (passing.has(mark)) pressOnce(`undo ${mark}`, card, [UNDO]);
    const [first, second] = buttons.flat();
    const changes = me.changes(messageId);
    const last = pressed.get(mark);
    const isSame = last?.changes === changes;
    if (!first || !second || (isSame && !hasFailed(last))) return;
    const happened = first.text === AGAIN && hasHappened(mark);
    // The same press once more allows nothing that the first one did not.
    if (!isSame || last.happened !== happened) (happened ? left : allowed).push(mark);
    const press = me.presses(messageId, (happened ? second : first).data);
    pressed.set(mark, { press, at: performance.now(), changes, happened });
  }

  function hasFailed({ press, at }: Made): boolean {
    const { pressFailsAfterMs: patienceMs = Number.POSITIVE_INFINITY } = platform;
    if (press.isTaken() || performance.now() - at < patienceMs) return false;
    press.fails();
    return true;
  }

  function hasHappened(mark: number): boolean {
    const toBen = ben.messages().some(({ text }) => marksIn(text).includes(mark));
    const mailed = accounts?.mailed().some((subject) => marksIn(subject).includes(mark)) ?? false;
    return toBen || mailed || opened.includes(pathOf(mark));
  }

  function openEndsOf(line: Line, cards: ReadonlyMap<number, Shown>): string[] {
    const { mark, wish } = line;
    const has = (marksOf: (text: string) => readonly number[]) => texts().some((text) => marksOf(text).includes(mark));
    const labels = cards.get(mark)?.buttons.flat() ?? [];
    return [
      ...(comesByMail(line) || has(answeredIn) ? [] : [`the answer to m${mark}`]),
      ...(wish !== 'reminder' || has(rungIn) ? [] : [`the bell of m${mark}`]),
      ...(!needsPress(line) || cards.has(mark) ? [] : [`the card of m${mark}`]),
      ...(labels.some(({ text }) => [EDIT, CANCEL, AGAIN].includes(text)) ? [`the end of the card of m${mark}`] : []),
      ...(wish === 'undone' && (!others.has(`undo ${mark}`) || labels.some(({ text }) => text === UNDO))
        ? [`the undo of m${mark}`]
        : []),
      ...(wish !== 'page' || left.includes(mark) || has(foundIn) ? [] : [`the finding for m${mark}`]),
    ];
  }

  function openEndsAmong(lines: readonly Line[]): string[] {
    const cards = look();
    for (const [mark, card] of cards) react(mark, card);
    const silent = [...pressed.values(), ...others.values()].filter((one) => !one.press.isTaken() && !hasFailed(one)).length;
    return [
      ...lines.flatMap((line) => openEndsOf(line, cards)),
      ...(silent > 0 ? [`the answers to ${silent} presses`] : []),
      ...(platform.pending() > 0 ? ['the receipt of all messages'] : []),
    ];
  }

  async function untilNothing(openNow: () => readonly string[]): Promise<void> {
    let deadline = Number.POSITIVE_INFINITY;
    for (let before = -1; performance.now() < deadline; await wait(LOOK_EVERY_MS)) {
      openEnds = openNow();
      if (openEnds.length === 0) return;
      if (openEnds.length !== before) deadline = performance.now() + PATIENCE_MS;
      before = openEnds.length;
    }
  }

  async function say(lines: readonly Line[]): Promise<void> {
    for (const line of lines) {
      await wait(line.gapMs);
      if (line.wish === 'undone') passing.add(line.mark);
      if (comesByMail(line)) await accounts?.deliver(line);
      else if (standsUnderOthers(line)) me.quotes(OTHERS_WORDS, textOf(line));
      else me.writes(textOf(line));
    }
  }

  return {
    async live(lines) {
      const saying = say(lines);
      await untilNothing(() => openEndsAmong(lines));
      await saying;
      if (openEnds.length > 0) return;
      // Whatever was to be said before comes before this answer.
      const before = helps();
      me.writes('/help');
      await untilNothing(() => [...openEndsAmong(lines), ...(helps() > before ? [] : ['help'])]);
    },
    diary: () => ({ came: texts(), allowed, left, openEnds }),
  };
}

/** How the answer to /help begins. */
const HELP = 'Write to me as';
