import { eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actions } from '../../src/db/schema/actions.ts';
import { inbox, outbox, turnSteps, turns } from '../../src/db/schema/chat.ts';
import { claims, episodes, slots, vectors } from '../../src/db/schema/memory.ts';
import { eraseExpired } from '../../src/memory/erase.ts';
import { saveFact } from '../../src/memory/facts.ts';
import { bringBack, hide, holdingAll } from '../../src/memory/forgetting.ts';
import { held } from '../../src/memory/held.ts';
import { keepItem } from '../../src/memory/shape.ts';
import { learn } from '../../src/memory/slots/learn.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { keep, say, T0 } from './fill.ts';

let database: TestDatabase;
let personId: string;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  personId = await addPerson(database.db);
});
afterAll(() => database.close());

const asPerson = <T>(work: Parameters<typeof database.db.asPerson<T>>[1]) => database.db.asPerson(personId, work);
const forget = (words: string, now = T0) =>
  asPerson(async (tx) => hide(tx, personId, await holdingAll(tx, personId, words), now));
const later = (hours: number) => T0.add({ hours });
const DAY = 24;

/** Every row of every table of this person's that holds the text anywhere. */
async function rowsHolding(text: string): Promise<string[]> {
  return asPerson(async (tx) => {
    const { rows } = await tx.execute<{ name: string }>(sql`select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'person_id' order by 1`);
    const holding: string[] = [];
    for (const { name } of rows) {
      const table = sql.identifier(name);
      const found = await tx.execute(sql`select 1 from ${table} as t where t::text ilike ${`%${text}%`}`);
      if (found.rows.length > 0) holding.push(name);
    }
    return holding;
  });
}

describe('forgetting', () => {
  it('takes what holds all of the words, stemmed, and nothing else', async () => {
    await asPerson(async (tx) => {
      await keep(tx, personId, 'The locker code is 4711');
      await say(tx, personId, 'my lockers have codes');
      await say(tx, personId, 'the locker is green');
    });
    const held = await asPerson((tx) => holdingAll(tx, personId, 'locker code'));
    expect(held.map(({ text }) => text)).toEqual(['The locker code is 4711', 'my lockers have codes']);
  });

  it('takes nothing for words that say nothing', async () => {
    await asPerson((tx) => say(tx, personId, 'the locker is green'));
    expect(await asPerson((tx) => holdingAll(tx, personId, 'the is'))).toEqual([]);
  });

  it('brings back exactly what one forgetting hid', async () => {
    await asPerson((tx) => say(tx, personId, 'locker one'));
    await forget('locker');
    await asPerson((tx) => say(tx, personId, 'locker two'));
    const second = await forget('locker', later(1));
    expect(await asPerson((tx) => bringBack(tx, personId, second))).toBe(1);
    expect((await asPerson((tx) => holdingAll(tx, personId, 'locker'))).map(({ text }) => text)).toEqual(['locker two']);
  });

  it('does not bring back by an old undo what was forgotten anew', async () => {
    await asPerson(async (tx) => {
      await say(tx, personId, 'locker one');
      await keep(tx, personId, 'locker two');
    });
    const first = await forget('locker one');
    const fact = await forget('locker two');
    for (const forgotten of [first, fact]) await asPerson((tx) => bringBack(tx, personId, forgotten));
    await forget('locker', later(1));
    for (const forgotten of [first, fact])
      await expect(asPerson((tx) => bringBack(tx, personId, forgotten))).rejects.toThrow('cannot be brought back');
  });

  it('says that it cannot be brought back once it is erased, and brings back no half', async () => {
    await asPerson((tx) => say(tx, personId, 'locker one'));
    const forgotten = await forget('locker');
    await asPerson((tx) => eraseExpired(tx, personId, later(DAY)));
    await expect(asPerson((tx) => bringBack(tx, personId, forgotten))).rejects.toThrow('erased for good');
  });
});

