import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakeCalendar } from '../../fakes/calendar.ts';
import { fakeConnections } from '../../fakes/connections.ts';
import { type House, openHouse } from '../../wiring/house.ts';

const calendar = createFakeCalendar();
let house: House;
beforeAll(async () => {
  const connections = fakeConnections({ calendar: calendar.reader }, { calendar: calendar.writer });
  house = await openHouse({ model: false, connections });
  await house.move('ann');
});
afterAll(() => house.close());

/** What /conflicts shows now, with a way to press the button whose label begins like this. */
async function conflicts() {
  await house.say('ann', '/conflicts');
  await house.texts('ann');
  const { message, messageId = '' } = house.shown('ann').at(-1) ?? {};
  const idOf = (label: string) => message?.buttons?.flat().find((each) => each.label.startsWith(label))?.id ?? '';
  return {
    press: (label: string) => house.press('ann', idOf(label), { messageId }),
    text: async () => {
      await house.texts('ann');
      return house.shown('ann').find((each) => each.messageId === messageId)?.message.text ?? '';
    },
  };
}

test('R31 a double tap moves one day of a series once, and a tap that comes again tells what the first one did', async () => {
  const weekly = { start: '2026-11-23T09:00:00Z', end: '2026-11-23T10:00:00Z', recurrence: ['RRULE:FREQ=WEEKLY;COUNT=3'] };
  calendar.put({ id: 'weekly', title: 'Weekly', ...weekly });
  calendar.put({ id: 'gym', title: 'Gym', start: '2026-11-23T09:30:00Z', end: '2026-11-23T10:30:00Z' });
  const { press, text } = await conflicts();
  const said = await Promise.all([press('Move A'), press('Move A')]);
  expect(said).toContainEqual(expect.stringContaining('Moved for that day: Weekly'));
  expect(calendar.journal.map(({ op }) => op)).toEqual(['create', 'update']);

  expect(await press('Move A')).toContain('Moved for that day: Weekly');
  expect(calendar.journal).toHaveLength(2);
  expect((await text()).match(/✓/g)).toHaveLength(1);
});
