import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { checkTime, type Lived, sumOf } from '../../bench/proofs/time/check.ts';

const at = (time: string) => Temporal.PlainDateTime.from(`2026-03-04T${time}`).toZonedDateTime('Europe/Berlin').toInstant();
const lived: readonly Lived[] = [
  {
    chat: 'c',
    zone: 'Europe/Berlin',
    firstDay: Temporal.PlainDate.from('2026-03-04'),
    days: 1,
    reminders: new Map([[7, at('12:00')]]),
  },
];
const said = (text: string, time: string) => ({ chat: 'c', text, at: at(time) });
const brief = said('**Your brief for Wednesday, 4 March 2026**\n\nThat is all.', '07:30');
const review = said('**Your review of Wednesday, 4 March 2026**\n\nThat is all.', '18:01');
const bell = said('⏰ bell 7', '12:00');
const repeat = said('⏰ bell 7\n\n_This may be a repeat: the connection broke while it was being sent._', '12:01');

test.each([
  ['everything once, with a repeat that says so', [brief, bell, repeat, review], {}],
  ['a late one that says so', [brief, said('⏰ bell 7\n_Late: it was for 12:00._', '14:00'), review], {}],
  ['a day without a review', [brief, bell], { missingDays: 1 }],
  ['a reminder that never came', [brief, said('⏰ bell 70', '12:00'), review], { lost: 1 }],
  ['two briefs', [brief, brief, bell, review], { doubled: 1 }],
  ['a late one that does not say so', [brief, said('⏰ bell 7', '12:06'), review], { silentlyLate: 1 }],
  ['one before its time', [brief, said('⏰ bell 7', '11:59'), review], { early: 1 }],
])('%s is counted', (_, arrivals, expected) => {
  const broken = checkTime(lived, arrivals);
  expect(broken).toEqual({ missingDays: 0, lost: 0, doubled: 0, silentlyLate: 0, early: 0, ...expected });
  expect(sumOf(broken)).toBe(Object.keys(expected).length);
});
