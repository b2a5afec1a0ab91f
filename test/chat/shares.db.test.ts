import { and, desc, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudit } from '../../src/audit/audit.ts';
import { operationOf } from '../../src/chat/commands/operation-of.ts';
import { actions } from '../../src/db/schema/actions.ts';
import { identities, shares } from '../../src/db/schema/identities.ts';
import { tasks } from '../../src/db/schema/planning.ts';
import { audit } from '../../src/db/schema/records.ts';
import { OPERATIONS } from '../../src/people/roles.ts';
import { enterTwin } from '../../src/people/twin-door.ts';
import { TABLE } from '../people/roles-table.ts';
import { type House, openHouse } from '../wiring/house.ts';

const GUESTS = { assistant: '200000001', delegate: '200000002', viewer: '200000003' } as const;
const LETTERS = { assistant: 'A', delegate: 'D', viewer: 'V' } as const;
const ROLES = ['assistant', 'delegate', 'viewer'] as const;

let house: House;
let ann: string;
beforeAll(async () => {
  house = await openHouse({ model: false });
  ann = await house.move('ann');
  for (const role of ROLES) await house.move(GUESTS[role]);
  await house.say('ann', '/tasks add Pay the rent');
  await house.say('ann', '/remember the spare key is with Jo');
  await house.say('ann', '/remind today at 23:00 stretch');
  await house.say('ann', '/tasks add Old one');
  await house.assistant().settle();
  for (const role of ROLES) await share(role, GUESTS[role]);
});
afterAll(() => house.close());

const last = async (user: string) => (await house.texts(user)).at(-1) ?? '';
/** The last button of that label that the user has seen. */
const buttonOf = async (user: string, label: string) => {
  await house.assistant().settle();
  const shown = house.shown(user).findLast(({ message }) => message.buttons?.flat().some((each) => each.label === label));
  const button = shown?.message.buttons?.flat().find((each) => each.label === label);
  if (!shown || !button) throw new Error(`${user} sees no button ${label}`);
  return { id: button.id, messageId: shown.messageId };
};
const press = async (user: string, label: string, by = user) => {
  const { id, messageId } = await buttonOf(user, label);
  return house.press(by, id, { messageId });
};
const share = async (role: string, user: string) => {
  await house.say('ann', `/share ${role} telegram ${user}`);
  await press('ann', 'Share');
  await press(user, 'Accept');
};
const asAnn = async (user: string, wish: string) => {
  await house.say(user, `/as ann ${wish}`);
  return last(user);
};
const given = async (user: string) => {
  const rows = await house.db.asSystem((tx) => tx.select().from(shares).where(eq(shares.userId, user)));
  return rows.map(({ role, state }) => `${role} ${state}`);
};
const recorded = async () => {
  const rows = await house.db.asSystem((tx) =>
    tx.select().from(audit).where(eq(audit.personId, ann)).orderBy(desc(audit.seq)).limit(12),
  );
  return rows.map(({ action }) => action);
};

