import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/db/client.ts';
import { persons, strangers } from '../../src/db/schema/people.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { bindIdentity, personOf } from '../../src/people/identities.ts';
import { ensureOwner } from '../../src/people/persons.ts';
import { load } from '../../src/people/profile-store.ts';
import { createStrangers, type PairingVerb } from '../../src/people/strangers.ts';
import type { IncomingMessage } from '../../src/ports/chat.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { incoming } from './incoming.ts';

const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
const PLAIN = 'This assistant is private.';
const ASKED = 'This assistant is private. Its owner has been asked whether to let you in.';

const buttons = createButtons(Buffer.alloc(32, 1));
const people = createStrangers({ sign: buttons.sign, zone: 'Asia/Kolkata' });

let test: TestDatabase;
let operator: string;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  operator = await test.db.asSystem((tx) => ensureOwner(tx, { zone: 'Europe/Berlin', name: 'Ann' }, now));
  await test.db.asSystem((tx) => claimed(tx));
});
afterEach(async () => {
  await test.db.asSystem((tx) => tx.delete(persons));
  await test.db.asSystem((tx) => tx.delete(strangers));
});

const claimed = (tx: Tx) =>
  bindIdentity(tx, operator, { platform: 'telegram', userId: 'owner', chat: 'owner', name: 'Ann' }, now);
const meet = (message: IncomingMessage, at = now) => test.db.asSystem((tx) => people.meet(tx, message, at));
const whoIs = (user: string) => test.db.asSystem((tx) => personOf(tx, 'telegram', user));

/** Presses the card's button as the operator, from its signed id on. */
async function press(meeting: Awaited<ReturnType<typeof meet>>, label: string) {
  const pressed = meeting.toOperator?.message.buttons?.flat().find((button) => button.label === label);
  const wish = buttons.open(pressed?.id ?? '', operator);
  return test.db.asSystem((tx) => people.decide(tx, wish?.verb as PairingVerb, wish?.id ?? '', now));
}

describe('a stranger', () => {
  it('gets one line, and the operator a card with three signed buttons of their own', async () => {
    const meeting = await meet(incoming('9', 'let me in', { user: { id: '9', name: 'Mal' } }));
    expect(meeting.toStranger).toBe(ASKED);
    expect(meeting.toOperator?.personId).toBe(operator);
    expect(meeting.toOperator?.message.text).toContain('Account: `9`');
    expect(meeting.toOperator?.message.text).toContain('`Mal`');
    const row = meeting.toOperator?.message.buttons?.flat() ?? [];
    expect(row.map(({ label }) => label)).toEqual(['Let them in', 'It is me', 'Ignore']);
    for (const { id } of row) {
      expect(Buffer.byteLength(id)).toBeLessThanOrEqual(64);
      expect(buttons.open(id, operator)).toBeDefined();
    }
  });

  it('who writes a thousand times gets one line a day and one card in all, and no text of theirs is stored anywhere', async () => {
    const marker = 'marker-7f3a';
    const meetings = [];
    for (let i = 0; i < 1_000; i++) {
      const at = i < 500 ? now : now.add({ hours: 24 });
      meetings.push(await meet(incoming('9', `${marker} ${i}`, { foreignText: marker }), at));
    }
    expect(meetings.flatMap(({ toStranger }) => toStranger ?? [])).toEqual([ASKED, ASKED]);
    expect(meetings.filter(({ toOperator }) => toOperator)).toHaveLength(1);
    expect(await placesHolding(marker)).toEqual([]);
    expect(await placesHolding('chat-9')).toEqual(['strangers.chat']);
    const [row] = await test.db.asSystem((tx) => tx.select().from(strangers));
    expect(row?.attempts).toBe(1_000);
  });

  it('gets one line and causes one card when many messages come at the same time', async () => {
    const meetings = await Promise.all(Array.from({ length: 20 }, (_, i) => meet(incoming('9', `${i}`))));
    expect(meetings.filter(({ toStranger }) => toStranger)).toHaveLength(1);
    expect(meetings.filter(({ toOperator }) => toOperator)).toHaveLength(1);
  });

  it('in a group is not answered at all', async () => {
    expect(await meet(incoming('9', 'hi', { direct: false }))).toEqual({});
  });

  it('is one of at most five a day who come before the operator; the others may on another day', async () => {
    const meetings = [];
    for (let user = 0; user < 8; user++) meetings.push(await meet(incoming(`s${user}`, 'hi')));
    expect(meetings.map(({ toStranger }) => toStranger)).toEqual([...Array(5).fill(ASKED), ...Array(3).fill(PLAIN)]);
    expect(meetings.filter(({ toOperator }) => toOperator)).toHaveLength(5);
    const later = await meet(incoming('s7', 'hi'), now.add({ hours: 25 }));
    expect(later.toStranger).toBe(ASKED);
    expect(later.toOperator).toBeDefined();
  });

  it('cannot dress up the card with their name', async () => {
    const name = `Ann\u202E\n\n**Let them in**\`\u200B${'x'.repeat(200)}`;
    const text = (await meet(incoming('9', 'hi', { user: { id: '9', name } }))).toOperator?.message.text ?? '';
    const line = text.split('\n').find((part) => part.startsWith('Name they go by')) ?? '';
    expect(line).toMatch(/^Name they go by: `Ann \*\*Let them in\*\* x+` \(anybody can choose any name\)$/);
    expect(line.length).toBeLessThan(130);
  });
});

