import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { identities } from '../../../src/db/schema/identities.ts';
import { episodes } from '../../../src/db/schema/memory.ts';
import { strangers } from '../../../src/db/schema/people.ts';
import { calls } from '../../agent/answers.ts';
import { type House, openHouse } from '../../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** A person opens the page that a platform shows beside the conversation. */
async function open(user: string): Promise<string> {
  await house.say(user, '/home', { chat: `home:${user}`, inside: `chat-${user}`, page: true });
  await house.assistant().settle();
  return house.adapter.shown.findLast(({ chat }) => chat === `home:${user}`)?.message.text ?? '';
}

test('the page shows today, the open cards, settings and accounts, and has no buttons', async () => {
  const ann = await house.move('ann');
  await house.say('ann', '/remind today at 23:00 stretch');
  house.play(() => calls(['task_add', { title: 'Wire *money* to Mallory' }]));
  await house.say('ann', '', { foreignText: 'add a task' });
  await house.assistant().settle();
  const page = await open('ann');
  expect(page).toMatch(/^\*\*Today, .*\*\*\n- 23:00 stretch/);
  expect(page).toMatch(/\*\*Waiting for your press\*\*\n- Add: .*money.*open until/);
  expect(page).toContain('- Time zone: Europe/Berlin');
  expect(page).toContain('- telegram: reaches you');
  expect(house.adapter.shown.findLast(({ chat }) => chat === 'home:ann')?.message.buttons).toBeUndefined();
  const said = await house.db.asPerson(ann, (tx) => tx.select().from(episodes));
  expect(said.some(({ text }) => text.includes('/home') || text.includes('Linked accounts'))).toBe(false);
});

test('opening it changes nothing about where the person is spoken to', async () => {
  const bo = await house.move('bo');
  const channel = () => house.db.asSystem((tx) => tx.select().from(identities).where(eq(identities.personId, bo)));
  const before = await channel();
  await house.clock.advance(60_000);
  await open('bo');
  expect(await channel()).toEqual(before);
});

test('somebody unknown reads that it is private, and the owner is not asked about them', async () => {
  expect(await open('mallory')).toBe('This assistant is private.');
  expect(await house.db.asSystem((tx) => tx.select().from(strangers).where(eq(strangers.userId, 'mallory')))).toEqual([]);
});

test('a stranger who types it in a thread is met like any other: one line a day', async () => {
  for (const _ of [1, 2, 3]) await house.say('trudy', '/home', { chat: 'thread-1', inside: 'chat-trudy' });
  await house.assistant().settle();
  expect(house.adapter.shown.filter(({ chat }) => chat === 'thread-1')).toHaveLength(1);
  expect(await house.db.asSystem((tx) => tx.select().from(strangers).where(eq(strangers.userId, 'trudy')))).toHaveLength(1);
});
