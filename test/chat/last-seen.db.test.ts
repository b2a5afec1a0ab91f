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