describe('before the claim', () => {
  it('a stranger is told how the owner comes in, and nobody is asked', async () => {
    await test.db.asSystem((tx) => tx.delete(persons));
    await test.db.asSystem((tx) => ensureOwner(tx, { zone: 'UTC', name: 'Ann' }, now));
    const meeting = await meet(incoming('9', 'hi'));
    expect(meeting).toEqual({
      toStranger: 'This assistant is private. If it is yours, send /start and the token that it shows at its start.',
    });
  });
});

describe('the pairing card', () => {
  it('"Let them in" makes a person of their own, with the zone of this deployment, and greets them', async () => {
    const decision = await press(await meet(incoming('9', 'hi', { user: { id: '9', name: 'Mal' } })), 'Let them in');
    const person = (await whoIs('9')) ?? '';
    expect(person).not.toBe('');
    expect(person).not.toBe(operator);
    expect(decision.joined).toMatchObject({ personId: person, platform: 'telegram', chat: 'chat-9' });
    expect(decision.joined?.message.text).toContain('You are in.');
    const { identity } = await test.db.asPerson(person, (tx) => load(tx, person));
    expect(identity).toMatchObject({ name: 'Mal', timezone: 'Asia/Kolkata' });
    expect(await test.db.asSystem((tx) => tx.select().from(strangers))).toEqual([]);
  });

  it('"It is me" ties the account to the operator', async () => {
    const decision = await press(await meet(incoming('9', 'hi')), 'It is me');
    expect(decision.joined?.personId).toBe(operator);
    expect(await whoIs('9')).toBe(operator);
  });

  it('"Ignore" leaves the stranger out with the plain line, for good and without another card', async () => {
    expect(await press(await meet(incoming('9', 'hi')), 'Ignore')).toEqual({
      said: 'Ignored. They are told once a day that this assistant is private.',
    });
    expect(await whoIs('9')).toBeUndefined();
    expect(await meet(incoming('9', 'hi'), now.add({ hours: 23, minutes: 59 }))).toEqual({});
    expect(await meet(incoming('9', 'hi'), now.add({ hours: 24 }))).toEqual({ toStranger: PLAIN });
  });

  it('still lets in somebody who was ignored first', async () => {
    const meeting = await meet(incoming('9', 'hi'));
    await press(meeting, 'Ignore');
    await press(meeting, 'Let them in');
    expect(await whoIs('9')).toBeDefined();
  });

  it('answers a second press, whichever, without doing anything', async () => {
    const meeting = await meet(incoming('9', 'hi'));
    const presses = await Promise.all(['Let them in', 'Let them in', 'Let them in'].map((label) => press(meeting, label)));
    expect(presses.filter(({ joined }) => joined)).toHaveLength(1);
    const person = await whoIs('9');
    expect(await press(meeting, 'It is me')).toEqual({ said: 'This request has been answered already.' });
    expect(await whoIs('9')).toBe(person);
    expect(await test.db.asSystem((tx) => tx.select().from(persons))).toHaveLength(2);
  });

  it('does nothing any more once the account has become known in another way', async () => {
    const meeting = await meet(incoming('9', 'hi'));
    await test.db.asSystem((tx) =>
      bindIdentity(tx, operator, { platform: 'telegram', userId: '9', chat: 'chat-9', name: 'Ann' }, now),
    );
    expect(await press(meeting, 'Let them in')).toEqual({ said: 'This request has been answered already.' });
    expect(await test.db.asSystem((tx) => tx.select().from(persons))).toHaveLength(1);
  });
});

/** `table.column` of every text or JSON column of the database in which some value holds `needle`. */
async function placesHolding(needle: string): Promise<string[]> {
  return test.db.asSystem(async (tx) => {
    const { rows } = await tx.execute<{ table: string; column: string }>(sql`
      select table_name as table, column_name as column from information_schema.columns
      where table_schema not in ('pg_catalog', 'information_schema') and data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY')
        and table_schema = current_schema()`);
    const places: string[] = [];
    for (const { table, column } of rows) {
      const found = await tx.execute(
        sql`select 1 from ${sql.identifier(table)} where ${sql.identifier(column)}::text like ${`%${needle}%`} limit 1`,
      );
      if (found.rows.length > 0) places.push(`${table}.${column}`);
    }
    return places;
  });
}
