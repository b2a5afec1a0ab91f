import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStaticEmbedder } from '../../adapters/models/static-embedder.ts';
import { systemRandom as random } from '../../src/ground/random.ts';
import { createCredentials } from '../../src/vault/credentials.ts';
import { createSealing } from '../../src/vault/sealing.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { createFakeContacts } from '../fakes/contacts.ts';
import { createFakeMail } from '../fakes/mail.ts';
import { rootKey } from '../fixtures/credentials.ts';
import { SMALL_TALK } from '../memory/quality-set.ts';
import { type House, openHouse } from '../wiring/house.ts';
import { calls, words } from './answers.ts';

/** One secret of each kind that a prompt could carry where it has no business. */
const SECRETS = {
  task: 'orchid-7301',
  reminder: 'walnut-5512',
  fact: 'harbour-4711',
  forgotten: 'cobalt-9034',
  earlierTalk: 'saffron-1289',
  otherChat: 'juniper-6640',
  file: 'tundra-3377',
  mail: 'magnet-8205',
  contact: 'pelican-2916',
  credential: 'quartz-5083',
  profile: 'velvet-7468',
  otherPerson: 'glacier-4150',
} as const;

type Secret = keyof typeof SECRETS;

/** What the person asks, what an honest model calls for it, and what that task needs. */
const REQUESTS: readonly (readonly [asked: string, call: readonly [string, object] | undefined, needs: readonly Secret[]])[] = [
  ['hello', undefined, []],
  ['how many minutes do I boil an egg?', undefined, []],
  ['add a task: buy stamps', ['task_add', { title: 'Buy stamps' }], []],
  ['remind me tomorrow at 9 to water the plants', ['reminder_set', { text: 'water the plants', when: 'tomorrow at 9' }], []],
  ['translate "good evening" into French', undefined, []],
  ['how does my calendar look?', undefined, []],
  ['which tasks are open?', ['task_list', {}], ['task']],
  ['which reminders are set?', ['reminder_list', {}], ['reminder']],
  ['what is my blood group?', undefined, ['fact']],
  ['any mail about the invoice?', ['mail_search', { text: 'invoice' }], ['mail']],
  ['what is the address of Rosa?', ['contact_find', { text: 'Rosa' }], ['contact']],
];

let house: House;

beforeAll(async () => {
  const mail = createFakeMail({
    account: 'ann@example.com',
    mails: [{ from: 'shop@example.com', subject: 'Your invoice', text: `Amount ${SECRETS.mail}` }],
  });
  const contacts = createFakeContacts([['Rosa', `${SECRETS.contact}@example.com`]]);
  const embedder = createStaticEmbedder();
  house = await openHouse({
    embedder,
    connections: fakeConnections({ mail: mail.reader, contacts: contacts.reader }, { mail: mail.writer }),
  });
  const ann = await house.move('ann');
  await house.move('ben');
  const sealing = createSealing({ rootKey, random, clock: house.clock });
  const credentials = createCredentials({ sealing, clock: house.clock });
  await house.db.asPerson(ann, (tx) => credentials.save(tx, ann, 'imap', { password: SECRETS.credential }));
  house.adapter.serve(async () => new TextEncoder().encode(`The plan of the garden shed: ${SECRETS.file}`));
  house.play(() => words('I see.'));
  const say = async (user: string, text: string, over = {}) => {
    await house.say(user, text, over);
    await house.texts(user);
  };
  await say('ben', `/remember my blood group by the old card is ${SECRETS.otherPerson}`);
  await say('ann', `/tasks add Order the ${SECRETS.task} tomorrow`);
  await say('ann', `/remind tomorrow at 10 call about the ${SECRETS.reminder}`);
  await say('ann', `/remember my blood group by the old card is ${SECRETS.fact}`);
  await say('ann', `/remember the old password of the piano is ${SECRETS.forgotten}`);
  await say('ann', '/forget piano');
  await say('ann', `/settings goals.metrics ${SECRETS.profile}`);
  await say('ann', `the colour of my first bicycle was ${SECRETS.earlierTalk}`);
  await say('ann', `the vet of our dog lives in ${SECRETS.otherChat}`, { chat: 'chat-ann-2' });
  await say('ann', 'keep this', { files: [{ ref: 'r', kind: 'document', name: 'shed.txt', mime: 'text/plain', size: 9 }] });
  for (const line of SMALL_TALK) await say('ann', line);
}, 120_000);
afterAll(() => house.close());

const inside = (text: string): Secret[] =>
  Object.entries(SECRETS).flatMap(([name, secret]) => (text.includes(secret) ? [name as Secret] : []));

describe('what a model sees (R97)', () => {
  test.each(REQUESTS)('of "%s" holds what that task needs and no other secret', async (asked, call, needs) => {
    // An hour later, so that what was looked up for one request is no part of the next.
    await house.clock.advance(3_600_000);
    const before = house.asked.length;
    house.play(({ messages }) => (call && messages.at(-1)?.role !== 'tool' ? calls(call) : words('There you are.')));
    await house.say('ann', asked);
    await house.texts('ann');
    const prompts = house.asked.slice(before).map((request) => JSON.stringify(request));
    expect(prompts.length).toBe(call ? 2 : 1);
    expect(inside(prompts.join('\n'))).toEqual(needs);
    // Clears the table: the next request is not about this one.
    house.play(() => words('I see.'));
    for (const line of SMALL_TALK.slice(0, 10)) {
      await house.say('ann', line);
      await house.texts('ann');
    }
  });

  test('of the morning brief holds the lines of the brief and no other secret', async () => {
    const before = house.asked.length;
    house.play(() => words('no lines'));
    for (let hour = 0; hour < 14; hour += 1) {
      await house.pass(3_600_000);
      await house.jobs.run();
      await house.texts('ann');
    }
    const texts = house.shown('ann').map(({ message }) => message.text);
    expect(texts).toContainEqual(expect.stringMatching(/Your brief for Sunday/));
    const prompts = house.asked.slice(before).map((request) => JSON.stringify(request));
    // Ben has a night of his own.
    const isOfBen = (prompt: string) => prompt.includes(SECRETS.otherPerson);
    expect(prompts.filter(isOfBen).map(inside)).toEqual([['otherPerson']]);
    const seen = inside(prompts.filter((prompt) => !isOfBen(prompt)).join('\n'));
    expect(prompts.length).toBeGreaterThan(1);
    expect(seen).toEqual(['task', 'reminder']);
  });
});
