import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actions } from '../../src/db/schema/actions.ts';
import { inbox, turns } from '../../src/db/schema/chat.ts';
import { reminders, tasks } from '../../src/db/schema/planning.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import { calls, words } from '../agent/answers.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { createFakeMail } from '../fakes/mail.ts';
import { incoming } from '../people/incoming.ts';
import { createGate, type House, openHouse } from '../wiring/house.ts';

const COUNT = 500;
const ids = Array.from({ length: COUNT }, (_, at) => `m${at}`);
const mail = createFakeMail({ account: 'ann@a.example', mails: ids.map((id) => ({ id, subject: id })) });
/** What happens before the next mail is moved. */
let beforeMove: (moved: number) => Promise<void> = async () => undefined;
let moved = 0;
const writer = {
  ...mail.writer,
  async move(...args: Parameters<typeof mail.writer.move>) {
    await beforeMove(moved);
    moved += 1;
    return mail.writer.move(...args);
  },
};

let broken = false;
const reader = {
  ...mail.reader,
  async read(...args: Parameters<typeof mail.reader.read>) {
    if (broken) throw new TypeError('a bug');
    return mail.reader.read(...args);
  },
};

let house: House;
beforeAll(async () => {
  house = await openHouse({ connections: fakeConnections({ mail: reader }, { mail: writer }) });
});
afterAll(() => house.close());

const never = new AbortController().signal;
const inInbox = () => mail.all().filter(({ mailbox }) => mailbox === 'inbox').length;
const latest = (user: string) => house.shown(user).at(-1)?.message;
const buttons = (user: string) => house.shown(user).flatMap(({ message }) => message.buttons?.flat() ?? []);
const button = (user: string, label: string) => buttons(user).findLast((each) => each.label.startsWith(label))?.id ?? '';
const statesOf = async (person: string) =>
  (await house.db.asPerson(person, (tx) => tx.select().from(actions))).map(({ kind, state }) => `${kind} ${state}`).sort();

/** Plays these answers once, then talks. */
function playOnce(...answers: ReturnType<typeof words>[]) {
  const left = [...answers];
  house.play(() => left.shift() ?? words('Hello.'));
}

