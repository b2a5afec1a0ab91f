import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inbox, outbox } from '../../src/db/schema/chat.ts';
import { identities, links } from '../../src/db/schema/identities.ts';
import { strangers } from '../../src/db/schema/people.ts';
import { enqueue } from '../../src/outbox/outbox.ts';
import { chooseChannel } from '../../src/people/channels.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import { knownTo, noteKnown } from '../../src/people/known-chats.ts';
import type { Platform } from '../../src/ports/chat.ts';
import { type House, openHouse } from '../wiring/house.ts';

let house: House;
let ann: string;
beforeEach(async () => {
  house = await openHouse({ platforms: ['slack', 'discord'], model: false });
  ann = await house.move('ann');
});
afterEach(() => house.close());

const on = (platform: Platform) => ({ platform, direct: true }) as const;
const texts = async (user: string, platform: Platform = 'telegram') => {
  await house.assistant().settle();
  return house.shown(user, platform).map(({ message }) => message.text);
};
const buttonsOf = (user: string, platform: Platform = 'telegram', at = -1) =>
  house.shown(user, platform).at(at)?.message.buttons?.flat() ?? [];
const press = (user: string, label: string, platform: Platform = 'telegram') => {
  const shown = house.shown(user, platform).at(-1);
  const button = shown?.message.buttons?.flat().find((each) => each.label === label);
  if (!shown || !button) throw new Error(`no button ${label} on ${platform}`);
  return house.press(user, button.id, { platform, messageId: shown.messageId });
};
const accounts = async (personId = ann) => {
  const rows = await house.db.asSystem((tx) => tx.select().from(identities).where(eq(identities.personId, personId)));
  return rows.map(({ platform, userId }) => `${platform}:${userId}`).sort();
};
const codeFor = async (user = 'ann') => {
  await house.say(user, '/link');
  const code = /`([0-9A-Z]{4}-[0-9A-Z]{4})`/.exec((await texts(user)).at(-1) ?? '')?.[1];
  if (!code) throw new Error('no code was shown');
  return code;
};
/** Ann's account on Slack, to the end of both confirmations. */
const joinSlack = async () => {
  await house.say('A2', `/link ${await codeFor()}`, on('slack'));
  await house.assistant().settle();
  await press('ann', 'Yes, it is me');
  await press('A2', 'Join', 'slack');
  await house.assistant().settle();
};

