import { Temporal } from 'temporal-polyfill';
import { lastsMs, type Stretch } from './event-time.ts';

const STEP_MINUTES = 15;

/** The stretch as long as `wanted` and nearest to it that begins at a quarter of an hour and lies within one of the rooms. */
export function nearestIn(rooms: readonly Stretch[], wanted: Stretch, zone: string): Stretch | undefined {
  const length = { milliseconds: lastsMs(wanted) };
  const awayMs = (at: Temporal.Instant) => Math.abs(at.epochMilliseconds - wanted.from.epochMilliseconds);
  const starts = rooms.flatMap(({ from, until }) => startIn({ from, until: until.subtract(length) }, wanted.from, zone) ?? []);
  const [from] = starts.sort((a, b) => awayMs(a) - awayMs(b) || compare(a, b));
  return from && { from, until: from.add(length) };
}

/** The quarter of an hour nearest to `wanted` among the moments at which it may begin, the last one included. */
function startIn({ from, until }: Stretch, wanted: Temporal.Instant, zone: string): Temporal.Instant | undefined {
  if (compare(until, from) < 0) return undefined;
  const inside = [from, wanted, until].sort(compare)[1] ?? wanted;
  return (['floor', 'ceil'] as const)
    .map((roundingMode) => quarterOf(inside, zone, roundingMode))
    .find((at) => compare(at, from) >= 0 && compare(at, until) <= 0);
}

/** Quarters of the wall clock: zones may lie a quarter or half an hour apart. */
function quarterOf(at: Temporal.Instant, zone: string, roundingMode: 'floor' | 'ceil'): Temporal.Instant {
  return at.toZonedDateTimeISO(zone).round({ smallestUnit: 'minute', roundingIncrement: STEP_MINUTES, roundingMode }).toInstant();
}

const { compare } = Temporal.Instant;
