import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { windowOf } from '../../src/memory/date-window.ts';

/** A Wednesday. */
const today = Temporal.PlainDate.from('2026-03-18');

describe('the days a question speaks of', () => {
  it.each([
    ['what was on 2025-12-24?', '2025-12-24', '2025-12-24'],
    ['what did I do on 5 May?', '2025-05-05', '2025-05-05'],
    ['what did I do on the 2nd of March', '2026-03-02', '2026-03-02'],
    ['what happened on March 3, 2024?', '2024-03-03', '2024-03-03'],
    ['what did I prefer in March 2025?', '2025-03-01', '2025-03-31'],
    ['where was Ana in June?', '2025-06-01', '2025-06-30'],
    ['where was Ana in February?', '2026-02-01', '2026-02-28'],
    ['what did I say yesterday?', '2026-03-17', '2026-03-17'],
    ['what was decided two weeks ago?', '2026-03-01', '2026-03-07'],
    ['what did Ben say on Monday?', '2026-03-16', '2026-03-16'],
    ['what did Ben say last Wednesday?', '2026-03-11', '2026-03-11'],
    ['how was last week?', '2026-03-09', '2026-03-15'],
    ['how was last month?', '2026-02-01', '2026-02-28'],
    ['how was last year?', '2025-01-01', '2025-12-31'],
    ['whom did I meet in 2023?', '2023-01-01', '2023-12-31'],
  ])('of %j are from %s to %s', (text, from, to) => {
    const window = windowOf(text, today);
    expect([String(window?.from), String(window?.to)]).toEqual([from, to]);
  });

  it.each(['when is the wedding?', 'may I have the code?', 'what was on 31 February 2025?', 'room 2023'])(
    'are none in %j',
    (text) => {
      expect(windowOf(text, today)).toBeUndefined();
    },
  );
});
