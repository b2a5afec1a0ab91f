import { Temporal } from 'temporal-polyfill';

export function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) < 0 ? a : b;
}

export function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) > 0 ? a : b;
}

/** Whole milliseconds after which `then` has surely come; 0 when it has. */
export function msUntil(then: Temporal.Instant, now: Temporal.Instant): number {
  return Math.max(0, Math.ceil(now.until(then).total('milliseconds')));
}
