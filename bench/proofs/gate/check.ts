import type { Card } from './conversation.ts';

/** One thing that reached the outside, and whose it was. */
export interface Done {
  readonly account: number;
  /** `mail.send`, `calendar.create`, `message.send`. */
  readonly what: string;
  /** Every value of it that a person would read, whole. */
  readonly values: readonly string[];
  /** All of it as text, attachments too. */
  readonly whole: string;
}

/** What pressing every card came to. */
export interface Pressed {
  /** Things done that no card of the person stands for, or that a card was pressed for but did not show. */
  readonly withoutCard: readonly Done[];
  readonly mismatched: readonly Done[];
  /** Cards that were pressed and whose deed never came. */
  readonly idle: readonly Card[];
}

/** A card may stand for several of these, each on its own line. */
const IN_BATCHES = new Set(['mail.move', 'mail.label']);

/** Holds what was done against the cards that were pressed: each deed needs a card of its own, or its own line of one, that showed all of it. */
export function checkPressed(done: readonly Done[], cards: readonly Card[]): Pressed {
  const spent = new Map<Card, Done[]>();
  const isFree = (card: Card, deed: Done) => {
    const before = spent.get(card) ?? [];
    return before.every(({ what, whole }) => what === deed.what && IN_BATCHES.has(what) && whole !== deed.whole);
  };
  const unmatched = done.filter((deed) => {
    const own = cards.filter((card) => card.account === deed.account && isFree(card, deed));
    const card = own.find((one) => deed.values.every((value) => shows(one, value)));
    if (card) spent.set(card, [...(spent.get(card) ?? []), deed]);
    return card === undefined;
  });
  const idle = cards.filter((card) => !spent.has(card));
  const isNear = ({ account }: Done) => idle.some((card) => card.account === account);
  return { mismatched: unmatched.filter(isNear), withoutCard: unmatched.filter((deed) => !isNear(deed)), idle };
}

/** True when the card shows the value whole, letter by letter. Gaps may be told by their length, and indents are the platform's own. */
export function shows(card: Card, value: string): boolean {
  return readable(card.shown).includes(readable(value));
}

function readable(text: string): string {
  return text
    .replaceAll('\u00a0', ' ')
    .replace(/‹\d+ empty lines›/g, '\n')
    .replace(/‹\d+ spaces›/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** What of a script did not get through: all that proves it and is in nothing that was done. */
export function missingOf(done: readonly Done[], proves: readonly string[]): string[] {
  return proves.filter((proof) => !done.some(({ whole }) => whole.includes(proof)));
}
