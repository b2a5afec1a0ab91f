import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInbox } from '../../src/chat/inbox.ts';
import type { Database } from '../../src/db/client.ts';
import { inbox, outbox } from '../../src/db/schema/chat.ts';
import { identities } from '../../src/db/schema/identities.ts';
import { strangers } from '../../src/db/schema/people.ts';
import { systemRandom } from '../../src/ground/random.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { createClaim } from '../../src/people/claim.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import { createLinking } from '../../src/people/linking.ts';
import { createPerson, ensureOwner } from '../../src/people/persons.ts';
import { createStrangers } from '../../src/people/strangers.ts';
import type { IncomingMessage } from '../../src/ports/chat.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { incoming } from '../people/incoming.ts';

const TOKEN = 'T'.repeat(32);
const clock = createFakeClock('2026-11-21T08:00:00Z');

type Admit = Parameters<typeof createInbox>[0]['admit'];

function setUp(db: Database, admit: Admit = async () => false) {
  let standing: string | undefined = TOKEN;
  const token = {
    make: async () => TOKEN,
    matches: async (guess: string) => guess === standing,
    remove: async () => {
      standing = undefined;
    },
  };
  const toStrangers: string[] = [];
  const waiting: string[] = [];
  const stops: string[] = [];
  const take = createInbox({
    db,
    clock,
    claim: createClaim({ db, token }),
    admit,
    onJoined: async () => undefined,
    linking: createLinking({ random: systemRandom, sign: createButtons(Buffer.alloc(32)).sign, key: Buffer.alloc(32) }),
    strangers: createStrangers({ sign: createButtons(Buffer.alloc(32)).sign, zone: 'Europe/Berlin' }),
    sayToStranger: (_, { text }) => toStrangers.push(text),
    onMessage: ({ key }) => waiting.push(key),
    onStop: async (_, { key }) => void stops.push(key),
    onQueued: () => undefined,
  });
  return { take, toStrangers, waiting, stops };
}

