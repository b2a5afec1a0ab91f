import { describe, expect, it } from 'vitest';
import type { EventWhen } from '../../src/calendar/series.ts';
import { whenText } from '../../src/calendar/when-text.ts';

const at = (instant: string, zone = 'Europe/Berlin') => ({ at: instant, zone });
const once = (start: EventWhen['start'], end: EventWhen['end'], ...recurrence: string[]): EventWhen => ({
  start,
  end,
  recurrence,
});

describe('when an event is, as a card says it', () => {
  it('names weekday, date, hours, zone and offset', () => {
    expect(whenText(once(at('2026-12-01T09:00:00Z'), at('2026-12-01T10:30:00Z')), 'Europe/Berlin')).toBe(
      'Tuesday, 1 December 2026, 10:00 to 11:30 (Europe/Berlin, UTC+01:00)',
    );
  });

  it('names both days when it ends on another', () => {
    expect(whenText(once(at('2026-12-01T22:00:00Z'), at('2026-12-02T01:00:00Z')), 'Europe/Berlin')).toBe(
      'Tuesday, 1 December 2026, 23:00 to Wednesday, 2 December 2026, 02:00 (Europe/Berlin, UTC+01:00)',
    );
  });

  it('tells the two times of an hour that comes twice apart', () => {
    expect(whenText(once(at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')), 'Europe/Berlin')).toBe(
      'Sunday, 25 October 2026, 02:30 (Europe/Berlin, UTC+02:00) to 02:30 (Europe/Berlin, UTC+01:00)',
    );
  });

  it('adds the zone it was meant in when that is not the person’s', () => {
    const abroad = once(at('2026-12-01T09:00:00Z', 'America/New_York'), at('2026-12-01T10:00:00Z', 'America/New_York'));
    expect(whenText(abroad, 'Europe/Berlin').split('\n')).toEqual([
      'Tuesday, 1 December 2026, 10:00 to 11:00 (Europe/Berlin, UTC+01:00)',
      'There: Tuesday, 1 December 2026, 04:00 to 05:00 (America/New_York, UTC-05:00)',
    ]);
  });

  it('names whole days, the last one included', () => {
    expect(whenText(once({ date: '2026-12-01' }, { date: '2026-12-02' }), 'Europe/Berlin')).toBe(
      'Tuesday, 1 December 2026, the whole day',
    );
    expect(whenText(once({ date: '2026-12-01' }, { date: '2026-12-04' }), 'Europe/Berlin')).toBe(
      'Tuesday, 1 December 2026 to Thursday, 3 December 2026, 3 whole days',
    );
  });

  it.each([
    ['RRULE:FREQ=DAILY;COUNT=3650', 'every day at 10:00, 3650 times, the last on Thursday, 27 November 2036'],
    [
      'RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4',
      'every Tuesday and Thursday at 10:00, 4 times, the last on Thursday, 10 December 2026',
    ],
    ['RRULE:FREQ=YEARLY;COUNT=2', 'every year at 10:00, 2 times, the last on Wednesday, 1 December 2027'],
    ['RRULE:FREQ=MONTHLY;BYDAY=1TU;COUNT=2', 'by a rule of its own, 2 times, the last on Tuesday, 5 January 2027'],
    ['RRULE:FREQ=WEEKLY', 'every week at 10:00, without an end'],
    ['RRULE:FREQ=nonsense', 'by a rule that I cannot read'],
  ])('says how often, until when and by which rule: %s', (rule, words) => {
    const lines = whenText(once(at('2026-12-01T09:00:00Z'), at('2026-12-01T10:00:00Z'), rule), 'Europe/Berlin').split('\n');
    expect(lines.slice(1)).toEqual([`Repeats ${words}`, `Rule: ${rule}`]);
  });

  it('says no hour of a series of whole days', () => {
    const days = once({ date: '2026-12-01' }, { date: '2026-12-02' }, 'RRULE:FREQ=DAILY;COUNT=3');
    expect(whenText(days, 'Europe/Berlin')).toContain('Repeats every day, 3 times, the last on Thursday, 3 December 2026');
  });
});
