import { expect, it } from 'vitest';
import { instancesOf, recurrenceVectors } from '../../bench/recurrence-vectors.ts';
import { sharedData } from '../fixtures/shared-data.ts';

/** Where we read RFC 5545 otherwise than the vectors, and why. All other vectors hold as they stand. */
const DECISIONS = new Map([
  [
    'FREQ=YEARLY;BYMONTHDAY=29;COUNT=3',
    ['20240229', '20240329', '20240429'], // the table of section 3.3.10: in a year, BYMONTHDAY expands to that day of every month
  ],
  ['FREQ=YEARLY;BYMONTHDAY=-29,-1;COUNT=4', ['20240201', '20240229', '20240303', '20240331']], // for the same reason
  [
    'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;BYWEEKNO=1;UNTIL=20320101',
    ['20241230', '20251230', '20301230', '20311230'], // the vectors' own program cannot expand it: every 30 December that lies in a week 1
  ],
]);

sharedData('calendar/recurrence-vectors.json', recurrenceVectors, ({ vectors }) => {
  it.each(vectors)('$rrule from $dtstart', (vector) => {
    const decided = DECISIONS.get(vector.rrule);
    expect(decided === undefined || !vector.agreed).toBe(true);
    expect(instancesOf(vector)).toEqual(decided ?? vector.instances);
  });
});
