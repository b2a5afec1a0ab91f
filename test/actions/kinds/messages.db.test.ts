import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { messageSend } from '../../../src/actions/kinds/messages.ts';
import { createMessageEnd } from '../../../src/actions/message-end.ts';
import { outbox } from '../../../src/db/schema/chat.ts';
import { knownChats } from '../../../src/db/schema/identities.ts';
import { createButtons } from '../../../src/outbox/buttons.ts';
import { noteKnown } from '../../../src/people/known-chats.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { type ActionsWorld, actionsWorld } from '../world.ts';

let test: TestDatabase;
let world: ActionsWorld;
const kinds = [messageSend({ isConnected: (platform) => platform !== 'discord' })];
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await actionsWorld(test.db, kinds);
  await know('Ben', { chat: 'chat-ben' });
});

const know = (name: string, over: Partial<typeof knownChats.$inferInsert> = {}) => {
  const chat = { platform: 'telegram', chat: `chat-${name}`, name, shared: false, ...over } as const;
  return test.db.asPerson(world.personId, (tx) => noteKnown(tx, world.personId, chat, world.clock.now()));
};
const wish = (text: string, to = 'ben') => world.act({ kind: 'message_send', input: { to, text } });
const propose = (text: string, to = 'ben') => world.propose({ kind: 'message_send', input: { to, text } });
const cardOf = async (text: string, to?: string) => {
  const outcome = await wish(text, to);
  if (outcome.state !== 'proposed') throw new Error(`this was ${outcome.state}`);
  return outcome.card.text;
};
const toOthers = async () => (await world.outgoing()).filter(({ actionId }) => actionId !== null);
const textOf = (row: { message: unknown } | undefined) => (row?.message as { text: string } | undefined)?.text ?? '';
const end = (state: 'failed' | 'unknown', actionId: string) => {
  const audit = world.audit;
  const onEnd = createMessageEnd({ kinds, audit, clock: world.clock, buttons: createButtons(Buffer.alloc(32, 2)) });
  return test.db.asPerson(world.personId, (tx) => onEnd(tx, { personId: world.personId, actionId }, { state, reason: '*gone*' }));
};
const press = (verb: 'again' | 'leave', id: string) =>
  test.db.asPerson(world.personId, (tx) => world.approvals[verb](tx, world.personId, id, 'telegram:7'));
const lastCard = async () => {
  const row = (await world.outgoing()).findLast(({ actionId, edits }) => actionId === null && edits !== null);
  const message = row?.message as { text: string; buttons?: { label: string }[][] };
  return { text: message.text, buttons: message.buttons?.flat().map(({ label }) => label) ?? [] };
};

describe('message_send', () => {
  it('R95 always asks, showing the receiver and every byte that will go, and sends exactly those, once', async () => {
    const text = 'Lunch *at* 1?\n\nBring <b>bread</b> & https://evil.example\u200b\u202e';
    const id = await propose(text);
    const [card] = await world.outgoing();
    expect(textOf(card)).toContain('Ben on telegram \\(chat-ben\\)'.replaceAll('\\', ''));
    expect(await toOthers()).toEqual([]);
    await Promise.all(Array.from({ length: 20 }, () => world.approve(id)));
    const sent = await toOthers();
    expect(sent).toMatchObject([{ platform: 'telegram', chat: 'chat-ben', actionId: id, state: 'queued', edits: null }]);
    const lines = textOf(sent[0]).split('\n');
    expect(lines[0]).toBe('Message from Ann, by their assistant:');
    for (const line of lines) expect(textOf(card)).toContain(line);
    expect(textOf(sent[0])).not.toMatch(/\u200b|\u202e/u);
    expect((await lastCard()).text).toContain('On its way to Ben.');
  });

  it('warns at the first message to somebody, and in a group that others read along', async () => {
    expect(await cardOf('hi')).toContain('You have not sent them anything from here before');
    await world.approve(await propose('hi'));
    expect(await cardOf('hi again')).not.toContain('You have not sent them anything');
    await know('the group -100', { chat: '-100', shared: true });
    expect(await cardOf('hi', '-100')).toContain('Everybody in this group will read it');
  });

  it('reaches only whom this person knows, on platforms that are connected, and says whom', async () => {
    const other = await actionsWorld(test.db, kinds);
    expect(await other.act({ kind: 'message_send', input: { to: 'Ben', text: 'x' } })).toMatchObject({
      state: 'refused',
      said: expect.stringContaining('I can reach nobody for you yet'),
    });
    expect(await wish('x', 'chat-of-mallory')).toMatchObject({
      said: expect.stringContaining('Write one of: `Ben on telegram (chat-ben)`'),
    });
    await know('Dora', { platform: 'discord' });
    expect(await wish('x', 'Dora')).toMatchObject({ state: 'refused' });
    expect(await other.ledger()).toEqual([]);
  });

  it('sends nothing to a chat that is not known any more when it is pressed', async () => {
    const id = await propose('hi');
    await test.db.asSystem((tx) => tx.delete(knownChats).where(eq(knownChats.personId, world.personId)));
    expect(await world.approve(id)).toMatchObject({ said: expect.stringContaining('cannot be reached there any more') });
    expect(await toOthers()).toEqual([]);
    expect(await world.ledger()).toMatchObject([{ state: 'failed' }]);
  });

  it.each([
    ['', 'Say what to write to them.'],
    ['\u200b \u202e', 'Say what to write to them.'],
    ['x'.repeat(1501), 'Keep a message under 1500 characters.'],
  ])('is refused with a text that cannot go', async (text, said) => {
    expect(await wish(text)).toMatchObject({ state: 'refused', said });
  });
});

