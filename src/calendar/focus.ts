import { Temporal } from 'temporal-polyfill';
import type { TimeRange } from '../people/time-range.ts';
import { lastsMs, type Stretch } from './event-time.ts';
import { type FreeRules, freeSlots } from './free.ts';

/** A task that wants an undisturbed stretch. */
export interface FocusTask {
  readonly id: string;
  /** Above zero. */
  readonly minutes: number;
  /** The higher, the earlier it is placed. */
  readonly priority: number;
}

export interface PlacedTask extends Stretch {
  readonly id: string;
}

/**
 * The stretches in which the person can work undisturbed: the hours that they keep for it, within working hours, as far as nothing stands there
 * and no meeting is nearer than the buffer; in order.
 */
export function focusBlocks(span: Stretch, busy: readonly Stretch[], wanted: readonly TimeRange[], rules: FreeRules): Stretch[] {
  return joined(wanted)
    .flatMap(({ from, to }) => freeSlots(span, busy, { ...rules, hours: within({ from, to }, rules.hours) }))
    .sort((a, b) => Temporal.Instant.compare(a.from, b.from));
}

/** Places the most urgent first, each whole and into the earliest block that has room; what fits nowhere is left out. */
export function placeTasks(tasks: readonly FocusTask[], blocks: readonly Stretch[]): PlacedTask[] {
  let left = [...blocks];
  const placed: PlacedTask[] = [];
  for (const { id, minutes } of [...tasks].sort((a, b) => b.priority - a.priority)) {
    const room = left.find((block) => lastsMs(block) >= minutes * 60_000);
    if (!room) continue;
    const until = room.from.add({ minutes });
    placed.push({ id, from: room.from, until });
    left = left.map((block) => (block === room ? { from: until, until: block.until } : block));
  }
  return placed;
}

/** Hours that touch or overlap are one stretch. */
function joined(ranges: readonly TimeRange[]): TimeRange[] {
  const { compare } = Temporal.PlainTime;
  const inOrder = [...ranges].sort((a, b) => compare(a.from, b.from));
  const all: TimeRange[] = [];
  for (const next of inOrder) {
    const last = all.at(-1);
    if (!last || compare(next.from, last.to) > 0) all.push(next);
    else all[all.length - 1] = { from: last.from, to: compare(next.to, last.to) > 0 ? next.to : last.to };
  }
  return all;
}

/** An empty range where they have nothing in common. */
function within(one: TimeRange, other: TimeRange): TimeRange {
  const { compare } = Temporal.PlainTime;
  const from = compare(one.from, other.from) > 0 ? one.from : other.from;
  const to = compare(one.to, other.to) < 0 ? one.to : other.to;
  return compare(from, to) < 0 ? { from, to } : { from, to: from };
}
