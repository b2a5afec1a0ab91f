import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { readMeeting } from '../../../adapters/ics/read-meeting.ts';
import { filedObject, meetingObject } from '../../../adapters/ics/write-meeting.ts';
import { composeMime } from '../../../adapters/mime/compose.ts';
import { readMime } from '../../../adapters/mime/read.ts';
import type { MeetingMail } from '../../../src/ports/meeting.ts';

const NOW = Temporal.Instant.from('2026-11-21T08:00:00Z');
const ZONE = 'Europe/Berlin';

const REQUEST = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'PRODID:Microsoft Exchange Server 2010',
  'VERSION:2.0',
  'BEGIN:VTIMEZONE',
  'TZID:W. Europe Standard Time',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'ORGANIZER;CN=Eve:mailto:eve@e.example',
  'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Ann:mailto:',
  ' ann@example.com',
  'UID:040000008200E00074C5B7101A82E008',
  'SUMMARY;LANGUAGE=en:Budget\\, again',
  'DTSTART;TZID=W. Europe Standard Time:20261123T100000',
  'DTEND;TZID=W. Europe Standard Time:20261123T110000',
  'DTSTAMP:20261120T120000Z',
  'SEQUENCE:3',
  'STATUS:CONFIRMED',
  'BEGIN:VALARM',
  'TRIGGER:-PT15M',
  'END:VALARM',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

const answer: MeetingMail = {
  method: 'reply',
  uid: 'a@b.example',
  sequence: 3,
  organizer: 'eve@e.example',
  title: 'Budget',
  description: '',
  location: '',
  start: { at: '2026-11-23T09:00:00Z', zone: ZONE },
  end: { at: '2026-11-23T10:00:00Z', zone: ZONE },
  recurrence: [],
  guests: [{ name: '', address: 'ann@example.com', answer: 'accepted' }],
  stamp: '2026-11-21T08:00:00Z',
  comment: '',
  alternatives: [],
};
const slot = (hour: string) => ({
  start: { at: `2026-11-24T${hour}:00:00Z`, zone: 'UTC' },
  end: { at: `2026-11-24T${hour}:30:00Z`, zone: 'UTC' },
});

test('R29 a request as Exchange writes it is read with its zone, its version and its guests', () => {
  expect(readMeeting(REQUEST)).toMatchObject({
    ...{ method: 'request', uid: '040000008200E00074C5B7101A82E008', sequence: 3, organizer: 'eve@e.example' },
    title: 'Budget, again',
    start: { at: '2026-11-23T09:00:00Z', zone: ZONE },
    guests: [{ name: 'Ann', address: 'ann@example.com', answer: 'needs-action' }],
  });
});

test.each([
  [
    'one day of a series',
    REQUEST.replace('SEQUENCE', 'RECURRENCE-ID:20261123T090000Z\r\nSEQUENCE'),
    { instead: { zone: 'UTC' } },
  ],
  ['a meeting that will not be', REQUEST.replace('REQUEST', 'CANCEL').replace('CONFIRMED', 'CANCELLED'), { method: 'cancel' }],
])('%s is told apart', (_, text, meeting) => {
  expect(readMeeting(text)).toMatchObject(meeting);
});

test.each([
  ['is only shown', REQUEST.replace('REQUEST', 'PUBLISH')],
  ['has no method', REQUEST.replace('METHOD:REQUEST\r\n', '')],
  ['has no event', 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR'],
  ['has no start', REQUEST.replace(/DTSTART.*\r\n/, '')],
  ['is no calendar', 'Hello'],
])('a part that %s asks nothing', (_, text) => {
  expect(readMeeting(text)).toBeUndefined();
});

test('R29 an answer names the meeting, its version and one guest, and is read as it was written', () => {
  const text = meetingObject(answer, NOW);
  for (const line of [
    'METHOD:REPLY',
    'UID:a@b.example',
    'SEQUENCE:3',
    'DTSTAMP:20261121T080000Z',
    'ORGANIZER:mailto:eve@e.example',
  ])
    expect(text).toContain(line);
  expect(text.match(/^ATTENDEE/gm)).toHaveLength(1);
  expect(text.replaceAll('\r\n ', '')).toContain('PARTSTAT=ACCEPTED');
  expect(readMeeting(text)).toEqual(answer);
});

test('R29 a counter holds one event with the first time, as RFC 5546 has it, and the other times beside', () => {
  const counter: MeetingMail = {
    ...answer,
    method: 'counter',
    comment: 'Each of these\nwould do',
    alternatives: [slot('09'), slot('13')],
  };
  const text = meetingObject(counter, NOW);
  expect(text.match(/^BEGIN:VEVENT/gm)).toHaveLength(1);
  expect(readMeeting(text)).toEqual(counter);
});

test('an answer for one day of a series names that day', () => {
  const day: MeetingMail = { ...answer, instead: { at: '2026-11-23T08:00:00Z', zone: ZONE } };
  expect(meetingObject(day, NOW)).toContain('RECURRENCE-ID;TZID=Europe/Berlin:20261123T090000');
  expect(readMeeting(meetingObject(day, NOW))).toEqual(day);
});

test('R29 a request names organizer, version, rule and every guest, and is read as it was written', () => {
  const request: MeetingMail = {
    ...answer,
    method: 'request',
    recurrence: ['RRULE:FREQ=WEEKLY;COUNT=3', 'EXDATE:20261130T090000Z'],
    guests: ['ben@b.example', 'cid@c.example'].map((address) => ({ name: '', address, answer: 'needs-action' })),
  };
  const text = meetingObject(request, NOW);
  for (const line of ['METHOD:REQUEST', 'SEQUENCE:3', 'RRULE:FREQ=WEEKLY;COUNT=3', 'ORGANIZER:mailto:eve@e.example'])
    expect(text).toContain(line);
  expect(text.replaceAll('\r\n ', '').match(/^ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:/gm)).toHaveLength(2);
  expect(text).not.toContain('STATUS');
  expect(readMeeting(text)).toEqual(request);
});

test('R29 a cancellation says so of the event, but not where only some are taken off (RFC 5546, 3.2.5)', () => {
  const cancel: MeetingMail = { ...answer, method: 'cancel' };
  expect(meetingObject(cancel, NOW)).toContain('STATUS:CANCELLED');
  expect(meetingObject({ ...cancel, withoutThem: true }, NOW)).not.toContain('STATUS');
});

test('what is kept in the own calendar is no message: it has no method', () => {
  expect(filedObject(answer, NOW)).not.toContain('METHOD');
});

test('R29 the mail carries it as RFC 6047 says, with the method in the type of its part', async () => {
  const mail = {
    to: [{ name: '', address: 'eve@e.example' }],
    cc: [],
    bcc: [],
    subject: 'Accepted: Budget',
    text: 'I will come.',
    attachments: [],
  };
  const bytes = await composeMime(
    { ...mail, messageId: '<1@example.com>', meeting: answer },
    { from: 'ann@example.com', at: new Date('2026-11-21T08:00:00Z'), bcc: 'hidden' },
  );
  expect(String(bytes)).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=REPLY/i);
  const letter = await readMime(bytes);
  expect(letter.meeting).toEqual(answer);
  expect(letter.text.trim()).toBe('I will come.');
});
