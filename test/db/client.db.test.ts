import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { persons } from '../../src/db/schema/people.ts';
import { tasks } from '../../src/db/schema/planning.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

describe('a transaction of a person', () => {
  test('sees that person and nobody else', async () => {
    const { db } = database;
    const [ana] = [await addPerson(db), await addPerson(db)];
    const seen = await db.asPerson(ana, (tx) => tx.select({ id: persons.id }).from(persons));
    expect(seen).toEqual([{ id: ana }]);
  });

  test('is refused for anything that is no person id', async () => {
    await expect(database.db.asPerson("x'; drop table persons; --", async () => 1)).rejects.toThrow('no person id');
  });
});

describe('a transaction', () => {
  test.each(['40001', '40P01'])('that was given up for another (%s) is done again, at most five times in all', async (state) => {
    const { db } = database;
    const before = await db.asSystem((tx) => tx.$count(persons));
    const failing = (times: number) => {
      let tries = 0;
      const done = db.asSystem(async (tx) => {
        tries += 1;
        await tx.execute(sql`insert into persons (created_at) values (now())`);
        if (tries <= times)
          await tx.execute(sql.raw(`do $$ begin raise exception 'in the way' using errcode = '${state}'; end $$`));
        return tries;
      });
      return done.catch(() => `failed after ${tries}`);
    };
    expect(await failing(4)).toBe(5);
    expect(await db.asSystem((tx) => tx.$count(persons))).toBe(before + 1);
    expect(await failing(9)).toBe('failed after 5');
    expect(await db.asSystem((tx) => tx.$count(persons))).toBe(before + 1);
  });

  test('that throws leaves nothing behind', async () => {
    const { db } = database;
    const before = await db.asSystem((tx) => tx.$count(persons));
    const failing = db.asSystem(async (tx) => {
      await tx.execute(sql`insert into persons (created_at) values (now())`);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await db.asSystem((tx) => tx.$count(persons))).toBe(before);
  });

  test('inside another is refused as a bug', async () => {
    const { db } = database;
    await expect(db.asSystem(() => db.asSystem(async () => 1))).rejects.toThrow('inside another');
  });

  test('may start from work that an earlier one has begun and that outlives it', async () => {
    const { db } = database;
    let later: Promise<number> = Promise.resolve(0);
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    await db.asSystem(async () => {
      later = gate.then(() => db.asSystem((tx) => tx.$count(persons)));
    });
    go();
    expect(await later).toBeGreaterThanOrEqual(0);
  });

  test('whose failed statement was swallowed is reported, because nothing of it was kept', async () => {
    const swallowing = database.db.asSystem(async (tx) => {
      await tx.execute(sql`select 1 / 0`).catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow('swallowed');
  });

  test('keeps what came before a savepoint that fails', async () => {
    const { db } = database;
    const before = await db.asSystem((tx) => tx.$count(persons));
    await db.asSystem(async (tx) => {
      await tx.execute(sql`insert into persons (created_at) values (now())`);
      await tx.transaction((inner) => inner.execute(sql`select 1 / 0`)).catch(() => undefined);
    });
    expect(await db.asSystem((tx) => tx.$count(persons))).toBe(before + 1);
  });

  test('has a statement parsed once for a connection, whoever it is run for', async () => {
    const { db } = database;
    const ana = await addPerson(db);
    const count = sql`select count(*) from tasks where title = ${'parsed once'}`;
    for (let times = 0; times < 3; times += 1) {
      await db.asPerson(ana, (tx) => tx.execute(count));
      await db.asSystem((tx) => tx.execute(count));
    }
    const kept = await db.asSystem((tx) =>
      tx.execute(
        sql`select (generic_plans + custom_plans)::int as runs from pg_prepared_statements where statement like '%from tasks where title = $1'`,
      ),
    );
    expect(kept.rows).toEqual([{ runs: 6 }]);
  });

  test('leaves role and person behind when its connection is used again', async () => {
    const { db } = database;
    const ana = await addPerson(db);
    await Promise.all(Array.from({ length: 8 }, () => db.asPerson(ana, (tx) => tx.$count(tasks))));
    const roles = await db.asSystem((tx) =>
      tx.execute(sql`select current_user::text as role, current_setting('app.person_id', true) as person`),
    );
    expect(roles.rows[0]?.role).not.toBe('adjutant_app');
    expect(roles.rows[0]?.person ?? '').toBe('');
  });
});
