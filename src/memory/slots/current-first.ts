import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { plainWords } from '../extract/claim.ts';
import { answerByGraph } from '../graph/answer.ts';
import { fullNames } from '../graph/names.ts';
import { holdingsOf } from '../holdings.ts';
import { standingShortForm } from '../night/read-night.ts';
import { pinnedLines } from '../pinned.ts';
import type { Recall } from '../recall.ts';
import { lineTokens, type RecallLine } from '../recall-line.ts';
import { whoseMatter } from '../whose-matter.ts';
import { type Asked, heldIn, holds, readAsked, type SlotHistory, slotsAsked } from './asked.ts';
import { slotsBearing } from './read-slots.ts';
import { slotLine } from './slot-line.ts';
import type { Period } from './timeline.ts';

type Input = Parameters<Recall['recall']>[1];

/**
 * Recall that knows what holds now: where a text asks for a fact, its value stands on top, or the one of the days asked about, and where it
 * asks who stands how to whom, those do; what merely repeats a former value comes last and says so, and what repeats a wrong one does not come at all.
 */
export function currentFirst(inner: Recall): Recall {
  async function answer(tx: Tx, input: Input, find: Recall['recall'], isAsked: boolean): Promise<RecallLine[]> {
    const myself = OF_MYSELF.test(input.text) ? await shortFormLines(tx, input) : [];
    if (myself.length > 0) return fitting(myself, input.budgetTokens ?? BUDGET_TOKENS, 1)[0];
    const facts = isAsked ? await factsAsked(tx, input) : NOTHING;
    if (facts.lines.length === 0) return onTheMatter(await find(tx, input), input.text);
    const budget = input.budgetTokens ?? BUDGET_TOKENS;
    const [top, left] = fitting(facts.lines, budget, SHARE);
    const rest = await find(tx, { ...input, budgetTokens: left });
    return [...top, ...withoutStale(rest, facts)];
  }

  return {
    prepare: inner.prepare,
    async recall(tx, input) {
      const isOwn = isOwnMatter(input.text);
      // A model far away sees even what is pinned only where the person's own matters are asked about.
      const pinned = input.sparing && !isOwn ? [] : await pinnedLines(tx, input.personId, input.zone ?? 'UTC');
      const [kept, left] = fitting(pinned, input.budgetTokens ?? BUDGET_TOKENS, PINNED_SHARE);
      const lines = await answer(tx, { ...input, budgetTokens: left }, inner.recall, isOwn);
      return [...lines, ...kept.filter(isNotAmong(lines))];
    },
    search: (tx, input) => answer(tx, input, inner.search, true),
  };
}

const BUDGET_TOKENS = 700;
/** The share of the block that facts may take. */
const SHARE = 0.5;
/** And what is pinned. */
const PINNED_SHARE = 0.3;
const NOTHING: FactsAsked = { lines: [], right: [], over: [], wrong: [] };

interface FactsAsked {
  readonly lines: readonly RecallLine[];
  /** In plain words: what holds, what held once, and what never did. */
  readonly right: readonly string[];
  readonly over: readonly string[];
  readonly wrong: readonly string[];
}

async function factsAsked(tx: Tx, { personId, text, now, zone = 'UTC', includeOutside }: Input): Promise<FactsAsked> {
  const asked = readAsked(text, now.toZonedDateTimeISO(zone).toPlainDate());
  const bearing = (await slotsBearing(tx, personId, text, asked)).map((slot) => visible(slot, includeOutside, now));
  const found = bearing.length === 0 ? [] : slotsAsked(asked, bearing, await fullNames(tx, personId));
  const ties = await answerByGraph(tx, { personId, text, now, zone });
  const shown = found.flatMap(({ periods }) => chosen(periods, asked, zone));
  const periods = asked.history ? [] : found.flatMap((slot) => slot.periods);
  const others = periods.filter((period) => !shown.includes(period));
  return {
    lines: [...ties, ...shown.map((period) => slotLine(period, zone, asked.history)).filter(isNotAmong(ties))],
    right: shown.map(wordsOf),
    over: others.filter(({ retractedAt }) => retractedAt === null).map(wordsOf),
    wrong: others.filter(({ retractedAt }) => retractedAt !== null).map(wordsOf),
  };
}

