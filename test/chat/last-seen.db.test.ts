import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLastSeen } from '../../src/chat/last-seen.ts';
import { type House, openHouse } from '../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const seen = async (user: string) =>
  (await createLastSeen(house.db)('telegram')).filter(({ chat }) => chat.includes(user)).map(({ messageId }) => messageId);

test('each conversation is told by its newest message that came in, none by one in a group or a new version', async () => {
  await house.move('ann');
  await house.move('bea');
  expect(await seen('ann')).toEqual([undefined]);
  await house.say('ann', 'one', { messageId: '11' });
  await house.say('ann', 'two', { messageId: '9' });
  await house.say('ann', 'one, better', { messageId: '11', edited: true });
  await house.say('ann', 'in the group', { messageId: '12', chat: 'a group', direct: false });
  await house.texts('ann');
  expect(await seen('ann')).toEqual(['9']);
  expect(await seen('bea')).toEqual([undefined]);
  expect(await createLastSeen(house.db)('slack')).toEqual([]);
});

test('a message that was written before and stored only now counts from when it was written', async () => {
  await house.move('cleo');
  const at = async () => (await createLastSeen(house.db)('telegram')).find(({ chat }) => chat.includes('cleo'))?.at;
  const written = house.clock.now().add({ minutes: 10 }).toString();
  await house.clock.advance(3_600_000);
  await house.say('cleo', 'written while nobody listened', { sentAt: written });
  expect(await at()).toBe(written);
  await house.say('cleo', 'written before that', { sentAt: '2020-01-01T00:00:00Z' });
  expect(await at()).toBe(written);
  await house.say('cleo', 'from a clock that is ahead', { sentAt: house.clock.now().add({ hours: 5 }).toString() });
  expect(await at()).toBe(house.clock.now().toString());
});