describe('a message that is out', () => {
  it('and did not arrive is told as failed on its card', async () => {
    const id = await propose('hi');
    await world.approve(id);
    await world.clock.advance(1000);
    await end('failed', id);
    expect(await world.ledger()).toMatchObject([{ id, state: 'failed', outcome: 'It did not arrive: \\*gone\\*.' }]);
    expect(await lastCard()).toMatchObject({ text: expect.stringContaining('It did not arrive'), buttons: [] });
  });

  it('and was not answered is sent again only by a press, as a message of its own', async () => {
    const id = await propose('hi');
    await world.approve(id);
    await world.clock.advance(1000);
    await end('unknown', id);
    expect(await lastCard()).toMatchObject({ buttons: ['Do it again', 'Leave it'] });
    expect(await toOthers()).toHaveLength(1);
    await world.clock.advance(1000);
    expect(await press('again', id)).toMatchObject({ said: expect.stringContaining('On its way to Ben.') });
    await press('again', id);
    expect(await toOthers()).toHaveLength(2);
    expect(await lastCard()).toMatchObject({ text: expect.stringContaining('On its way to Ben.'), buttons: [] });
    await world.clock.advance(1000);
    await end('unknown', id);
    expect(await lastCard()).toMatchObject({ buttons: ['Do it again', 'Leave it'] });
    await press('leave', id);
    expect(await world.ledger()).toMatchObject([{ state: 'stopped', outcome: 'Left as it is: it may have happened.' }]);
    expect(await toOthers()).toHaveLength(2);
  });

  it('but still waits is stopped by STOP, and by a restored backup is unknown', async () => {
    const [first, second] = [await propose('one'), await propose('two')];
    await world.approve(first);
    const stopped = await test.db.asPerson(world.personId, (tx) =>
      world.approvals.voidAll(tx, world.personId, 'stopped', 'Stopped by you. Nothing was done.'),
    );
    expect(stopped).toEqual({ cards: 1, held: 1 });
    expect((await toOthers()).map(({ state }) => state)).toEqual(['dropped']);
    expect((await world.ledger()).map(({ state }) => state)).toEqual(['stopped', 'stopped']);
    expect(second).toBeTruthy();

    const third = await propose('three');
    await world.approve(third);
    await test.db.asPerson(world.personId, (tx) =>
      world.approvals.doubtAll(tx, world.personId, { closed: 'Closed.', reason: 'the power went' }),
    );
    expect((await world.ledger()).find(({ id }) => id === third)).toMatchObject({ state: 'unknown' });
    expect(await test.db.asSystem((tx) => tx.$count(outbox, eq(outbox.state, 'queued')))).toBeGreaterThan(0);
  });
});