function isNotAmong(lines: readonly RecallLine[]): (line: RecallLine) => boolean {
  return ({ id }) => lines.every((other) => other.id !== id);
}

/** What the last night wrote of the person, as far as it still holds. */
async function shortFormLines(tx: Tx, { personId, now }: Input): Promise<RecallLine[]> {
  const lines = await standingShortForm(tx, personId, await holdingsOf(tx, personId));
  return lines.map(({ item, text }) => ({ id: item, at: now, speaker: 'person', text, tainted: false, score: 1 }));
}

const OF_MYSELF =
  /\b(?:what (?:do|did|have) you (?:know|learn(?:ed|t)?|remember(?:ed)?) (?:about|of) me|who am i|describe me|tell me (?:about|of) (?:me|myself))\s*[?.!]*$/i;

/** By what a repetition of it is known: `like` alone stands in many a line. */
function wordsOf({ attribute, value, quote }: Period): string {
  return plainWords(/^(?:liking of|position on) /.test(attribute) ? quote : value);
}

function visible(slot: SlotHistory, includeOutside: boolean, now: Temporal.Instant): SlotHistory {
  const isSeen = ({ trust, expiresAt }: Period) =>
    (includeOutside || trust !== 'outside') && (expiresAt === null || expiresAt.epochMilliseconds > now.epochMilliseconds);
  return { ...slot, periods: slot.periods.filter(isSeen) };
}

/** What holds now comes first; of a history, the rest from the newest on. */
export function chosen(periods: readonly Period[], { window, history }: Asked, zone: string): Period[] {
  const then = window ? periods.filter((period) => heldIn(period, window, zone)) : [];
  const newestFirst = periods.toReversed();
  if (history) return [...then, ...newestFirst.filter(holds), ...newestFirst.filter((one) => !holds(one))].filter(isFirst);
  return then.length > 0 ? then : newestFirst.filter(holds);
}

function isFirst<T>(one: T, place: number, all: readonly T[]): boolean {
  return all.indexOf(one) === place;
}

function fitting(lines: readonly RecallLine[], budget: number, share: number): [top: RecallLine[], left: number] {
  let left = budget;
  const top = lines.filter((line) => {
    const cost = lineTokens(line);
    if (left - cost < budget * (1 - share)) return false;
    left -= cost;
    return true;
  });
  return [top, left];
}

function withoutStale(lines: readonly RecallLine[], { right, over, wrong }: FactsAsked): RecallLine[] {
  const says = (line: RecallLine, values: readonly string[]) => {
    const words = ` ${plainWords(line.text)} `;
    return values.some((value) => value !== '' && words.includes(` ${value} `));
  };
  const kept = lines.filter((line) => says(line, right) || !says(line, wrong));
  const isOver = (line: RecallLine) => says(line, over) && !says(line, right);
  const former = kept.filter(isOver).map((line) => ({ ...line, text: `(no longer so) ${line.text}` }));
  return [...kept.filter((line) => !isOver(line)), ...former];
}

/** What comes to be translated or worked on asks for nothing, whatever stands in it. */
function isOwnMatter(text: string): boolean {
  return whoseMatter(text, namesOf(text)) !== 'elsewhere' || (/\b(?:i|my|we|our)\b/i.test(text) && !/[:"“]/.test(text));
}

/** Of a position that was never told, one on another matter tells nothing. */
function onTheMatter(lines: RecallLine[], text: string): RecallLine[] {
  const matter = positionAsked(text);
  if (matter === undefined) return lines;
  const words = plainWords(matter)
    .split(' ')
    .filter((word) => word.length > 3);
  return lines.filter((line) => words.some((word) => plainWords(line.text).includes(word.slice(0, 6))));
}

/** The matter on which a text asks for the person's position; undefined when it asks for none. */
export function positionAsked(text: string): string | undefined {
  return MATTER.exec(text.trim())?.groups?.matter?.trim();
}

const MATTER = /(?:\bmy |^)(?:position|view|opinion|stance|take) (?:on|of|about|towards?|regarding) (?<matter>[^?.,]+)/i;

function namesOf(text: string): string[] {
  return (text.match(/\p{Lu}[\p{L}'’-]+/gu) ?? []).map((name) => name.toLowerCase().replace(/['’]s?$/, ''));
}
