import { expect, test } from 'vitest';
import { mergedCalendars, mergedWriters } from '../../../../src/calendar/merged.ts';
import { createAwayCalendar, createFakeCalendar, type SeedEvent } from '../../../fakes/calendar.ts';
import { createFakeContacts } from '../../../fakes/contacts.ts';
import { ACCOUNT, CALENDARS, createCalendarHand } from './hand.ts';

const AWAY = 'old@away.example was not read: It cannot be reached. Please try again later.';
const STANDUP = { id: 'standup', title: 'Standup', start: '2026-11-23T10:00', end: '2026-11-23T10:15' };

/** An account that answers, and one that does not, in either order. */
function createHand(events: readonly SeedEvent[] = [STANDUP], awayFirst = false) {
  const calendar = createFakeCalendar({ account: ACCOUNT, calendars: CALENDARS, events });
  const away = createAwayCalendar('old@away.example');
  const accounts = [
    { reader: calendar.reader, writer: calendar.writer },
    { reader: away, writer: undefined },
  ];
  if (awayFirst) accounts.reverse();
  const reader = mergedCalendars(
    accounts.map((each) => each.reader),
    'Europe/Berlin',
  );
  const eyes = { calendar: reader, contacts: createFakeContacts([['Ben Moss', 'ben@b.example']]).reader };
  return { ...createCalendarHand([], { eyes, hands: { calendar: mergedWriters(accounts) } }), journal: calendar.journal };
}

test('R63 events of the calendars that answer are shown, with what could not be read', async () => {
  const { said } = await createHand().wish('calendar_list', { when: 'next 7 days' });
  expect(said).toContain('Standup');
  expect(said.split('\n').at(-1)).toBe(AWAY);
});

test('R63 free time says what it could not look into', async () => {
  const { said } = await createHand().wish('calendar_free', { when: 'monday' });
  expect(said).toContain('10:30 to 18:00');
  expect(said).toContain(`${AWAY} What stands there is not counted, so some of this may be taken.`);
});

test('R63 a card for a time says that nobody knows what stands there in what did not answer', async () => {
  const wish = { title: 'Lunch', start: '2026-11-23T12:00', guests: ['Ben Moss'] };
  const { warnings } = await createHand().card('calendar_create', wish);
  expect(warnings).toContain(`${AWAY} What stands there at that time is not known.`);
  expect(warnings).toContain(`${AWAY} Whom you met there is not known.`);
});

test('R63 a plan names on its card what was not counted', async () => {
  const { lines } = await createHand([
    { ...STANDUP, end: '2026-11-23T11:00' },
    { id: 'x', title: 'Write', start: '2026-11-23T10:30', end: '2026-11-23T11:30' },
  ]).card('calendar_optimise', { when: 'monday' });
  expect(lines).toContain(`Not counted, as it did not answer: ${AWAY}`);
});

test('R63 what is found nowhere else may stand in what did not answer', async () => {
  const hand = createHand();
  const { lines } = await hand.card('calendar_delete', { event: 'standup' });
  expect(lines.join('\n')).toContain('Standup');
  await expect(hand.resolve('calendar_delete', { event: 'Dentist' })).rejects.toMatchObject({
    code: 'unavailable',
    message: `There is no such event. See calendar_list for its id. ${AWAY}`,
  });
});

test('R63 a calendar that answers is written to whichever account comes first, and never in the place of another one', async () => {
  const hand = createHand([], true);
  const wish = { title: 'Lunch', start: '2026-11-23T12:00' };
  await hand.wish('calendar_create', { ...wish, calendar: 'Ann' });
  expect(hand.journal).toHaveLength(1);
  await expect(hand.resolve('calendar_create', wish)).rejects.toMatchObject({ code: 'unavailable' });
});

test('where no account answers, that is the error', async () => {
  const calendar = mergedCalendars([createAwayCalendar('a@a.example'), createAwayCalendar('b@b.example')], 'Europe/Berlin');
  const hand = createCalendarHand([], { eyes: { calendar } });
  await expect(hand.wish('calendar_list', {})).rejects.toMatchObject({ code: 'unavailable' });
});