describe('a role in what is kept for somebody', () => {
  it('R88 comes about by a press of both, the person first', async () => {
    await house.move('300000001');
    await house.say('ann', '/share viewer telegram 300000001');
    expect(await last('ann')).toContain('Account: `300000001`');
    expect(await asAnn('300000001', 'tasks')).toContain('Nobody shares anything with this account.');
    await press('ann', 'Share');
    expect(await last('300000001')).toContain('**`ann` wants you as viewer.**');
    expect(await asAnn('300000001', 'tasks')).toContain('Nobody shares');
    const { id } = await buttonOf('300000001', 'Accept');
    expect(await house.press('300000001', id)).toBe('Accepted.');
    expect(await asAnn('300000001', 'tasks')).toContain('Pay the rent');
    expect(await recorded()).toContain('role viewer given to telegram:300000001');
    expect(await house.press('300000001', id)).toContain('answered already');
  });

  it('R88 is not accepted by the person for the account, nor by anybody else', async () => {
    await house.move('300000002');
    await house.say('ann', '/share assistant telegram 300000002');
    expect(await press('ann', 'Share', GUESTS.viewer)).toContain('not for you');
    expect(await press('ann', 'Share', '300000002')).toContain('not for you');
    const { id } = await buttonOf('ann', 'Share');
    await house.press('ann', id);
    expect(await press('300000002', 'Accept', 'ann')).toContain('not for you');
    expect(await house.press('ann', id)).toContain('answered already');
    expect(await given('300000002')).toEqual(['assistant offered']);
    expect(await press('300000002', 'No')).toBe('Ended.');
    expect(await given('300000002')).toEqual([]);
  });

  it('R88 ends by the person or the account in /share, and for good with the account', async () => {
    for (const user of ['300000003', '300000004', '300000005']) {
      await house.move(user);
      await share('viewer', user);
    }
    await house.say('ann', '/share');
    await press('ann', 'End telegram 300000003');
    await house.say('300000004', '/share');
    await press('300000004', 'Give up ann');
    await house.say('300000005', '/unlink');
    await press('300000005', 'Unlink telegram 300000005');
    for (const user of ['300000003', '300000004', '300000005']) expect(await given(user)).toEqual([]);
    for (const user of ['300000003', '300000004']) expect(await asAnn(user, 'tasks')).toContain('Nobody shares');
    expect(await recorded()).toContain('role viewer of telegram:300000003 ended');
  });

  it('R88 is given to a known account only, by its id, and never to oneself', async () => {
    const answers = [];
    const own = { platform: 'telegram', userId: '300000009', chat: 'x', name: 'Ann' } as const;
    await house.db.asSystem((tx) => tx.insert(identities).values({ ...own, personId: ann, lastSeenAt: house.clock.now() }));
    for (const wish of ['viewer telegram 399999999', 'viewer telegram @bo', 'boss telegram 1', 'viewer telegram 300000009']) {
      await house.say('ann', `/share ${wish}`);
      answers.push(await last('ann'));
    }
    expect(answers).toEqual([
      expect.stringContaining('I do not know the account'),
      expect.stringContaining("This is no account's id on telegram"),
      expect.stringContaining('Write a role and an account'),
      expect.stringContaining('yours already'),
    ]);
    await house.db.asSystem((tx) => tx.delete(identities).where(eq(identities.userId, '300000009')));
  });
});

/** A wish for each operation that can be written, and what shows in Ann's things that it was carried out. */
const WISHES: readonly string[] = [
  ...[
    'today',
    'agenda',
    'tasks',
    'tasks matrix',
    'remind',
    'brief',
    'news',
    'find spare key',
    'cards',
    'why',
    'settings',
    'link',
  ],
  ...['free', 'conflicts', 'plan', 'optimise', 'review', 'mail', 'memory', 'notes', 'private', 'workflow', 'watch'],
  ...['unlink', 'audit', 'status', 'home', 'export', 'connect', 'invite telegram 123456789', 'share viewer telegram 200000003'],
  ...[
    'remember the code is 4711',
    'forget spare',
    'undo',
    'stop',
    'focus 1h',
    'what do you know of her',
    'start',
    'help',
    'as ann today',
  ],
];

describe.each(ROLES)('somebody who is %s', (role) => {
  it('R88 reads what the table allows and nothing else, and each try is on record with who it was', async () => {
    for (const wish of WISHES) {
      const operation = operationOf(wish);
      const said = await asAnn(GUESTS[role], wish);
      const allowed = TABLE[operation].includes(LETTERS[role]);
      expect([wish, said.startsWith(`As ${role} of \`ann\` you may`)]).toEqual([wish, !allowed]);
      expect(said).not.toContain('spare key');
      const who = `${operation} by telegram:${GUESTS[role]} as ${role}`;
      expect(await recorded()).toContain(allowed ? who : `${who} denied`);
    }
  });

  it('R88 adds and completes tasks, and sets and cancels reminders, only where the table says so', async () => {
    const writes = ['tasks add Call the bank', 'tasks done Old one', 'remind tomorrow at 9:15 call', 'remind cancel stretch'];
    for (const wish of writes) {
      const before = await house.db.asSystem((tx) => tx.$count(actions, eq(actions.personId, ann)));
      await asAnn(GUESTS[role], wish);
      const after = await house.db.asSystem((tx) => tx.$count(actions, eq(actions.personId, ann)));
      expect([wish, after - before]).toEqual([wish, TABLE[operationOf(wish)].includes(LETTERS[role]) ? 1 : 0]);
    }
    const own = await house.db.asSystem((tx) => tx.select().from(identities).where(eq(identities.userId, GUESTS[role])));
    const theirs = eq(actions.personId, own[0]?.personId ?? '');
    expect(await house.db.asSystem((tx) => tx.$count(actions, theirs))).toBe(0);
  });

  it('R88 presses nothing of the person, whatever it does', async () => {
    await house.say('ann', `/tasks add For ${role}`);
    expect(await press('ann', 'Undo', GUESTS[role])).toContain('not for you');
  });
});

