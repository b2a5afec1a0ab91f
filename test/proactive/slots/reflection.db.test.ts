import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setSchedule } from '../../../src/proactive/schedules.ts';
import { createFakeCalendar } from '../../fakes/calendar.ts';
import { fakeConnections } from '../../fakes/connections.ts';
import { type House, openHouse } from '../../wiring/house.ts';

/** Focus is kept from 9 to 10 and from 16 to 17; it is Saturday, 21 November 2026, 9:00 in Berlin. */
const calendar = createFakeCalendar();
let house: House;
let ann: string;
beforeAll(async () => {
  const connections = fakeConnections({ calendar: calendar.reader }, { calendar: calendar.writer });
  house = await openHouse({ model: false, connections });
  ann = await house.move('ann');
  await house.db.asPerson(ann, (tx) => setSchedule(tx, ann, 'calendar', house.clock.now()));
});
afterAll(() => house.close());

const latest = () => house.shown('ann').at(-1);

async function say(text: string, over = {}): Promise<string> {
  await house.say('ann', text, over);
  await house.texts('ann');
  return latest()?.message.text ?? '';
}

/** What the card of a plan says of the hours. */
async function plan(when: string): Promise<string> {
  const text = await say(`/plan ${when}`);
  return [...text.replaceAll('*', '').matchAll(/\d\d:\d\d to \d\d:\d\d|Hours you prefer.*/g)].map(([line]) => line).join('; ');
}

async function press(label: string): Promise<string> {
  const { message, messageId = '' } = latest() ?? {};
  const id = message?.buttons?.flat().find((each) => each.label === label)?.id ?? '';
  const said = await house.press('ann', id, { messageId });
  await house.texts('ann');
  return said;
}

/** In the person's own calendar app. */
function move(title: string, to: string): void {
  const event = calendar.all().find((each) => each.title === `Focus: ${title}`);
  const at = Temporal.PlainDateTime.from(to);
  calendar.put({ id: event?.id ?? '', title: event?.title ?? '', start: `${at}`, end: `${at.add({ hours: 1 })}` });
}

async function minutesPass(minutes: number): Promise<void> {
  await house.pass(5 * 60_000, minutes / 5);
}

const EVENTS = [
  ['Report', 'monday', '2026-11-23'],
  ['Budget', 'tuesday', '2026-11-24'],
  ['Slides', 'wednesday', '2026-11-25'],
] as const;

test('R9 three proposals moved from 09:00 to 14:00 put 14:00 first, /why names them, and /undo gives back the order of before', async () => {
  for (const [index, [title, day]] of EVENTS.entries()) {
    await say(`/tasks add ${title} tomorrow`);
    expect(await plan(day)).toBe('09:00 to 10:00; Hours you prefer: as you have set them');
    await press('Apply');
    await say(`/tasks done ${index + 1}`);
  }
  await say('/tasks add Letter tomorrow');
  const before = await say('/free thursday 1h');
  const [report, budget, slides] = EVENTS;
  for (const [title, , day] of [report, budget]) move(title, `${day}T14:00`);
  await minutesPass(10);
  expect(await say('/free thursday 1h')).toBe(before);

  move(slides[0], `${slides[2]}T14:00`);
  await minutesPass(30);
  const told = house.shown('ann').find(({ message }) => message.text.includes('From now on I propose 14:00 before 09:00'));
  expect(told?.message.buttons?.flat().map(({ label }) => label)).toContain('Undo');

  expect(await say('/free thursday 1h')).toMatch(/undisturbed work.*\n.*: 14:00 to 15:00, 16:00 to 17:00, 09:00 to 10:00/);
  const why = await say('/why');
  for (const [title, , day] of EVENTS) expect(why).toContain(`"Focus: ${title}" (${day})`);
  expect(await plan('thursday')).toMatch(/^14:00 to 15:00; Hours you prefer: .*14:00 before 09:00/);
  await press('Cancel');

  expect(await say('/undo')).toContain('I propose times in the order of before');
  expect(await say('/free thursday 1h')).toBe(before);
  await minutesPass(30);
  expect(await say('/free thursday 1h')).toBe(before);
  expect(await plan('thursday')).toMatch(/^09:00 to 10:00; Hours you prefer: as you have set them/);
});