describe('STOP', () => {
  test('R19 halts a batch of 500 after at most one more, tells how far it came, and undo takes back exactly those', async () => {
    await house.move('ann');
    const gate = createGate();
    beforeMove = (before) => (before === 137 ? gate.pass(never) : Promise.resolve());
    playOnce(calls(['mail_archive', { mails: ids }]), words('All archived.'));
    await house.say('ann', 'archive everything');
    await gate.arrived;
    const stopping = house.say('ann', 'stop');
    await house.adapter.until(() => latest('ann')?.text.startsWith('Stopped: 1 running request') === true);
    gate.open();
    await stopping;
    const said = await house.texts('ann');
    expect(moved).toBe(138);
    expect([137, 138]).toContain(COUNT - inInbox());
    expect(said).toHaveLength(2);
    expect(said[1]).toMatch(/^Stopped, as you said\. Before that, this was done:\n\n✓ 13[78] /);
    beforeMove = async () => undefined;
    await house.press('ann', button('ann', 'Undo'));
    expect(inInbox()).toBe(COUNT);
  });

  test('keeps a mail from going out in its half minute, from another chat of the person', async () => {
    const person = await house.move('ben');
    await house.db.asSystem((tx) =>
      bindIdentity(tx, person, { platform: 'telegram', userId: 'ben-2', chat: 'chat-ben-2', name: 'Ben' }, house.clock.now()),
    );
    playOnce(calls(['mail_send', { to: ['cleo@c.example'], subject: 'Hi', body: 'Hello' }]));
    await house.say('ben', 'mail Cleo');
    await house.texts('ben');
    expect(await house.press('ben', button('ben', 'Send'))).toBe('Send at 09:00:30, unless you cancel.');
    await house.say('ben-2', '/stop');
    expect((await house.texts('ben-2')).at(-1)).toBe('Stopped: 1 action that had not begun. Your reminders and the brief stay.');
    await house.clock.advance(60_000);
    await house.texts('ben');
    expect(mail.journal.filter(({ did }) => did === 'send')).toEqual([]);
    expect(await statesOf(person)).toEqual(['mail_send stopped']);
    expect(house.shown('ben').some(({ message }) => message.text.includes('Stopped by you. Nothing was done.'))).toBe(true);
  });

  test('ends open cards and the change of one, and leaves reminders', async () => {
    const person = await house.move('cleo');
    playOnce(calls(['task_add', { title: 'Pay' }]));
    await house.say('cleo', '/remind tomorrow at 9 stretch');
    await house.say('cleo', 'deal with this', { foreignText: 'words of others' });
    await house.texts('cleo');
    await house.press('cleo', button('cleo', 'Edit'));
    await house.say('cleo', 'Stop!');
    expect((await house.texts('cleo')).at(-1)).toBe('Stopped: 1 open card. Your reminders and the brief stay.');
    await house.say('cleo', 'title: Pay more');
    expect((await house.texts('cleo')).at(-1)).toBe('Hello.');
    expect(await statesOf(person)).toEqual(['reminder_set done', 'task_add stopped']);
    const kept = await house.db.asPerson(person, (tx) => tx.select().from(reminders));
    expect(kept).toMatchObject([{ state: 'active' }]);
  });

  test('of a turn that had done something before tells it, with Undo; its unshown cards are closed', async () => {
    const person = await house.move('dora');
    const gate = createGate();
    const answers = [calls(['task_add', { title: 'Buy milk' }])];
    house.play(async (_, signal) => {
      const next = answers.shift();
      if (next) return next;
      await gate.pass(signal);
      return words('Done.');
    });
    await house.say('dora', 'add milk and think');
    await gate.arrived;
    await house.say('dora', 'stop');
    const said = await house.texts('dora');
    expect(said.some((text) => text.startsWith('Stopped: 1 running request.'))).toBe(true);
    expect(
      said.some((text) => /^Stopped, as you said\. Before that, this was done:\n\n✓ Task 1 added: Buy milk/.test(text)),
    ).toBe(true);
    await house.press('dora', button('dora', 'Undo'));
    const left = await house.db.asPerson(person, (tx) => tx.select().from(tasks));
    expect(left).toMatchObject([{ state: 'dropped' }]);
  });

  test('said just before the process died is heard at the next start, before anything runs', async () => {
    const person = await house.move('eve');
    const gate = createGate();
    const answers = [calls(['task_add', { title: 'Buy milk' }])];
    let asked = 0;
    house.play(async (_, signal) => {
      asked += 1;
      const next = answers.shift();
      if (next) return next;
      await gate.pass(signal);
      return words('Done.');
    });
    await house.say('eve', 'add milk and think');
    await gate.arrived;
    // The process takes the stop in, and dies before it has carried it out.
    const payload = incoming('eve', 'stop', { key: 'telegram:late-stop' });
    const { key, platform, chat, messageId } = payload;
    const row = {
      personId: person,
      key,
      platform,
      chat,
      messageId,
      kind: 'message',
      payload,
      receivedAt: house.clock.now(),
    } as const;
    await house.db.asSystem((tx) => tx.insert(inbox).values(row));
    await house.restart();
    const said = await house.texts('eve');
    expect(asked).toBe(2);
    expect(said.at(-2)).toMatch(/^Stopped, as you said\. Before that, this was done:\n\n✓ Task 1 added: Buy milk/);
    expect(said.at(-1)).toMatch(/Your reminders and the brief stay\.$/);
    const rows = await house.db.asSystem(async (tx) => ({
      turns: await tx.select().from(turns).where(eq(turns.personId, person)),
      inbox: await tx.select().from(inbox).where(eq(inbox.personId, person)),
    }));
    expect(rows.turns.map(({ state }) => state)).toEqual(['stopped']);
    expect(rows.inbox.map(({ state }) => state)).toEqual(['done', 'done']);
    await house.restart();
    expect(await house.texts('eve')).toHaveLength(said.length);
  });
});

test('a turn that fails in the middle says what it had done, with Undo', async () => {
  await house.move('finn');
  const answers = [calls(['task_add', { title: 'Buy milk' }])];
  house.play(() => {
    const next = answers.shift();
    if (next) return next;
    throw new TypeError('a bug');
  });
  await house.say('finn', 'add milk');
  expect((await house.texts('finn')).at(-1)).toMatch(
    /^Something went wrong on my side.*Before that, this was done:\n\n✓ Task 1 added: Buy milk/s,
  );
  expect(latest('finn')?.buttons?.flat()).toMatchObject([{ label: 'Undo' }]);
});

test('a turn that fails before its card was shown leaves nothing open that nobody can press', async () => {
  const person = await house.move('gus');
  broken = true;
  playOnce(calls(['mail_send', { to: ['cleo@c.example'], subject: 'Hi', body: 'Hello' }], ['mail_archive', { mails: ['m1'] }]));
  await house.say('gus', 'mail Cleo and archive');
  expect(await house.texts('gus')).toEqual([expect.stringMatching(/^Something went wrong on my side/)]);
  broken = false;
  expect(await statesOf(person)).toEqual(['mail_send stopped']);
});
