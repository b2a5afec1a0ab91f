import { afterAll, beforeAll, expect, test } from 'vitest';
import { words } from '../agent/answers.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { createFakeMail, type FakeMail, type MailSeed } from '../fakes/mail.ts';
import { labelledMails } from '../fixtures/labelled-mails.ts';
import { atRest } from './at-rest.ts';
import { type House, openHouse } from './house.ts';

const ACCOUNT = 'ann@me.example';
const BEN = { name: 'Ben', address: 'ben@b.example' };
let house: House;
let mail: FakeMail;
let ring: (personId: string) => void;
let ann: string;
beforeAll(async () => {
  mail = createFakeMail({
    account: ACCOUNT,
    mails: [
      { mailbox: 'sent', from: ACCOUNT, to: [BEN], subject: 'Before' },
      { from: BEN, subject: 'Early', text: 'Could you call me?', at: '2026-11-20T09:00:00Z' },
    ],
  });
  const onMail = (listener: typeof ring) => {
    ring = listener;
  };
  house = await openHouse({ connections: { ...fakeConnections({ mail: mail.reader }, { mail: mail.writer }), onMail } });
  ann = await house.move('ann');
  await house.say('ann', '/settings mail.replies off');
  await arrived(); // the first look
});
afterAll(() => house.close());

/** Lets a look take place at what came in. */
async function arrived(...seeds: readonly MailSeed[]): Promise<void> {
  const looks = mail.calls.get('arrivedSince') ?? 0;
  for (const seed of seeds) mail.arrive(seed);
  ring(ann);
  while ((mail.calls.get('arrivedSince') ?? 0) === looks) await new Promise((resolve) => setImmediate(resolve));
  await atRest(house);
  await house.assistant().settle();
}

async function asked(command: string): Promise<string> {
  await house.say('ann', command);
  return (await house.texts('ann')).at(-1) ?? '';
}

/** The group under which /mail shows a mail with this subject. */
async function groupOf(subject: string): Promise<string | undefined> {
  const groups = (await asked('/mail')).split('\n\n').slice(1);
  return /^\*\*(.+?)\*\*/.exec(groups.find((group) => group.includes(subject)) ?? '')?.[1];
}

const rowOf = async (messageId: string) => {
  const { rows } = await house.db.asSystem((tx) =>
    tx.execute<{ id: string; category: string }>(`select id, category from arrived_mails where key = '${messageId}'`),
  );
  return rows[0];
};

test('R20 /mail and the brief show a mail where the model has put it, and ask the model nothing', async () => {
  house.play(() => words('informational'));
  await arrived({ from: BEN, subject: 'Boxes', text: 'Could you tell me when they come?', messageId: '<boxes@b>', unread: true });
  const before = house.asked.length;
  expect(await groupOf('Boxes')).toBe('To know');
  expect(await asked('/today')).toContain('1 to know: /mail shows them');
  expect(house.asked).toHaveLength(before);
});

test('R20 what the watch has not seen is sorted by the rules', async () => {
  expect(await groupOf('Early')).toBe('To answer or do');
  mail.arrive({ from: BEN, subject: 'Unseen', text: 'URGENT: call me back now!', at: '2026-11-21T07:59:00Z' });
  expect(await groupOf('Unseen')).toBe('Urgent');
});

test('R20 what the person said of a sender stands above the model and the rules', async () => {
  house.play(() => words('urgent'));
  await arrived({ from: 'cyd@c.example', subject: 'Roof', text: 'It is off.', messageId: '<roof@c>', unread: true });
  expect(await groupOf('Roof')).toBe('Urgent');
  expect(await asked('/today')).toContain('Urgent: `cyd@c.example`: Roof');
  const id = (await rowOf('<roof@c>'))?.id ?? '';
  expect(await house.press('ann', house.buttons.sign({ verb: 'mcalm', id }, ann))).toContain('not urgent');
  expect(await groupOf('Roof')).toBe('To answer or do');
  mail.arrive({ from: 'cyd@c.example', subject: 'Walls', text: 'URGENT: call me back now!' });
  expect(await groupOf('Walls')).toBe('To answer or do');
});

test('R20 a mail of somebody else under the same Message-ID is another mail, and whoever became known is no junk', async () => {
  house.play(() => words('spam'));
  await arrived({ from: 'win@w.example', subject: 'Offer', text: 'You won, click here!', messageId: '<offer@w>' });
  expect([(await rowOf('<offer@w>'))?.category, await groupOf('Offer')]).toEqual(['spam', 'Probably junk']);
  mail.arrive({ from: BEN, subject: 'Forged', text: 'Could you call?', messageId: '<offer@w>' });
  expect(await groupOf('Forged')).toBe('To answer or do');
  mail.arrive({ mailbox: 'sent', from: ACCOUNT, to: ['win@w.example'], subject: 'Thanks' });
  expect(await groupOf('Offer')).not.toBe('Probably junk');
});

test('R25 /mail counts what lies in the mailbox and names each mail once, whoever has sorted it', async () => {
  house.play(({ messages }) => words(/\bFYI|Thanks/.test(messages[0]?.content ?? '') ? 'informational' : 'action_required'));
  const seeds = labelledMails.map(({ mail: { from, subject, snippet } }): MailSeed => ({ from, subject, text: snippet }));
  await arrived(...seeds.slice(0, 60));
  for (const seed of seeds.slice(60, 90)) mail.arrive(seed);
  mail.arrive({ from: BEN, subject: 'Long ago', at: '2026-11-19T10:00:00Z' });
  const since = Date.parse('2026-11-19T23:00:00Z'); // the day before began in Berlin
  const lying = mail.all().filter(({ mailbox, at }) => mailbox === 'inbox' && Date.parse(at) >= since);
  const digest = await asked('/mail');
  const counts = [...digest.matchAll(/^\*\*.+?\*\* \((\d+)\)$/gm)].map(([, count]) => Number(count));
  expect(digest).toMatch(new RegExp(`^${lying.length} mails since yesterday\\.`));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(lying.length);
  const named = [...digest.matchAll(/\(mail `?([\w-]+)`?\)/g)].map(([, id]) => id);
  expect(named.toSorted()).toEqual(lying.map(({ id }) => id).toSorted());
  const { rows } = await house.db.asSystem((tx) =>
    tx.execute<{ seen: number }>('select count(*)::int as seen from arrived_mails'),
  );
  expect(rows[0]?.seen).toBeLessThan(lying.length);
});