describe('the inbox', () => {
  let database: TestDatabase;
  let owner: string;
  const rowsOf = (key: string) => database.db.asSystem((tx) => tx.select().from(inbox).where(eq(inbox.key, key)));
  const known = (text: string, over: Partial<IncomingMessage> = {}) => incoming('ann', text, over);

  beforeAll(async () => {
    database = await openTestDatabase();
    owner = await database.db.asSystem((tx) => ensureOwner(tx, { zone: 'UTC', name: 'Ann' }, clock.now()));
  });
  afterAll(() => database.close());

  test('lets whoever sends the token in before anything else, and stores no word of it', async () => {
    const { take, toStrangers, waiting } = setUp(database.db);
    await take(known(`/start ${TOKEN}`, { key: 'telegram:claim' }));
    expect(toStrangers).toEqual([expect.stringContaining('This chat is yours now.')]);
    expect(waiting).toEqual([]);
    expect(await rowsOf('telegram:claim')).toEqual([]);
    const accounts = await database.db.asSystem((tx) => tx.select().from(identities).where(eq(identities.personId, owner)));
    expect(accounts.map(({ userId }) => userId).sort()).toEqual(['ann', 'terminal']);
  });

  test('stores the second of two first messages, for whom the first has just been let in', async () => {
    const { take, toStrangers, waiting } = setUp(database.db, async (tx, { user }) => {
      const account = { platform: 'telegram', userId: user.id, chat: 'chat-invited', name: 'Invited' } as const;
      const invited = await createPerson(tx, { zone: 'UTC', name: 'Invited', operator: false }, clock.now());
      await bindIdentity(tx, invited, account, clock.now());
      return false;
    });
    await take(incoming('invited', 'hello', { key: 'telegram:second', chat: 'chat-invited' }));
    expect(toStrangers).toEqual([]);
    expect(waiting).toEqual(['telegram:second']);
    expect(await rowsOf('telegram:second')).toHaveLength(1);
  });

  test('has a message stored when it resolves, and wakes its conversation', async () => {
    const { take, waiting } = setUp(database.db);
    const message = known('hello', { key: 'telegram:1' });
    await take(message);
    expect(await rowsOf('telegram:1')).toMatchObject([{ personId: owner, state: 'stored', kind: 'message', payload: message }]);
    expect(waiting).toEqual(['telegram:1']);
  });

  test('stores the same key once, also of two deliveries at the same time', async () => {
    const { take, waiting } = setUp(database.db);
    const message = known('again', { key: 'telegram:2' });
    await Promise.all([take(message), take(message)]);
    await take(message);
    expect(await rowsOf('telegram:2')).toHaveLength(1);
    expect(new Set(waiting)).toEqual(new Set(['telegram:2']));
  });

  test('hands a message or a stop over again, when it comes again and nobody has begun with it; never after that', async () => {
    const { take, waiting, stops } = setUp(database.db);
    for (const [key, text, heard] of [
      ['telegram:lost', 'hello', waiting],
      ['telegram:lost-stop', 'stop', stops],
    ] as const) {
      let lost = true;
      const losing: Database = {
        ...database.db,
        async asSystem(work) {
          const result = await database.db.asSystem(work);
          if (lost) throw new Error('the answer to COMMIT was lost');
          return result;
        },
      };
      const first = setUp(losing);
      await expect(first.take(known(text, { key }))).rejects.toThrow('lost');
      lost = false;
      expect([...first.waiting, ...first.stops]).toEqual([]);
      await take(known(text, { key }));
      expect(heard).toEqual([key]);
      await database.db.asSystem((tx) => tx.update(inbox).set({ state: 'done' }).where(eq(inbox.key, key)));
      await take(known(text, { key }));
      expect(heard).toEqual([key]);
    }
  });

  test('hands a stop over at once, outside of every conversation', async () => {
    const { take, waiting, stops } = setUp(database.db);
    await take(known('STOP', { key: 'telegram:3' }));
    expect(stops).toEqual(['telegram:3']);
    expect(waiting).toEqual([]);
    // Whoever carries it out says so: should the process die before, it is heard at the next start.
    expect(await rowsOf('telegram:3')).toMatchObject([{ state: 'stored' }]);
  });

  test('stores nothing that a stranger writes, answers once a day and asks the owner', async () => {
    const { take, toStrangers, waiting } = setUp(database.db);
    const stranger = incoming('mal', 'the secret plan', { key: 'telegram:4' });
    await take(stranger);
    await take({ ...stranger, key: 'telegram:5' });
    expect(toStrangers).toEqual(['This assistant is private. Its owner has been asked whether to let you in.']);
    expect(waiting).toEqual([]);
    const kept = await database.db.asSystem(async (tx) => ({
      inbox: await tx.select().from(inbox),
      outbox: await tx.select().from(outbox),
      strangers: await tx.select().from(strangers),
    }));
    expect(JSON.stringify(kept)).not.toContain('secret plan');
    expect(kept.outbox).toMatchObject([{ personId: owner, platform: 'telegram', chat: 'chat-ann' }]);
    expect(kept.strangers).toMatchObject([{ userId: 'mal', attempts: 2 }]);
  });

  test('hears no stop of a stranger', async () => {
    const { take, stops } = setUp(database.db);
    await take(incoming('mal', 'stop', { key: 'telegram:6' }));
    expect(stops).toEqual([]);
  });

  test('rejects when it cannot store, so that the platform keeps the message', async () => {
    const broken: Database = { ...database.db, asSystem: () => Promise.reject(new Error('disk full')) };
    const { take, waiting } = setUp(broken);
    await expect(take(known('lost?', { key: 'telegram:7' }))).rejects.toThrow('disk full');
    expect(waiting).toEqual([]);
  });

  test('knows a person by the account, never by the name', async () => {
    await database.db.asSystem((tx) =>
      bindIdentity(tx, owner, { platform: 'telegram', userId: 'ann-2', chat: 'c2', name: 'Ann' }, clock.now()),
    );
    const { take, waiting } = setUp(database.db);
    await take(incoming('impostor', 'hi', { key: 'telegram:8', user: { id: 'impostor', name: 'Ann' } }));
    await take(incoming('ann-2', 'hi', { key: 'telegram:9', user: { id: 'ann-2', name: 'Somebody' } }));
    expect(waiting).toEqual(['telegram:9']);
  });

  test('stores what Postgres cannot hold without it: U+0000 and half a surrogate pair, so that no message blocks the ones behind', async () => {
    const { take, waiting } = setUp(database.db);
    await take(known('a\0b\ud83d', { key: 'telegram:odd', foreignText: '\0' }));
    expect(waiting).toEqual(['telegram:odd']);
    expect((await rowsOf('telegram:odd'))[0]?.payload).toMatchObject({ text: 'ab\ufffd', foreignText: '' });
  });

  test('a message in a thread or on a page leaves the person where they are spoken to', async () => {
    const { take } = setUp(database.db);
    const chatOf = () => database.db.asSystem((tx) => tx.select().from(identities).where(eq(identities.userId, 'ann')));
    await take(known('in the chat', { key: 'telegram:chat' }));
    const [{ chat } = { chat: '' }] = await chatOf();
    await take(known('in a thread', { key: 'telegram:thread', chat: 'a-thread', inside: chat }));
    expect(await chatOf()).toMatchObject([{ chat }]);
    const [row] = await rowsOf('telegram:thread');
    expect(row).toMatchObject({ chat: 'a-thread', payload: { inside: chat } });
  });
});
