import { afterAll, beforeAll, expect, test } from 'vitest';
import { setSchedule } from '../../../src/proactive/schedules.ts';
import { createFakeCalendar } from '../../fakes/calendar.ts';
import { fakeConnections } from '../../fakes/connections.ts';
import { type House, openHouse } from '../../wiring/house.ts';
import { untilShown } from '../../wiring/until-shown.ts';

const ANN = 'ann@me.example';
const calendar = createFakeCalendar({ account: ANN });
let house: House;
beforeAll(async () => {
  const connections = fakeConnections({ calendar: calendar.reader }, { calendar: calendar.writer });
  house = await openHouse({ model: false, connections });
});
afterAll(() => house.close());

test('R29 an invitation that waits for the brief comes with its buttons when its line there is pressed, until its time is over', async () => {
  const ann = await house.move('ann');
  await house.say('ann', '/settings news.calendar digest');
  const now = house.clock.now();
  const at = (hours: number) => ({ at: now.add({ hours }).toString(), zone: 'UTC' });
  const guests = [{ name: '', address: ANN, answer: 'needs-action' }] as const;
  const asked = { id: 'asked', own: false, organizer: 'eve@e.example', guests };
  calendar.put({ ...asked, title: 'Budget', start: at(30), end: at(31) });
  await house.db.asPerson(ann, (tx) => setSchedule(tx, ann, 'calendar', now));
  const brief = async () => {
    await house.say('ann', '/brief');
    return untilShown(house, 'ann', '**Your brief');
  };
  let answerTo: { readonly id: string; readonly messageId: string } | undefined;
  while (!answerTo) {
    const { message, messageId = '' } = await brief();
    const found = message.buttons?.flat().find(({ label }) => label.startsWith('Answer: "Budget" by eve@e.example'));
    answerTo = found && { id: found.id, messageId };
  }
  const { id, messageId } = answerTo;
  expect(house.shown('ann').filter(({ message }) => message.text.includes('**Invitation**'))).toEqual([]);

  expect(await house.press('ann', id, { messageId })).toBe('It comes below, with its buttons.');
  const { message } = await untilShown(house, 'ann', '**Invitation**');
  expect(message.buttons?.flat().map(({ label }) => label)).toEqual(['Accept', 'Propose another time', 'Decline']);

  await house.clock.advance(32 * 3_600_000);
  expect(await house.press('ann', id, { messageId })).toBe('The time of this meeting is over.');
});
