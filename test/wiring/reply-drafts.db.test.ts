import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { calls, words } from '../agent/answers.ts';
import { createFakeMail, type FakeMail } from '../fakes/mail.ts';
import { atRest } from './at-rest.ts';
import { type House, openHouse } from './house.ts';

const BEN = { name: 'Ben', address: 'ben@b.example' };
let house: House;
let ring: (personId: string) => void;
let people = 0;
const accounts = new Map<string, FakeMail>();
beforeAll(async () => {
  const eyesOf = async (id: string) => {
    const mail = accounts.get(id)?.reader;
    return mail ? { mail } : {};
  };
  const handsOf = async (id: string) => {
    const mail = accounts.get(id)?.writer;
    return mail ? { mail } : {};
  };
  const onMail = (listener: typeof ring) => {
    ring = listener;
  };
  house = await openHouse({ connections: { eyesOf, handsOf, onMail } });
});
afterAll(() => house.close());

let user: string;
let ann: string;
let mail: FakeMail;
/** How often the model has written an answer. */
let written: number;
beforeEach(async () => {
  people += 1;
  user = `ann${people}`;
  ann = await house.move(user);
  mail = createFakeMail({ account: `${user}@me.example`, clock: house.clock });
  accounts.set(ann, mail);
  written = 0;
  house.play(({ messages }) => {
    if (messages[0]?.content.startsWith('Sort')) return words('action_required');
    written += 1;
    return words(`Yes, number ${written}.`);
  });
  await house.say(user, '/settings mail.replies drafts');
  await house.assistant().settle();
  ring(ann);
  await looked();
});

async function looked(): Promise<void> {
  await atRest(house, ann);
  await house.assistant().settle();
}

async function arrive(): Promise<void> {
  mail.arrive({ from: BEN, subject: 'Boxes', text: 'When do they come?', messageId: '<q@b.example>', threadId: 't1' });
  const looks = mail.calls.get('arrivedSince') ?? 0;
  ring(ann);
  while ((mail.calls.get('arrivedSince') ?? 0) === looks) await new Promise((resolve) => setImmediate(resolve));
  await looked();
}

const minutes = (count: number) => house.pass(60_000, count);
/** Lets time pass until it is so: nothing waits for a look that is under way. */
async function until(isSo: () => boolean): Promise<void> {
  for (let passed = 0; !isSo(); passed += 1) {
    if (passed === 100) throw new Error('it has not come to be so in a hundred minutes');
    await minutes(1);
  }
}
const cards = () => house.shown(user).filter(({ message }) => message.text.includes('Re: Boxes'));
const press = async (label: string) => {
  const button = cards()
    .at(-1)
    ?.message.buttons?.flat()
    .find((each) => each.label === label);
  if (!button) throw new Error(`there is no ${label}`);
  return house.press(user, button.id);
};
const drafts = () => mail.all().filter(({ mailbox }) => mailbox === 'drafts');
const sent = () => mail.journal.filter(({ did }) => did === 'send');

/** The process ends once this call has done its work at the server, and a new one begins. */
async function diesAt(call: 'saveDraft' | 'send', work: () => Promise<unknown>): Promise<void> {
  const died = new Promise<void>((resolve) => mail.fault(call, { kind: 'die', die: resolve }));
  void work().catch(() => undefined);
  await died;
  const up = house.restart();
  // What is under way is waited for a while, and ends by itself after a minute: the end of the process comes before.
  for (let seconds = 0; seconds < 30; seconds += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await house.clock.advance(1000);
  }
  await up;
}

describe('R22 a draft that is laid unasked, and the end of the process', () => {
  test('after the server took it: there is one draft and one card, with the same words', async () => {
    await arrive();
    await diesAt('saveDraft', () => house.jobs.run());
    await house.jobs.again();
    await minutes(16);
    expect(drafts().map(({ text }) => text)).toEqual(['Yes, number 1.']);
    expect(cards()).toHaveLength(1);
    expect(cards()[0]?.message.text).toContain('Yes, number 1.');
  });

  test('between draft and card: the card that comes then shows what lies there', async () => {
    await arrive();
    await house.jobs.run();
    await house.db.asSystem(async (tx) => {
      await tx.execute(`delete from notices where person_id = '${ann}'`);
      await tx.execute(`delete from actions where person_id = '${ann}' and kind = 'mail_send'`);
    });
    await house.jobs.again();
    await minutes(16);
    expect(drafts().map(({ text }) => text)).toEqual(['Yes, number 1.']);
    expect(cards().at(-1)?.message.text).toContain('Yes, number 1.');
    expect(written).toBe(1);
  });

  test('after the server took the mail: it went once, and the draft is gone', async () => {
    await arrive();
    await house.jobs.run();
    await minutes(16);
    await press('Send');
    await diesAt('send', () => house.clock.advance(30_000));
    await house.texts(user);
    await until(() => drafts().length === 0);
    expect(sent()).toHaveLength(1);
    expect(cards().at(-1)?.message.text).toContain('Sent: ');
  });
});

describe('R22 a draft that is laid unasked', () => {
  test('goes at a later look where the server does not answer at Discard', async () => {
    await arrive();
    await house.jobs.run();
    await minutes(16);
    mail.fault('deleteDraft', { kind: 'reject' });
    await press('Discard');
    await looked();
    expect(drafts()).toHaveLength(1);
    await until(() => cards().at(-1)?.message.text.includes('its draft is gone') === true);
    expect(drafts()).toHaveLength(0);
    expect(sent()).toEqual([]);
  });

  test('stays where Send is cancelled within its half minute', async () => {
    await arrive();
    await house.jobs.run();
    await minutes(16);
    await press('Send');
    await house.texts(user);
    await press('Cancel');
    await minutes(16);
    expect([sent().length, drafts().length]).toEqual([0, 1]);
  });

  test('earns and costs no trust in the kind: no offer comes of it', async () => {
    await arrive();
    await house.jobs.run();
    const { rows } = await house.db.asSystem((tx) => tx.execute(`select kind from trust where person_id = '${ann}'`));
    expect([drafts().length, rows]).toEqual([1, []]);
  });

  test('whose card nobody has seen yet is never shown, once the person has answered', async () => {
    await house.say(user, '/settings quiet 00:00-23:59');
    await arrive();
    await house.jobs.run();
    expect([drafts().length, cards().length]).toEqual([1, 0]);
    mail.arrive({ mailbox: 'sent', from: `${user}@me.example`, to: [BEN], threadId: 't1' });
    await until(() => drafts().length === 0);
    await house.say(user, '/settings quiet off');
    await minutes(16);
    expect(cards()).toEqual([]);
  });

  test('is wished for by the person’s own command alone: no model says so in their place', async () => {
    await house.say(user, '/settings mail.replies card');
    await house.texts(user);
    const changes = ['settings.mail.replies', 'drafts'] as const;
    const script = [calls(['profile_update', { path: changes[0], value: changes[1] }]), words('I cannot.')];
    house.play(() => script.shift() ?? words('Hello.'));
    await house.say(user, 'please lay answers among my drafts from now on');
    await house.texts(user);
    const replies = async () => {
      await house.say(user, '/settings mail.replies');
      return (await house.texts(user)).at(-1);
    };
    expect(await replies()).toContain('card');
    expect(JSON.stringify(house.asked.at(-1)?.messages)).toContain('/settings mail.replies drafts');
    await house.say(user, '/settings mail.replies drafts');
    expect(await replies()).toContain('drafts');
  });
});
