import { afterAll, beforeAll, expect, test } from 'vitest';
import { calendarFacts } from '../../src/proactive/brief/calendar-facts.ts';
import { createGather } from '../../src/proactive/brief/gather.ts';
import { mailFacts } from '../../src/proactive/brief/mail-facts.ts';
import { mentionFacts } from '../../src/proactive/brief/mention-facts.ts';
import { taskFacts } from '../../src/proactive/brief/task-facts.ts';
import { createObserve } from '../../src/proactive/observe.ts';
import { createFakeCalendar } from '../fakes/calendar.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { createFakeMail } from '../fakes/mail.ts';
import { silentLog as log } from '../fixtures/database.ts';
import { type House, openHouse } from '../wiring/house.ts';
import { audit } from './world.ts';

/** It is 9:00 in Berlin. */
const calendar = createFakeCalendar({
  events: [{ id: 'e1', title: 'Budget', start: '2026-11-21T14:00', end: '2026-11-21T15:00' }],
});
const ask = { from: 'ben@work.example', text: 'Could you send the figures?', at: '2026-11-21T06:00:00Z', unread: true };
const mail = createFakeMail({
  account: 'ann@home.example',
  mails: Array.from({ length: 12 }, (_, index) => ({ ...ask, id: `m${index}`, subject: `Figures ${index}` })),
});
const eyes = { calendar: calendar.reader, mail: mail.reader };
let house: House;
let ann: string;
beforeAll(async () => {
  house = await openHouse({ model: false });
  ann = await house.move('ann');
  await house.say('ann', '/tasks add Pay the rent');
  await house.say('ann', '/tasks', { direct: false, chat: 'C0TEAM' });
  await house.texts('ann');
});
afterAll(() => house.close());

/** What the person's snapshot holds where this much is connected. */
async function observed(connected: typeof eyes | Record<string, never>) {
  const { eyesOf } = fakeConnections(connected);
  const sources = [calendarFacts(eyesOf), mailFacts(eyesOf), taskFacts, mentionFacts];
  const observe = createObserve({ db: house.db, gather: createGather({ db: house.db, audit, log, sources }) });
  const { facts, ...rest } = await observe(ann, house.clock.now());
  const of = (kind: string) => facts.filter(({ source }) => source.startsWith(kind)).map(({ text }) => text);
  return { ...rest, events: of('event:'), mails: of('mail:').length, tasks: of('task:'), mentions: of('telegram:') };
}

const WHY = 'mail since 09:00: The mail server refused. Try again later';
const REST = { tasks: ['Pay the rent'], mentions: ['09:00: /tasks'] };

test('R13 a snapshot has the time, what is in the calendar, at most ten unread mails, open tasks and mentions', async () => {
  const snapshot = await observed(eyes);
  expect(snapshot).toMatchObject({ events: ['14:00-15:00 Budget'], mails: 10, ...REST, notRead: [], notConnected: [] });
  expect(snapshot.at.toString()).toBe('2026-11-21T09:00:00+01:00[Europe/Berlin]');
});

test('R13 what is not connected is named, and what does not answer by since when and why; both leave the others as they are', async () => {
  expect(await observed({})).toMatchObject({ ...REST, events: [], mails: 0, notConnected: ['calendar', 'mail'] });
  mail.fault('search', { kind: 'reject' });
  const without = { ...REST, events: ['14:00-15:00 Budget'], mails: 0, notRead: [WHY], notConnected: [] };
  expect(await observed(eyes)).toMatchObject(without);
  await house.say('ann', '/status');
  expect((await house.texts('ann')).at(-1)).toContain('- Not connected: calendar, mail (/connect shows how)');
});