describe('eraseExpired', () => {
  it('leaves what can still be brought back, and takes it a day after', async () => {
    await asPerson((tx) => keep(tx, personId, 'marker-one'));
    await forget('marker-one');
    expect(await asPerson((tx) => eraseExpired(tx, personId, later(DAY).subtract({ seconds: 1 })))).toBe(0);
    expect(await asPerson((tx) => eraseExpired(tx, personId, later(DAY)))).toBe(1);
    expect(await asPerson((tx) => eraseExpired(tx, personId, later(DAY)))).toBe(0);
  });

  it('leaves no trace of the text in any table: message, answer, steps, ledger, vector', async () => {
    const text = 'the locker code is marker-4711';
    const at = Temporal.Instant.from('2026-03-02T08:00:00Z');
    await asPerson(async (tx) => {
      const [turn] = await tx
        .insert(turns)
        .values({ personId, platform: 'telegram', chat: '7', state: 'done', tainted: false, startedAt: at })
        .returning();
      const turnId = turn?.id ?? null;
      const about = { personId, platform: 'telegram', chat: '7' } as const;
      const payload = { text, foreignText: text, files: [], key: 'telegram:in' };
      await tx
        .insert(inbox)
        .values({ ...about, key: 'telegram:in', messageId: '1', kind: 'message', payload, receivedAt: at, state: 'done' });
      const why = { trigger: 'your message', by: 'rule', sources: [], actions: [] };
      await tx
        .insert(outbox)
        .values({ ...about, key: 'answer:1', message: { text }, why, state: 'sent', nextAt: at, createdAt: at });
      await tx.insert(turnSteps).values({ personId, turnId: turnId ?? '', step: 1, content: { text } });
      await say(tx, personId, text, { source: 'telegram:in', turnId });
      await say(tx, personId, `noted: ${text}`, { source: 'answer:1', turnId, role: 'assistant' });
      const item = await keep(tx, personId, text);
      await tx.insert(vectors).values({ personId, item, itemKind: 'fact', model: 'm', embedding: [1, 0] });
      const row = { personId, argsHash: 'x', tainted: false, unattended: false, state: 'done', createdAt: at } as const;
      await tx
        .insert(actions)
        .values({ ...row, key: '1', turnId, kind: 'memory_save', args: { text }, origin: 'telegram:in', outcome: text });
      // The command that forgets it names the text once more.
      const command = { text: `/forget marker-4711`, files: [], key: 'telegram:forget' };
      await tx.insert(inbox).values({
        ...about,
        key: 'telegram:forget',
        messageId: '2',
        kind: 'message',
        payload: command,
        receivedAt: T0,
        state: 'done',
      });
      const forgetting = {
        ...row,
        createdAt: T0,
        key: '2',
        kind: 'memory_forget',
        args: { words: 'marker-4711' },
        origin: 'telegram:forget',
        outcome: text,
      };
      await tx.insert(actions).values(forgetting);
    });
    await forget('marker-4711');
    expect(await rowsHolding('marker-4711')).toEqual(['actions', 'episodes', 'facts', 'inbox', 'outbox']);
    expect(await asPerson((tx) => eraseExpired(tx, personId, later(DAY)))).toBe(3);
    expect(await rowsHolding('marker-4711')).toEqual([]);
    expect((await asPerson((tx) => tx.select().from(vectors))).length).toBe(0);
  });

  it('R5 takes a message of which nothing is left without the sentence that has ended', async () => {
    await asPerson(async (tx) => {
      const told = { personId, own: 'My brother is Ben', trust: 'owner', source: 'telegram:ben', zone: 'UTC', now: T0 } as const;
      await say(tx, personId, told.own, { source: told.source });
      await learn(tx, told);
      await saveFact(tx, { personId, text: 'Ben plays the piano', trust: 'owner', source: told.source, recordedAt: T0 });
      const [claim] = await tx.select({ id: claims.id }).from(claims);
      await keepItem(tx, personId, `slot:${claim?.id}`, { class: 'long', expiresAt: later(1) });
      await eraseExpired(tx, personId, later(2));
    });
    expect(await rowsHolding('brother')).toEqual([]);
    expect(await asPerson((tx) => tx.select().from(episodes))).toEqual([]);
    expect(await rowsHolding('piano')).toEqual(['facts']);
  });

  const BROTHER = 'My brother is Ben.';
  const SISTER = 'My sister is Ana.';
  const standingTexts = async () => {
    const rows = await asPerson((tx) => tx.select().from(episodes));
    return rows.filter(({ forgottenAt }) => forgottenAt === null).map(({ text }) => text);
  };
  /** The person says it, and this is answered. */
  const tell = (text: string, answers: readonly string[], source = 'telegram:told') =>
    asPerson(async (tx) => {
      await say(tx, personId, text, { source });
      await learn(tx, { personId, own: text, trust: 'owner', source, zone: 'UTC', now: T0 });
      for (const [place, answer] of answers.entries()) {
        await say(tx, personId, answer, { role: 'assistant', source: `${source} ${place}` });
      }
    });
  const slotOf = async (value: string) => {
    const [claim] = await asPerson((tx) => tx.select().from(claims).where(eq(claims.value, value)));
    return `slot:${claim?.id.slice(0, 8)}`;
  };

  it('R5 R94 takes what an answer told again of a memory that has ended, and nothing else that it says', async () => {
    await tell(`${SISTER} ${BROTHER}`, ['Got it: your sister is Ana and your brother is Ben.', 'Noted: your brother is Ben.']);
    const item = await slotOf('Ben');
    await asPerson(async (tx) => {
      await keepItem(tx, personId, item, { class: 'long', expiresAt: later(1) });
      await eraseExpired(tx, personId, later(2));
    });
    expect(await standingTexts()).toEqual([SISTER, 'Got it: your sister is Ana.']);
    expect(await rowsHolding('Ben')).toEqual([]);
  });

  it('keeps what an answer told again while the person has said it elsewhere as well', async () => {
    await tell(BROTHER, []);
    await asPerson((tx) => say(tx, personId, `As I said: ${BROTHER}`, { source: 'telegram:again' }));
    await asPerson((tx) => say(tx, personId, 'Your brother is Ben.', { role: 'assistant', source: 'turn:again' }));
    const item = await slotOf('Ben');
    await asPerson(async (tx) => {
      await keepItem(tx, personId, item, { class: 'long', expiresAt: later(1) });
      await eraseExpired(tx, personId, later(2));
    });
    expect(await standingTexts()).toEqual([`As I said: ${BROTHER}`, 'Your brother is Ben.']);
  });

  it('R94 forgets at once what answers told again, brings it back with Undo, and lets no backup bring it back', async () => {
    const answers = ['Noted: your brother is Ben.', 'Your brother is Ben. The shop is shut.'];
    await tell(BROTHER, answers);
    const item = await slotOf('Ben');
    const forgetItem = () => asPerson(async (tx) => hide(tx, personId, await held(tx, personId, { item }, 'UTC'), T0));
    const forgotten = await forgetItem();
    expect(await standingTexts()).toEqual(['The shop is shut.']);
    await asPerson((tx) => bringBack(tx, personId, forgotten));
    expect((await standingTexts()).toSorted()).toEqual([BROTHER, ...answers].toSorted());
    await forgetItem();
    await asPerson((tx) => eraseExpired(tx, personId, later(DAY)));
    expect(await rowsHolding('Ben')).toEqual([]);
  });

  const forgetItem = async (item: string) =>
    asPerson(async (tx) => hide(tx, personId, await held(tx, personId, { item }, 'UTC'), T0));
  const inboxText = async (text: string) => {
    const row = { personId, platform: 'telegram', chat: '7', messageId: '1', kind: 'message', state: 'done' } as const;
    await asPerson((tx) =>
      tx.insert(inbox).values({ ...row, key: 'telegram:told', payload: { text, files: [] }, receivedAt: T0 }),
    );
  };

  it('R5 R94 forgets of a message that says two things only the one, wherever it stands, and brings it back with Undo', async () => {
    const message = `${SISTER} ${BROTHER} The shop is shut.`;
    await inboxText(message);
    await tell(message, ['Noted: your brother is Ben.']);
    const forgotten = await forgetItem(await slotOf('Ben'));
    expect(await standingTexts()).toEqual([`${SISTER} The shop is shut.`]);
    const values = async () => (await asPerson((tx) => tx.select().from(slots))).map(({ value }) => value);
    expect(await values()).toEqual(['Ana']);
    expect(await asPerson((tx) => bringBack(tx, personId, forgotten))).toBe(1);
    expect((await standingTexts()).toSorted()).toEqual([message, 'Noted: your brother is Ben.'].toSorted());
    expect((await values()).toSorted()).toEqual(['Ana', 'Ben']);
    await forgetItem(await slotOf('Ben'));
    await asPerson((tx) => eraseExpired(tx, personId, later(DAY)));
    expect(await rowsHolding('Ben')).toEqual([]);
    expect(await rowsHolding('sister')).toEqual(['claims', 'episodes', 'inbox', 'relations', 'slots']);
  });

  it('R94 forgets a message as a whole that tells it once more beside the sentence', async () => {
    await tell(`${BROTHER} ${SISTER} I think of Ben every day.`, []);
    await forgetItem(await slotOf('Ben'));
    expect(await standingTexts()).toEqual([]);
  });

  it('R94 forgets a note with the sentence of the message that asked for it, and keeps what else that one says', async () => {
    await tell(`${SISTER} Remember that the key is under the mat.`, []);
    const note = { personId, text: 'the key is under the mat', trust: 'owner', source: 'telegram:told', recordedAt: T0 } as const;
    const { id } = await asPerson((tx) => saveFact(tx, note));
    await forgetItem(`fact:${id.slice(0, 8)}`);
    expect(await standingTexts()).toEqual([SISTER]);
    expect(await asPerson((tx) => tx.select().from(slots))).toHaveLength(1);
  });

  it('touches nobody else', async () => {
    const other = await addPerson(database.db);
    await database.db.asPerson(other, async (tx) => {
      await say(tx, other, 'locker');
      await hide(tx, other, await holdingAll(tx, other, 'locker'), T0);
    });
    expect(await asPerson((tx) => eraseExpired(tx, personId, later(DAY)))).toBe(0);
    expect(await database.db.asPerson(other, (tx) => eraseExpired(tx, other, later(DAY)))).toBe(1);
  });
});
