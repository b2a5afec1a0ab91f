import { afterAll, beforeAll, expect, test } from 'vitest';
import { trust } from '../../src/db/schema/actions.ts';
import { words } from '../agent/answers.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { createFakeMail, type FakeMail, type MailSeed } from '../fakes/mail.ts';
import { atRest } from './at-rest.ts';
import { type House, openHouse } from './house.ts';

const ACCOUNT = 'ann@me.example';
const BEN = { name: 'Ben', address: 'ben@b.example' };
let house: House;
let mail: FakeMail;
let ring: (personId: string) => void;
let ann: string;
beforeAll(async () => {
  mail = createFakeMail({ account: ACCOUNT, mails: [{ mailbox: 'sent', from: ACCOUNT, to: [BEN], subject: 'Before' }] });
  const onMail = (listener: typeof ring) => {
    ring = listener;
  };
  house = await openHouse({ connections: { ...fakeConnections({ mail: mail.reader }, { mail: mail.writer }), onMail } });
  ann = await house.move('ann');
  await arrived(); // the first look
});
afterAll(() => house.close());

/** Lets a look take place, and what it wants to be written be written. */
async function arrived(...seeds: readonly MailSeed[]): Promise<void> {
  const looks = mail.calls.get('arrivedSince') ?? 0;
  for (const seed of seeds) mail.arrive(seed);
  ring(ann);
  while ((mail.calls.get('arrivedSince') ?? 0) === looks) await new Promise((resolve) => setImmediate(resolve));
  await atRest(house);
  await house.jobs.run();
  await house.assistant().settle();
}