describe('a second account', () => {
  it('becomes the same person once its chat has sent the code and both sides have pressed', async () => {
    const code = await codeFor();
    await house.say('A2', `/link ${code.toLowerCase()}`, { ...on('slack'), user: { id: 'A2', name: 'Ann W.' } });
    expect((await texts('ann')).at(-1)).toContain('Platform: slack\nAccount: `A2`\nName they go by: `Ann W.`');
    expect((await texts('A2', 'slack')).at(-1)).toContain('Join this chat with the assistant of `ann`?');
    expect((await texts('A2', 'slack')).at(-1)).toContain('- telegram: account `ann`');
    expect(await press('ann', 'Yes, it is me')).toBe('Now press "Join" in the new chat on slack, too.');
    expect(await accounts()).toEqual(['telegram:ann']);
    expect(await press('A2', 'Join', 'slack')).toBe('Done: both chats are yours now.');
    expect(await accounts()).toEqual(['slack:A2', 'telegram:ann']);
    expect((await texts('ann')).at(-1)).toContain('Joined: the account `A2` on slack is yours, too.');
    expect((await texts('A2', 'slack')).at(-1)).toContain('This chat is yours, too');
  });

  it('may confirm first', async () => {
    await house.say('A2', `/link ${await codeFor()}`, on('slack'));
    await house.assistant().settle();
    expect(await press('A2', 'Join', 'slack')).toContain('Now press "Yes, it is me"');
    expect(await accounts()).toEqual(['telegram:ann']);
    await press('ann', 'Yes, it is me');
    expect(await accounts()).toEqual(['slack:A2', 'telegram:ann']);
  });

  it('shares memory, tasks and settings from then on', async () => {
    await joinSlack();
    await house.say('ann', '/remember the spare key is with Jo');
    await house.say('ann', '/tasks add call the dentist');
    await house.say('ann', '/settings zone Asia/Tokyo');
    await house.assistant().settle();
    await house.say('A2', '/find spare key', on('slack'));
    await house.say('A2', '/tasks', on('slack'));
    await house.say('A2', '/settings zone', on('slack'));
    const [found, tasks, zone] = (await texts('A2', 'slack')).slice(-3);
    expect([found, tasks, zone]).toEqual([
      expect.stringContaining('spare key is with Jo'),
      expect.stringContaining('call the dentist'),
      expect.stringContaining('Asia/Tokyo'),
    ]);
  });

  it.each([
    ['the person', 'ann', 'telegram'],
    ['the other chat', 'A2', 'slack'],
  ] as const)('stays a stranger when %s says no, and the code is used up', async (_, user, platform) => {
    const code = await codeFor();
    await house.say('A2', `/link ${code}`, on('slack'));
    await house.assistant().settle();
    const yes = buttonsOf(user === 'ann' ? 'A2' : 'ann', user === 'ann' ? 'slack' : 'telegram')[0]?.id ?? '';
    expect(await press(user, 'No', platform)).toContain('Refused.');
    const other = user === 'ann' ? 'A2' : 'ann';
    expect(await house.press(other, yes, { platform: user === 'ann' ? 'slack' : 'telegram' })).toContain('answered already');
    expect(await accounts()).toEqual(['telegram:ann']);
    await house.say('A2', `/link ${code}`, on('slack'));
    expect((await texts('A2', 'slack')).at(-1)).toContain('This code is not right, was used before, or is over.');
  });

  it('is not let in by a guessed or forwarded code: without the press of the person nothing happens', async () => {
    await house.say('mallory', `/link ${await codeFor()}`, on('discord'));
    await house.assistant().settle();
    await press('mallory', 'Join', 'discord');
    await house.say('mallory', 'what do you know about Ann?', on('discord'));
    expect(await accounts()).toEqual(['telegram:ann']);
    const stored = await house.db.asSystem((tx) => tx.select().from(inbox).where(eq(inbox.platform, 'discord')));
    expect(stored).toEqual([]);
  });

  it('cannot confirm for the person, nor the person for it, nor a third account for either', async () => {
    await house.say('A2', `/link ${await codeFor()}`, on('slack'));
    await house.assistant().settle();
    const [ownerYes, guestYes] = [buttonsOf('ann')[0]?.id ?? '', buttonsOf('A2', 'slack')[0]?.id ?? ''];
    const foreign = 'This button is not for you, or it is from another time. Nothing was done.';
    await house.move('bob');
    for (const user of ['A2', 'X9']) expect(await house.press(user, ownerYes, on('slack'))).toBe(foreign);
    for (const user of ['ann', 'bob']) expect(await house.press(user, guestYes)).toBe(foreign);
    expect(await house.press('A2', guestYes, on('discord'))).toBe(foreign);
    expect(await accounts()).toEqual(['telegram:ann']);
  });

  it('has ten minutes to send the code, and both sides have ten to press', async () => {
    const late = await codeFor();
    await house.clock.advance(10 * 60_000);
    await house.say('A2', `/link ${late}`, on('slack'));
    expect((await texts('A2', 'slack')).at(-1)).toContain('is over');
    await house.say('A2', `/link ${await codeFor()}`, on('slack'));
    await house.assistant().settle();
    await press('ann', 'Yes, it is me');
    await house.clock.advance(10 * 60_000);
    expect(await press('A2', 'Join', 'slack')).toContain('This has expired');
    expect(await accounts()).toEqual(['telegram:ann']);
  });

  it('gets no further answer after ten wrong codes in a day, not even to the right one', async () => {
    const code = await codeFor();
    for (let guess = 0; guess < 10; guess += 1) await house.say('A2', `/link 0000-000${guess}`, on('slack'));
    expect((await texts('A2', 'slack')).filter((text) => text.startsWith('This code is not right'))).toHaveLength(10);
    await house.say('A2', `/link ${code}`, on('slack'));
    expect((await texts('A2', 'slack')).join()).not.toContain('Join this chat');
    const [row] = await house.db.asSystem((tx) => tx.select().from(links).where(eq(links.personId, ann)));
    expect(row?.state).toBe('open');
  });

  it('sends the code in a private chat only: in a group nobody is asked', async () => {
    const code = await codeFor();
    await house.say('A2', `/link ${code}`, { platform: 'slack', direct: false });
    expect(await texts('A2', 'slack')).toEqual([]);
  });

  it('uses the newest code: an older one that nobody sent counts no more', async () => {
    const older = await codeFor();
    await codeFor();
    await house.say('A2', `/link ${older}`, on('slack'));
    expect((await texts('A2', 'slack')).at(-1)).toContain('This code is not right');
  });

  it('that has an assistant of its own is told plainly that two cannot be made one', async () => {
    await house.move('bob');
    const code = await codeFor();
    await house.say('bob', `/link ${code}`);
    expect((await texts('bob')).at(-1)).toContain('cannot be made one');
    expect(await accounts()).toEqual(['telegram:ann']);
  });

  it('leaves no code in the table that could be read out of it, and no row of a stranger once joined', async () => {
    const code = await codeFor();
    const [row] = await house.db.asSystem((tx) => tx.select().from(links).where(eq(links.personId, ann)));
    expect(row?.codeHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(row)).not.toContain(code);
    await joinSlack();
    expect(await house.db.asSystem((tx) => tx.select().from(strangers))).toEqual([]);
  });
});

