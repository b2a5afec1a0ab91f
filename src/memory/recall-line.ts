import { Temporal } from 'temporal-polyfill';
import type { Memory } from './candidates.ts';
import type { Ranked } from './rank.ts';

/** One memory as a prompt or an answer shows it. */
export interface RecallLine {
  /** `fact:1a2b3c4d`, `episode:1a2b3c4d` or `slot:1a2b3c4d`: the kind and the first eight digits of its id. */
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly speaker: 'person' | 'assistant' | 'outside';
  readonly text: string;
  /** True when somebody else's words stand inside. */
  readonly tainted: boolean;
  /** Higher is better; comparable within one recall only. */
  readonly score: number;
}

/** The best lines that together stay within `budgetTokens`, best first; what a better line or the question already says is left out. */
export function packLines(ranked: readonly Ranked[], question: string, budgetTokens: number): RecallLine[] {
  const told = [plain(question)];
  const toldSources = new Set<string>();
  const lines: RecallLine[] = [];
  let left = budgetTokens;
  for (const { memory, score } of ranked) {
    const words = plain(memory.text);
    if (memory.kind === 'episode' && (toldSources.has(memory.source) || told.some((text) => text.includes(words)))) continue;
    const line = toLine(memory, score);
    const cost = lineTokens(line);
    if (cost > left) continue;
    left -= cost;
    lines.push(line);
    told.push(words);
    if (memory.kind === 'fact') toldSources.add(memory.source);
  }
  return lines;
}

/**
 * `[fact:1a2b3c4d] 2026-03-05 person: My sister is Ana.`, the date in this IANA zone; `person` is what the person is called.
 * What is not the person's own says so.
 */
export function recallLineText(line: RecallLine, zone: string, person = 'person'): string {
  return textOn(line.at.toZonedDateTimeISO(zone).toPlainDate().toString(), line, person);
}

/** What a line costs of a budget: every date is as long as any other, and to work out which it is takes longer than all the rest. */
export function lineTokens(line: RecallLine): number {
  return estimateTokens(textOn('0000-00-00', line, 'person'));
}

function textOn(date: string, { id, speaker, text, tainted }: RecallLine, person: string): string {
  const outside = tainted && speaker !== 'outside' ? ' (holds words from outside)' : '';
  return `[${id}] ${date} ${speaker === 'person' ? person : speaker}${outside}: ${text.replace(/\s+/g, ' ').trim()}`;
}

/** As short as a person can still tell apart. */
export function shortId(kind: 'fact' | 'episode' | 'slot', id: string): string {
  return `${kind}:${id.slice(0, 8)}`;
}

function toLine({ kind, id, atMicros, speaker, text, tainted }: Memory, score: number): RecallLine {
  const at = Temporal.Instant.fromEpochNanoseconds(BigInt(atMicros) * 1_000n);
  return { id: shortId(kind, id), at, speaker, text, tainted, score };
}

/** Four characters a token, the usual estimate for English. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Words alone, for comparing: case, punctuation and spacing aside. */
function plain(text: string): string {
  return ` ${(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `;
}
