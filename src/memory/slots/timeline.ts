import { Temporal } from 'temporal-polyfill';
import { type Claim, plainWords } from '../extract/claim.ts';
import type { Trust } from '../facts.ts';

/** A claim as it was stored. */
export interface StoredClaim extends Claim {
  readonly id: string;
  readonly trust: Trust | 'system';
  readonly class: 'session' | 'long' | 'pinned';
  /** The inbox key that brought it. */
  readonly source: string;
  readonly recordedAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant | null;
}

/** A value and when it held. */
export interface Period {
  /** That of the claim that brought it. */
  readonly id: string;
  readonly subject: string;
  readonly attribute: string;
  readonly value: string;
  readonly validFrom: Temporal.Instant;
  /** Null while it holds. */
  readonly validTo: Temporal.Instant | null;
  readonly recordedAt: Temporal.Instant;
  /** Since when it is known to have been wrong; null for what is or was right. */
  readonly retractedAt: Temporal.Instant | null;
  readonly sources: readonly string[];
  readonly trust: StoredClaim['trust'];
  readonly class: StoredClaim['class'];
  readonly reason: string | null;
  readonly quote: string;
  readonly expiresAt: Temporal.Instant | null;
}

/**
 * What held when, by all that was said of one slot, in the order of the saying. No two periods that were not retracted overlap. What was said
 * is never overwritten: what is replaced ends, what is corrected is retracted. What came from others changes nothing that the person said.
 */
export function timeline(claims: readonly StoredClaim[], zone: string): Period[] {
  let periods: Period[] = [];
  for (const claim of claims) {
    if (claim.trust !== 'owner' && periods.some(({ trust, retractedAt }) => trust === 'owner' && retractedAt === null)) continue;
    periods = apply(periods, claim, zone);
  }
  // What is pinned is the thing, whatever is said of it.
  const isPinned = claims.some((claim) => claim.class === 'pinned');
  return isPinned ? periods.map((period) => ({ ...period, class: 'pinned' })) : periods;
}

function apply(periods: readonly Period[], claim: StoredClaim, zone: string): Period[] {
  const current = periods.find(({ validTo, retractedAt }) => validTo === null && retractedAt === null);
  const isSame = current !== undefined && (claim.value === '' || isAlike(current.value, claim.value));
  switch (claim.how) {
    case 'set':
      return claim.until === undefined && isSame ? confirmed(periods, current, claim, zone) : placed(periods, claim, zone);
    case 'correct':
      return isSame ? confirmed(periods, current, claim, zone) : corrected(periods, current, claim, zone);
    case 'wrong':
      return isSame ? replaceOne(periods, current, { retractedAt: claim.recordedAt }) : [...periods];
    case 'end':
      return isSame ? replaceOne(periods, current, endOf(current, beginOf(claim, zone), claim)) : [...periods];
  }
}

/** Said again: one more source, and perhaps an earlier beginning. */
function confirmed(periods: readonly Period[], current: Period, claim: StoredClaim, zone: string): Period[] {
  const sources = [...new Set([...current.sources, claim.source])];
  const begin = beginOf(claim, zone);
  const isFree = periods.every(
    ({ validTo, retractedAt, id }) =>
      id === current.id || retractedAt !== null || (validTo !== null && !isBefore(begin, validTo)),
  );
  const validFrom = isBefore(begin, current.validFrom) && isFree ? begin : current.validFrom;
  const trust = claim.trust === 'owner' ? claim.trust : current.trust;
  return replaceOne(periods, current, { sources, validFrom, trust, reason: current.reason ?? claim.reason ?? null });
}

/** The new one takes its time; what stood there before ends, begins later, or was wrong altogether. */
function placed(periods: readonly Period[], claim: StoredClaim, zone: string): Period[] {
  const validFrom = beginOf(claim, zone);
  const until = claim.until === undefined ? null : startOf(claim.until, zone);
  const validTo = until !== null && isBefore(validFrom, until) ? until : null;
  const kept = periods.flatMap((period) => (period.retractedAt === null ? cut(period, validFrom, validTo, claim) : [period]));
  return [...kept, periodOf(claim, validFrom, validTo)];
}

function corrected(periods: readonly Period[], current: Period | undefined, claim: StoredClaim, zone: string): Period[] {
  if (!current) return placed(periods, claim, zone);
  const before = replaceOne(periods, current, { retractedAt: claim.recordedAt });
  const validFrom = claim.since === undefined ? current.validFrom : beginOf(claim, zone);
  const kept = before.flatMap((period) => (period.retractedAt === null ? cut(period, validFrom, null, claim) : [period]));
  return [...kept, periodOf(claim, validFrom, null)];
}

/** What is left of a period once another takes the time between. */
function cut(period: Period, from: Temporal.Instant, to: Temporal.Instant | null, { recordedAt }: StoredClaim): Period[] {
  const { validFrom, validTo } = period;
  if (to !== null && !isBefore(validFrom, to)) return [period];
  if (validTo !== null && !isBefore(from, validTo)) return [period];
  const head = isBefore(validFrom, from) ? [{ ...period, validTo: from }] : [];
  const tail = to !== null && (validTo === null || isBefore(to, validTo)) ? [{ ...period, validFrom: to }] : [];
  return head.length + tail.length > 0 ? [...head, ...tail] : [{ ...period, retractedAt: recordedAt }];
}

function endOf({ validFrom }: Period, end: Temporal.Instant, { recordedAt }: StoredClaim): Partial<Period> {
  return { validTo: isBefore(validFrom, end) ? end : recordedAt };
}

function periodOf(claim: StoredClaim, validFrom: Temporal.Instant, validTo: Temporal.Instant | null): Period {
  const { id, subject, attribute, value, recordedAt, source, trust, quote, reason, expiresAt } = claim;
  const known = { id, subject, attribute, value, recordedAt, trust, quote, expiresAt, class: claim.class };
  return { ...known, validFrom, validTo, retractedAt: null, sources: [source], reason: reason ?? null };
}

function replaceOne(periods: readonly Period[], one: Period, change: Partial<Period>): Period[] {
  return periods.map((period) => (period === one ? { ...period, ...change } : period));
}

/** Nothing that is told as a fact begins after it was told. */
function beginOf({ since, recordedAt }: StoredClaim, zone: string): Temporal.Instant {
  const begin = since === undefined ? recordedAt : startOf(since, zone);
  return isBefore(recordedAt, begin) ? recordedAt : begin;
}

function startOf(day: string, zone: string): Temporal.Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant();
}

function isBefore(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0;
}

export function isAlike(one: string, other: string): boolean {
  return plainWords(one) === plainWords(other);
}