describe('an account that is unlinked', () => {
  it('is a stranger at once: no text of it is kept, no waiting message reaches it, and the person is told elsewhere', async () => {
    await joinSlack();
    await house.say('ann', '/unlink');
    await house.assistant().settle();
    expect(await press('ann', 'Unlink slack A2')).toBe('Unlinked slack.');
    expect(await accounts()).toEqual(['telegram:ann']);
    const before = (await texts('A2', 'slack')).length;
    await house.say('A2', '/tasks', on('slack'));
    expect((await texts('A2', 'slack')).slice(before)).toEqual([expect.stringContaining('This assistant is private.')]);
    expect((await texts('ann')).join()).toContain('The account `A2` on slack is unlinked');
  });

  it('gets nothing that waited to go out there: it takes the other channel', async () => {
    await joinSlack();
    await house.say('ann', '/unlink');
    await house.assistant().settle();
    const waiting = {
      personId: ann,
      key: 'waits',
      platform: 'slack',
      chat: 'chat-A2',
      message: { text: 'private words' },
    } as const;
    const why = { trigger: 'your message', by: 'rule', sources: [], actions: [] };
    const now = house.clock.now();
    const later = { why, nextAt: now.add({ hours: 1 }), createdAt: now };
    await house.db.asSystem((tx) => tx.insert(outbox).values({ ...waiting, ...later }));
    await press('ann', 'Unlink slack A2');
    expect((await texts('A2', 'slack')).join()).not.toContain('private words');
    expect((await texts('ann')).join()).toContain('private words');
  });

  it('hears no answer of the turn that was running: it comes in the other account, though on the same platform', async () => {
    const other = { platform: 'telegram', userId: 'A9', chat: 'chat-A9', name: 'Ann' } as const;
    await house.db.asSystem((tx) => bindIdentity(tx, ann, other, house.clock.now()));
    await house.say('ann', '/unlink');
    await house.assistant().settle();
    const button = buttonsOf('ann').find(({ label }) => label.includes('A9'))?.id ?? '';
    await house.press('ann', button);
    const turn = { personId: ann, key: 'late', message: { text: 'private words' }, now: house.clock.now() };
    const why = { trigger: 'your message', by: 'rule', sources: [], actions: [] };
    await house.db.asPerson(ann, (tx) => enqueue(tx, { ...turn, why, to: { platform: 'telegram', chat: 'chat-A9' } }));
    await house.say('ann', '/tasks');
    expect((await texts('A9')).join()).not.toContain('private words');
    expect((await texts('ann')).join()).toContain('private words');
  });

  it("stands in nobody's address book any more", async () => {
    await joinSlack();
    const bob = await house.move('bob');
    const chat = { platform: 'slack', chat: 'chat-A2', name: 'Ann', shared: false } as const;
    await house.db.asPerson(bob, (tx) => noteKnown(tx, bob, chat, house.clock.now()));
    await house.db.asPerson(bob, (tx) => noteKnown(tx, bob, { ...chat, platform: 'telegram' }, house.clock.now()));
    await house.say('ann', '/unlink');
    await house.assistant().settle();
    await press('ann', 'Unlink slack A2');
    const known = await house.db.asPerson(bob, (tx) => knownTo(tx, bob));
    expect(known.map(({ platform }) => platform)).toEqual(['telegram']);
  });

  it('can be pressed away twice without harm, and linked anew', async () => {
    await joinSlack();
    await house.say('ann', '/unlink');
    await house.assistant().settle();
    const button = buttonsOf('ann').find(({ label }) => label.includes('slack'))?.id ?? '';
    await house.press('ann', button);
    expect(await house.press('ann', button)).toContain('not linked any more');
    await joinSlack();
    expect(await accounts()).toEqual(['slack:A2', 'telegram:ann']);
  });

  it('that is the only one comes with a warning', async () => {
    await house.say('ann', '/unlink');
    expect((await texts('ann')).at(-1)).toContain('This is the only chat in which you reach me.');
  });
});

describe('the preferred channel', () => {
  it('is chosen by a button, is where I speak first, and can be taken back', async () => {
    await joinSlack();
    await house.say('ann', '/settings channel');
    await house.assistant().settle();
    expect(buttonsOf('ann').map(({ label }) => label)).toEqual(['✓ automatic', 'slack', 'telegram']);
    await press('ann', 'telegram');
    await house.assistant().settle();
    await press('ann', '✓ telegram'); // a second tap changes nothing, the way back neither
    await house.assistant().settle();
    expect(buttonsOf('ann').map(({ label }) => label)).toEqual(['Undo', 'automatic', 'slack', '✓ telegram']);
    await house.clock.advance(60_000);
    await house.say('A2', '/today', on('slack'));
    const first = () => house.db.asPerson(ann, (tx) => chooseChannel(tx, ann));
    expect(await first()).toMatchObject({ platform: 'telegram' });
    await press('ann', 'Undo');
    expect(await first()).toMatchObject({ platform: 'slack' });
  });

  it('offers no choice where there is only one', async () => {
    await house.say('ann', '/settings channel');
    await house.assistant().settle();
    expect(buttonsOf('ann')).toEqual([]);
  });
});
