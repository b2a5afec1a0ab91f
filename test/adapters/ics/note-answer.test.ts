import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { readEvents } from '../../../adapters/ics/held-events.ts';
import { notedObject } from '../../../adapters/ics/note-answer.ts';
import { occurrencesIn } from '../../../src/calendar/series.ts';
import type { GuestAnswer } from '../../../src/ports/calendar.ts';

const NOW = Temporal.Instant.from('2026-11-21T08:00:00Z');
const reading = { expand: occurrencesIn, zone: 'Europe/Berlin', now: NOW };

/** As no program of ours would write it: odd order, odd folding, parts that nobody knows. */
const BEFORE = [
  'BEGIN:VCALENDAR',
  'X-ODD;A="b:c":kept',
  'VERSION:2.0',
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Berlin',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'UID:week',
  'SUMMARY:Week',
  '  ly, folded where nobody folds',
  'BEGIN:VALARM',
  'ATTENDEE:mailto:ben@b.example',
  'TRIGGER:-PT5M',
  'END:VALARM',
  'DTSTART;TZID=Europe/Berlin:20261123T100000',
  'DTEND;TZID=Europe/Berlin:20261123T110000',
  'RRULE:FREQ=WEEKLY;COUNT=9',
  'EXDATE;TZID=Europe/Berlin:20261214T100000',
];
const ANA = 'ATTENDEE;PARTSTAT=ACCEPTED;CN=Ana:mailto:ana@a.example';
const AFTER = ['X-LAST:1', 'END:VEVENT', 'END:VCALENDAR', ''];
const object = (...guests: string[]) => [...BEFORE, ...guests, ...AFTER].join('\r\n');
const ben = (over: Partial<GuestAnswer> = {}): GuestAnswer => ({ address: 'ben@b.example', answer: 'declined', ...over });
const on = (at: string) => ({ at, zone: 'UTC' });

describe('R29 what a guest answered is noted in the object as the server has it', () => {
  test.each([
    ['ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ben@b.example', 'ATTENDEE;PARTSTAT=DECLINED:mailto:ben@b.example'],
    [
      'attendee;Rsvp=TRUE;partstat=accepted;X=1:MAILTO:Ben@B.example',
      'attendee;Rsvp=TRUE;PARTSTAT=DECLINED;X=1:MAILTO:Ben@B.example',
    ],
    ['ATTENDEE:mailto:ben@b.example', 'ATTENDEE;PARTSTAT=DECLINED:mailto:ben@b.example'],
    [
      'ATTENDEE;CN="B;PARTSTAT=ACCEPTED:x":mailto:ben@b.example',
      'ATTENDEE;PARTSTAT=DECLINED;CN="B;PARTSTAT=ACCEPTED:x":mailto:ben@b.example',
    ],
    ['ATTENDEE;PARTSTAT=NEEDS-AC\r\n TION:mailto:ben@\r\n\tb.example', 'ATTENDEE;PARTSTAT=DECLINED:mailto:ben@b.example'],
    [
      `ATTENDEE;PARTSTAT=TENTATIVE;CN=${'Ü'.repeat(20)}:mailto:ben@b.example`,
      `ATTENDEE;PARTSTAT=DECLINED;CN=${'Ü'.repeat(20)}:mail\r\n to:ben@b.example`,
    ],
  ])('and not a byte else changes: %s', (before, after) => {
    expect(notedObject(object(ANA, before), 'week', ben(), reading)).toBe(object(ANA, after));
  });

  test('nothing is noted of somebody who is not asked, of another event, and for a day that the series does not have', () => {
    expect(notedObject(object(ANA), 'week', ben(), reading)).toBeUndefined();
    expect(notedObject(object('ATTENDEE:mailto:ben@b.example'), 'other', ben(), reading)).toBeUndefined();
    for (const at of ['2026-11-24T09:00:00Z', '2026-11-30T10:00:00Z', '2026-12-14T09:00:00Z'])
      expect(notedObject(object('ATTENDEE:mailto:ben@b.example'), 'week', ben({ day: on(at) }), reading)).toBeUndefined();
    expect(notedObject(object(ANA), 'week', ben({ day: on('2026-11-30T09:00:00Z') }), reading)).toBeUndefined();
  });

  test('for one day of a series that day alone gets the answer, the first time and the next one', () => {
    const before = object(ANA, 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ben@b.example');
    const day = on('2026-11-30T09:00:00Z');
    const once = notedObject(before, 'week', ben({ day }), reading) ?? '';
    const end = before.lastIndexOf('END:VCALENDAR');
    expect([once.slice(0, end), once.slice(once.lastIndexOf('END:VCALENDAR'))]).toEqual([
      before.slice(0, end),
      before.slice(end),
    ]);
    const { series, apart } = readEvents(once, 'Europe/Berlin', NOW);
    expect(series.flatMap(({ guests }) => guests.map(({ answer }) => answer))).toEqual(['accepted', 'accepted']);
    expect(apart.get('week')).toMatchObject([
      {
        title: 'Week ly, folded where nobody folds',
        start: { at: '2026-11-30T09:00:00Z', zone: 'Europe/Berlin' },
        end: { at: '2026-11-30T10:00:00Z', zone: 'Europe/Berlin' },
        instead: { at: '2026-11-30T09:00:00Z', zone: 'Europe/Berlin' },
        recurrence: [],
        guests: [{ answer: 'accepted' }, { answer: 'declined' }],
      },
    ]);
    const again = notedObject(once, 'week', ben({ day, answer: 'tentative' }), reading);
    expect(again).toBe(once.replace('PARTSTAT=DECLINED', 'PARTSTAT=TENTATIVE'));
    const whole = notedObject(once, 'week', ben({ answer: 'tentative' }), reading);
    expect(whole?.match(/PARTSTAT=TENTATIVE/g)).toHaveLength(2);
  });

  test('whole days are told apart by their dates', () => {
    const days = object('ATTENDEE:mailto:ben@b.example')
      .replace(/DTSTART.*/, 'DTSTART;VALUE=DATE:20261123')
      .replace(/DTEND.*/, 'DTEND;VALUE=DATE:20261124')
      .replace(/EXDATE.*\r\n/, '');
    const noted = notedObject(days, 'week', ben({ day: { date: '2026-11-30' } }), reading) ?? '';
    expect(noted).toContain('RECURRENCE-ID;VALUE=DATE:20261130\r\n');
    expect(readEvents(noted, 'Europe/Berlin', NOW).apart.get('week')).toMatchObject([
      { start: { date: '2026-11-30' }, end: { date: '2026-12-01' } },
    ]);
  });
});