/** Lets time pass, a minute at a time, until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await house.clock.advance(60_000);
    await house.texts('ann');
  }
}

const cards = () => house.shown('ann').filter(({ message }) => message.buttons?.[0]?.[0]?.label === 'Send');
const press = async (label: string) => {
  const all = house.shown('ann').flatMap(({ message }) => message.buttons?.flat() ?? []);
  return house.press('ann', all.findLast((each) => each.label === label)?.id ?? '');
};

test('R20 R22 the model sorts a mail, and an answer in its thread is shown as a card; nothing is saved or sent before the press', async () => {
  house.play(({ messages }) =>
    words(messages[0]?.content.startsWith('Sort') ? 'action_required' : 'Hi Ben,\n\nyes, on Monday.\n\nAnn'),
  );
  await arrived({ from: BEN, subject: 'Boxes', text: 'When do they come?', messageId: '<q@b.example>', threadId: 't-boxes' });
  expect(cards()).toHaveLength(0); // it comes with what else is said soon
  await until(() => cards().length > 0);
  expect(cards()).toHaveLength(1);
  expect(cards()[0]?.message.text).toContain('yes, on Monday.');
  expect(cards()[0]?.message.text).toContain('thread t-boxes, \\<`q@b.example`\\>');
  expect(cards()[0]?.message.buttons?.[0]?.map(({ label }) => label)).toEqual(['Send', 'Edit', 'Cancel']);
  expect(cards()[0]?.message.text).toContain('Because of a mail that came in, not of a message of yours.');
  expect(cards()[0]?.message.text).toMatch(/None for this sender:_ .*mail\.noRepliesTo.* .*\+ben@b\.example/);
  expect(cards()[0]?.message.text).toMatch(/drafts as well:_ .*mail\.replies.* drafts$/m);
  expect(mail.journal).toEqual([]);

  await press('Send');
  await until(() => mail.journal.length > 0);
  expect(mail.journal).toMatchObject([
    {
      did: 'send',
      mail: {
        to: [{ address: 'ben@b.example' }],
        subject: 'Re: Boxes',
        text: 'Hi Ben,\n\nyes, on Monday.\n\nAnn',
        inReplyTo: { messageId: '<q@b.example>', references: ['<q@b.example>'], threadId: 't-boxes' },
      },
    },
  ]);
});

test('R20 what was said last in the thread stands in what the model is asked for an answer, quoted', async () => {
  house.play(({ messages }) => words(messages[0]?.content.startsWith('Sort') ? 'action_required' : 'The early one.'));
  const text = 'Shall we take\n"the train"?\n\n> older words';
  mail.arrive({ mailbox: 'sent', from: ACCOUNT, to: [BEN], subject: 'Trip', text, messageId: '<trip@me.example>' });
  const references = ['<older@me.example>', '<trip@me.example>'];
  await arrived({ from: BEN, subject: 'Re: Trip', text: 'Yes. Which one?', messageId: '<trip2@b.example>', references });
  const asked = house.asked.map(({ messages }) => messages[0]?.content ?? '').findLast((each) => each.startsWith('Write'));
  expect(asked?.split('\n').at(-1)).toMatch(
    /^Before it in the thread wrote .*ann@me\.example.*: "Shall we take\\n\\"the train\\"\?"$/,
  );
});

test('R20 what the model does not name as a group is to be looked at, and whoever is known is no junk', async () => {
  await house.say('ann', '/settings mail.replies off');
  await house.texts('ann');
  for (const [answer, messageId] of [
    ['certainly! It is spam', '<garbled@b.example>'],
    ['spam', '<known@b.example>'],
  ] as const) {
    house.play(() => words(answer));
    await arrived({ from: BEN, subject: 'Boxes', text: 'Buy!', messageId });
  }
  const { rows } = await house.db.asSystem((tx) =>
    tx.execute<{ key: string; category: string; because: string }>('select key, category, because from arrived_mails'),
  );
  const of = (messageId: string) => rows.find(({ key }) => key === messageId);
  expect(of('<garbled@b.example>')).toMatchObject({ category: 'action_required', because: 'Fake could not say what it is' });
  expect(of('<known@b.example>')).toMatchObject({ category: 'action_required', because: 'you know the sender' });
});

test('R21 Draft reply under an urgent mail has an answer written below, whatever the settings', async () => {
  const before = mail.journal.length;
  house.play(({ messages }) => words(messages[0]?.content.startsWith('Sort') ? 'urgent' : 'I come.'));
  await arrived({ from: BEN, subject: 'Roof', text: 'It is off. Can you come?' });
  expect((await house.texts('ann')).at(-1)).toContain('**Urgent mail** from Ben');
  expect(await press('Draft reply')).toContain('nothing is sent before');
  await house.jobs.run();
  expect((await house.texts('ann')).at(-1)).toContain('I come.');
  expect(cards().at(-1)?.message.text).toContain('Re: Roof');
  expect(mail.journal).toHaveLength(before);
  const asked = house.asked.length;
  expect(await press('Draft reply')).toContain('waits for your press already');
  await house.jobs.run();
  expect(house.asked).toHaveLength(asked);
});

test('R58 a workflow begins with each mail that fits, with what stands in it', async () => {
  house.play(() => words('informational'));
  await house.say('ann', '/workflow new Budget: when mail comes from Ben about the budget; tell me');
  expect((await house.texts('ann')).at(-1)).toContain('**Trigger:** when mail comes from Ben about the budget');
  await arrived(
    { from: BEN, subject: 'Next year', text: 'Here is the budget.\n\n> Where is it?' },
    { from: BEN, subject: 'Lunch', text: 'At noon?' },
    { from: 'eve@e.example', subject: 'The budget', text: 'Look here.' },
  );
  await arrived();
  const told = (await house.texts('ann')).filter((text) => text.startsWith('**Budget**'));
  expect(told).toEqual(['**Budget**\n\n**Mail from Ben (`ben@b.example`)**\n**Next year**\nHere is the budget.']);
});

test('a model that is out leaves the rules, and says so where it was asked to write', async () => {
  house.play(() => {
    throw new Error('out');
  });
  await arrived({ from: BEN, subject: 'Server', text: 'It is down, call me now!' });
  expect((await house.texts('ann')).at(-1)).toContain('_Because it says that it is urgent._');
});

test('R23 before the brief what is only to know goes to the archive, and the brief lists it with the way back, which is remembered', async () => {
  house.play(({ messages }) => words(messages[0]?.content.startsWith('Sort') ? 'informational' : 'Fine.'));
  await house.db.asPerson(ann, (tx) => tx.insert(trust).values({ personId: ann, kind: 'mail_archive', rung: 'silent' }));
  await arrived({
    from: 'news@n.example',
    subject: 'Five stories',
    text: 'Read on.',
    bulk: 'list',
    messageId: '<five@n.example>',
  });
  const brief = () => house.shown('ann').find(({ message }) => message.text.includes('**Archived**'));
  for (let hour = 0; hour < 24 && !brief(); hour += 1) {
    await house.pass(3_600_000);
    await house.jobs.run();
    await house.texts('ann');
  }
  const stories = () => mail.all().find(({ messageId }) => messageId === '<five@n.example>');
  expect([brief()?.message.text.includes('Five stories'), stories()?.mailbox]).toEqual([true, 'archive']);
  expect(await press('Keep: news@n.example')).toContain('1 mail is in the inbox now. What comes from there stays in the inbox');
  expect(stories()?.mailbox).toBe('inbox');
});
