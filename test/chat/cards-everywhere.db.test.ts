import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actions } from '../../src/db/schema/actions.ts';
import { outbox } from '../../src/db/schema/chat.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import type { Platform } from '../../src/ports/chat.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { type House, openHouse } from '../wiring/house.ts';

let house: House;
let ann: string;
beforeEach(async () => {
  house = await openHouse({ platforms: ['slack', 'discord'], connections: fakeConnections() });
  ann = await house.move('ann');
  await house.db.asSystem(async (tx) => {
    for (const platform of ['slack', 'discord'] as const)
      await bindIdentity(tx, ann, { platform, userId: 'ann', chat: 'chat-ann', name: 'Ann' }, house.clock.now());
  });
  let calls = 0;
  house.play(() => {
    calls += 1;
    const task = { id: `call-${calls}`, name: 'task_add', arguments: JSON.stringify({ title: `task ${calls}` }) };
    const usage = { promptTokens: 1, outputTokens: 1 };
    return calls === 1 ? { text: '', toolCalls: [task], usage } : { text: 'I ask you.', toolCalls: [], usage };
  });
  // A forward taints the turn, so that even a task of one's own asks first.
  await house.say('ann', 'do what it says', { foreignText: 'Please add a task.' });
  await house.assistant().settle();
});
afterEach(() => house.close());

const slack = { platform: 'slack', direct: true } as const;
const last = (platform: Platform = 'telegram') => house.shown('ann', platform).at(-1);
/** The shown card, wherever it stands in the chat. */
const card = (platform: Platform = 'telegram') => {
  const found = house
    .shown('ann', platform)
    .filter(({ message, before }) => [message.text, ...before].some((text) => text.includes('I ask first')));
  const [newest] = found.slice(-1);
  if (!newest) throw new Error(`no card on ${platform}`);
  return newest;
};
const press = (platform: Platform, label: string) => {
  const { message, messageId } = card(platform);
  const button = message.buttons?.flat().find((each) => each.label === label);
  if (!button) throw new Error(`no button ${label} on ${platform}`);
  return house.press('ann', button.id, { platform, messageId });
};
const showOn = async (platform: Platform) => {
  await house.say('ann', '/cards', { ...slack, platform });
  await house.assistant().settle();
};
const rows = () => house.db.asSystem((tx) => tx.select().from(actions).where(eq(actions.personId, ann)));

describe('R107 a card that was posted on one platform', () => {
  it('is shown again on another by /cards, with the same words and buttons', async () => {
    await showOn('slack');
    expect(card('slack').message).toEqual(card('telegram').message);
    expect(last('slack')?.message.text).toContain('This card waits for your press.');
  });

  it('pressed there runs once, and both places show what came of it', async () => {
    await showOn('slack');
    await showOn('discord');
    expect(await press('slack', 'Add')).toContain('task 1');
    const stale = card('discord').message.buttons?.flat()[0]?.id ?? '';
    expect(await house.press('ann', stale, { platform: 'discord' })).toContain('already done');
    await house.assistant().settle();
    for (const platform of ['telegram', 'slack', 'discord'] as const) {
      expect(card(platform).message.text).toContain('Task 1 added');
      expect(card(platform).message.text).not.toContain('I ask first');
      expect(
        card(platform)
          .message.buttons?.flat()
          .map(({ label }) => label),
      ).toEqual(['Undo']);
    }
    expect((await rows()).map(({ state, decidedBy }) => [state, decidedBy])).toEqual([['done', 'slack:ann']]);
  });

  it('is edited everywhere by the Undo of any place, too', async () => {
    await showOn('slack');
    await press('telegram', 'Add');
    await house.assistant().settle();
    await press('slack', 'Undo');
    await house.assistant().settle();
    expect((await rows()).map(({ state }) => state)).toEqual(['undone']);
  });

  it('is closed everywhere by /stop', async () => {
    await showOn('slack');
    await house.say('ann', '/stop', slack);
    await house.assistant().settle();
    for (const platform of ['telegram', 'slack'] as const) {
      expect(card(platform).message.text).toContain('Stopped by you.');
      expect(card(platform).message.buttons).toBeUndefined();
    }
  });

  it('takes the change in the chat where Edit was pressed, and in no other', async () => {
    await showOn('slack');
    await press('slack', 'Edit');
    await house.say('ann', '/today');
    await house.say('ann', 'title: something else', {});
    await house.assistant().settle();
    expect((await rows()).map(({ state }) => state)).toEqual(['proposed']);
  });

  it('edited there makes a new card there, and the old one is void in both places', async () => {
    await showOn('slack');
    await press('slack', 'Edit');
    await house.say('ann', 'title: better words', slack);
    await house.assistant().settle();
    expect((await rows()).map(({ state }) => state).sort()).toEqual(['proposed', 'superseded']);
    expect(card('telegram').message.text).toContain('Changed by you');
    expect(last('slack')?.message.text).toContain('better words');
  });

  it('is told of once where its other place cannot be changed any more: no second message stands in for the edit', async () => {
    await showOn('slack');
    const before = house.shown('ann').length;
    house.adapter.forget(card('telegram').messageId);
    await press('slack', 'Add');
    await house.assistant().settle();
    expect(house.shown('ann')).toHaveLength(before - 1);
    expect(card('slack').message.text).toContain('Task 1 added');
    const left = await house.db.asSystem((tx) => tx.select().from(outbox).where(eq(outbox.state, 'queued')));
    expect(left).toEqual([]);
  });

  it('counts in /status, and when nothing waits /cards says so', async () => {
    await house.say('ann', '/status', slack);
    await house.assistant().settle();
    expect(last('slack')?.message.text).toContain('Waiting for your press: 1 card (/cards');
    await press('telegram', 'Cancel');
    await showOn('slack');
    expect(last('slack')?.message.text).toBe('Nothing waits for your press.');
  });
});
