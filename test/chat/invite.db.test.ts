import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inbox } from '../../src/db/schema/chat.ts';
import { identities, invites } from '../../src/db/schema/identities.ts';
import { bindIdentity, personOf } from '../../src/people/identities.ts';
import { operatorId } from '../../src/people/persons.ts';
import { type House, openHouse } from '../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ platforms: ['slack'], model: false });
  await house.db.asSystem(async (tx) => {
    const operator = (await operatorId(tx)) ?? '';
    const account = { platform: 'telegram', userId: 'boss', chat: 'chat-boss', name: 'Boss' } as const;
    await bindIdentity(tx, operator, account, house.clock.now());
  });
});
afterAll(() => house.close());

const onSlack = { platform: 'slack' } as const;
const texts = async (user: string) => {
  await house.assistant().settle();
  return house.shown(user, 'slack').map(({ message }) => message.text);
};
const last = async (user: string) => (await house.texts(user)).at(-1);
const whose = (user: string) => house.db.asSystem((tx) => personOf(tx, 'slack', user));

describe('an invitation', () => {
  it('lets the account in at its first message, which is answered, with an assistant of its own', async () => {
    await house.say('boss', '/remember the vault code is 4711');
    await house.say('boss', '/invite slack T1:U2');
    expect(await last('boss')).toContain('Invited until Saturday, 5 December 2026: when the account `T1:U2` on slack writes');
    await house.say('T1:U2', '/find vault code', onSlack);
    expect((await texts('T1:U2')).join()).not.toContain('4711');
    expect(await texts('T1:U2')).toHaveLength(1);
    const [boss] = await house.db.asSystem((tx) => tx.select().from(identities).where(eq(identities.userId, 'boss')));
    expect(await whose('T1:U2')).not.toBe(boss?.personId);
    expect(await whose('T1:U2')).toBeDefined();
    expect(await house.db.asSystem((tx) => tx.select().from(invites))).toEqual([]);
  });

  it('takes both of two first messages that come at once', async () => {
    await house.say('boss', '/invite slack T1:U9');
    await house.assistant().settle();
    await Promise.all(['/tasks', '/today'].map((text) => house.say('T1:U9', text, onSlack)));
    const said = (await texts('T1:U9')).join();
    const rows = await house.db.asSystem((tx) => tx.select().from(inbox).where(eq(inbox.chat, 'chat-T1:U9')));
    expect(rows).toHaveLength(2);
    expect(said).not.toContain('This assistant is private.');
  });

  it('is for that account alone: same id on another platform, another id, or the same in a group stays outside', async () => {
    await house.say('boss', '/invite slack T1:U3');
    await house.say('T1:U3', 'hi');
    await house.say('T2:U3', 'hi', onSlack);
    await house.say('T1:U3', 'hi', { ...onSlack, direct: false });
    await house.assistant().settle();
    expect(await whose('T1:U3')).toBeUndefined();
    expect(await whose('T2:U3')).toBeUndefined();
    expect(await house.db.asSystem((tx) => tx.select().from(invites))).toHaveLength(1);
  });

  it('comes from the operator only', async () => {
    await house.move('guest');
    await house.say('guest', '/invite slack T1:U4');
    expect(await last('guest')).toBe('Only the person who runs this assistant can let somebody in.');
    await house.say('T1:U4', 'hi', onSlack);
    await house.assistant().settle();
    expect(await whose('T1:U4')).toBeUndefined();
  });

  it.each(['slack', 'myspace 1', 'terminal terminal', 'slack Ann Smith'])('"/invite %s" says what to write', async (rest) => {
    await house.say('boss', `/invite ${rest}`);
    expect(await last('boss')).toContain('/invite telegram 123456789');
  });

  it('that nobody took is over after 14 days; given anew, it counts from then', async () => {
    for (const user of ['T1:U5', 'T1:U6']) await house.say('boss', `/invite slack ${user}`);
    await house.assistant().settle();
    await house.clock.advance(13 * 86_400_000);
    await house.say('boss', '/invite slack T1:U6');
    await house.assistant().settle();
    await house.clock.advance(86_400_000);
    for (const user of ['T1:U5', 'T1:U6']) await house.say(user, '/tasks', onSlack);
    await house.assistant().settle();
    expect(await whose('T1:U5')).toBeUndefined();
    expect(await whose('T1:U6')).toBeDefined();
  });

  it('stands in a list until it is taken, and can be taken back', async () => {
    for (const user of ['T1:U7', 'T1:U8']) await house.say('boss', `/invite slack ${user}`);
    await house.say('boss', '/invite');
    expect(await last('boss')).toContain('- `slack T1:U7`, until');
    await house.say('boss', '/invite off slack T1:U7');
    expect(await last('boss')).toBe('Taken back: the account `T1:U7` on slack is a stranger to me.');
    await house.say('boss', '/invite off slack T1:U7');
    expect(await last('boss')).toContain('is not invited');
    await house.say('T1:U7', '/tasks', onSlack);
    await house.say('boss', '/invite');
    expect(await last('boss')).not.toContain('U7');
    expect(await last('boss')).toContain('- `slack T1:U8`, until');
    expect(await whose('T1:U7')).toBeUndefined();
  });

  it('to somebody who is here already changes nothing', async () => {
    await house.move('555555555');
    await house.say('boss', '/invite telegram 555555555');
    expect(await last('boss')).toContain('belongs to somebody here already');
  });
});