describe('what somebody else wrote by a role', () => {
  it('R83 stays marked as theirs, with their account in the ledger, and gives them no button', async () => {
    await asAnn(GUESTS.delegate, 'tasks add Send mail to Mallory');
    expect(house.shown(GUESTS.delegate).at(-1)?.message.buttons).toBeUndefined();
    const [task] = await house.db.asSystem((tx) =>
      tx
        .select()
        .from(tasks)
        .where(and(eq(tasks.personId, ann), eq(tasks.title, 'Send mail to Mallory'))),
    );
    expect(task?.tainted).toBe(true);
    const added = await house.db.asSystem((tx) =>
      tx
        .select()
        .from(actions)
        .where(and(eq(actions.personId, ann), eq(actions.kind, 'task_add'))),
    );
    const rows = added.filter(({ decidedBy }) => decidedBy?.includes(`(wished by telegram:${GUESTS.delegate} as delegate)`));
    expect(new Set(rows.map(({ tainted }) => tainted))).toEqual(new Set([true]));
  });

  it('R88 asks the person where a card is due, and never shows it to the account', async () => {
    const before = house.shown('ann').length;
    expect(await asAnn(GUESTS.assistant, 'remind at 7 call Jo')).toBe('`ann` has to press for that. I have asked them.');
    expect(
      house
        .shown('ann')
        .slice(before)
        .some(({ message }) => message.buttons !== undefined),
    ).toBe(true);
    expect(house.shown(GUESTS.assistant).at(-1)?.message.buttons).toBeUndefined();
  });
});

it('R88 over 1,000 random sequences no account with any role gets through the door to what the table forbids', async () => {
  const record = createAudit(Buffer.alloc(32));
  const now = house.clock.now();
  const users = ['400000001', '400000002'];
  const step = fc.record({
    user: fc.constantFrom(...users),
    role: fc.constantFrom(...ROLES, undefined),
    state: fc.constantFrom('asked', 'offered', 'held', 'held', 'held'),
    operation: fc.constantFrom(...OPERATIONS),
  });
  const sequences = fc.sample(fc.array(step, { minLength: 1, maxLength: 3 }), { numRuns: 1000, seed: 88 });
  const wrong: string[] = [];
  let admitted = 0;
  await house.db.asSystem(async (tx) => {
    for (const sequence of sequences) {
      await tx.delete(shares).where(eq(shares.personId, ann));
      const holds = new Map<string, string>();
      for (const { user, role, state, operation } of sequence) {
        const account = { platform: 'telegram', userId: user } as const;
        if (role) {
          await tx.delete(shares).where(eq(shares.userId, user));
          await tx.insert(shares).values({ ...account, personId: ann, name: '', role, state, createdAt: now });
          holds.set(user, state === 'held' ? LETTERS[role] : '?');
        }
        const entered = await enterTwin(tx, { ...record, record: async () => undefined }, account, 'ann x', () => operation, now);
        const may = TABLE[operation].includes(holds.get(user) ?? '?');
        if (entered.state === 'admitted') admitted += 1;
        if ((entered.state === 'admitted') !== may) wrong.push(`${user} ${holds.get(user)} ${operation}`);
      }
    }
    await tx.delete(shares).where(eq(shares.personId, ann));
  });
  expect(wrong).toEqual([]);
  expect(admitted).toBeGreaterThan(100);
});
