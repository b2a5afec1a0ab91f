import { eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AuditEntry, createAudit } from '../../src/audit/audit.ts';
import { REGULAR_LOOKS } from '../../src/audit/regular-looks.ts';
import { createAuditCommand } from '../../src/chat/commands/audit.ts';
import type { Tx } from '../../src/db/client.ts';
import { sqlStateOf } from '../../src/db/failure.ts';
import { persons } from '../../src/db/schema/people.ts';
import { identityOf } from '../../src/vault/identity.ts';
import { context } from '../chat/commands/planning-context.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';

const audit = createAudit(Buffer.alloc(32, 1));
const entry = (ref: string, at = '2026-11-21T08:00:00.123456789Z'): AuditEntry => ({
  at: Temporal.Instant.from(at),
  dataType: 'task',
  access: 'write',
  action: 'task_add',
  ref,
});

let test: TestDatabase;
let ann: string;
let ben: string;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  [ann, ben] = [await addPerson(test.db), await addPerson(test.db)];
});

const record = (personId: string, ...refs: string[]) =>
  test.db.asPerson(personId, (tx) =>
    audit.record(
      tx,
      personId,
      refs.map((ref) => entry(ref)),
    ),
  );
const verify = (personId: string) => test.db.asPerson(personId, (tx) => audit.verify(tx, personId));
const refs = async (personId: string) =>
  (await test.db.asPerson(personId, (tx) => audit.latest(tx, personId, 10))).map(({ ref }) => ref);
const refusal = (work: (tx: Tx) => Promise<unknown>, personId?: string) =>
  (personId === undefined ? test.db.asSystem(work) : test.db.asPerson(personId, work)).then(
    () => 'taken',
    (error: unknown) => sqlStateOf(error),
  );

/** What somebody could do who has the database's superuser: past the triggers. */
const tamper = (statement: string) =>
  test.db.asSystem(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    const { rowCount } = await tx.execute(sql.raw(statement));
    expect(rowCount).toBeGreaterThan(0);
  });

describe('the audit record', () => {
  it('R92 lists no regular look, and keeps each', async () => {
    const actions = [...REGULAR_LOOKS, 'task_add', ...REGULAR_LOOKS];
    const all = actions.map((action) => ({ ...entry('a'), action }));
    await test.db.asPerson(ann, (tx) => audit.record(tx, ann, all));
    const { run } = createAuditCommand({ db: test.db, audit, identity: identityOf(Buffer.alloc(32, 1), []) });
    const { text } = (await run({ ...context, personId: ann }, '')).message;
    expect(text).toContain(`${actions.length} entries`);
    expect(text.match(/^- .*/gm)).toEqual([expect.stringContaining('task_add')]);
  });

  it('R92 keeps time, data type, access and action of each entry, the latest first', async () => {
    await record(ann, 'a', 'b');
    const rows = await test.db.asPerson(ann, (tx) => audit.latest(tx, ann, 1));
    expect(rows).toMatchObject([{ seq: 2, dataType: 'task', access: 'write', action: 'task_add', ref: 'b' }]);
    expect(rows[0]?.at.toString()).toBe('2026-11-21T08:00:00.123Z');
  });

  it('grows as one chain for each person', async () => {
    await record(ann, 'a', 'b');
    await record(ben, 'x');
    await record(ann, 'c');
    await record(ann);
    expect(await verify(ann)).toEqual({ intact: true, length: 3 });
    expect(await verify(ben)).toEqual({ intact: true, length: 1 });
    expect(await refs(ann)).toEqual(['c', 'b', 'a']);
    expect(await refs(ben)).toEqual(['x']);
  });

  it('is intact while it is empty', async () => {
    expect(await verify(ann)).toEqual({ intact: true, length: 0 });
  });

  it('forgets what is rolled back', async () => {
    await record(ann, 'a');
    const gone = test.db.asPerson(ann, async (tx) => {
      await audit.record(tx, ann, [entry('b')]);
      throw new Error('no');
    });
    await expect(gone).rejects.toThrow('no');
    await record(ann, 'c');
    expect(await refs(ann)).toEqual(['c', 'a']);
    expect(await verify(ann)).toEqual({ intact: true, length: 2 });
  });

  it('stays whole when many append at once', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => record(index % 3 ? ann : ben, `${index}.1`, `${index}.2`)));
    expect(await verify(ann)).toEqual({ intact: true, length: 16 });
    expect(await verify(ben)).toEqual({ intact: true, length: 8 });
  });

  it.each([
    ['at', "at + interval '1 microsecond'"],
    ['at', "at + interval '1 hour'"],
    ['data_type', "'mail'"],
    ['access', "'read'"],
    ['action', "'task_list'"],
    ['ref', "'b2'"],
    ['previous', "repeat('0', 64)"],
    ['hash', "repeat('0', 64)"],
    ['seq', 'seq + 10'],
  ])('R92 betrays a row whose %s is changed to %s', async (column, value) => {
    await record(ann, 'a', 'b', 'c');
    await tamper(`update audit set ${column} = ${value} where person_id = '${ann}' and seq = 2`);
    expect(await verify(ann)).toEqual({ intact: false, brokenAt: 2 });
  });

  it('R92 betrays that the last row says it stands further behind', async () => {
    await record(ann, 'a', 'b');
    await tamper(`update audit set seq = 7 where person_id = '${ann}' and seq = 2`);
    expect(await verify(ann)).toEqual({ intact: false, brokenAt: 2 });
  });

  it('R92 has a test for the change of each column', async () => {
    const { rows } = await test.db.asSystem((tx) =>
      tx.execute<{ column_name: string }>(sql`select column_name from information_schema.columns where table_name = 'audit'`),
    );
    expect(rows.map((row) => row.column_name).sort()).toEqual(
      ['access', 'action', 'at', 'data_type', 'hash', 'person_id', 'previous', 'ref', 'seq'].sort(),
    );
  });

  it.each([1, 2])('R92 betrays that row %i was removed', async (seq) => {
    await record(ann, 'a', 'b', 'c');
    await tamper(`delete from audit where person_id = '${ann}' and seq = ${seq}`);
    expect(await verify(ann)).toEqual({ intact: false, brokenAt: seq });
  });

  it('R92 betrays a row that was given to somebody else, there and where it came from', async () => {
    await record(ann, 'a', 'b');
    await tamper(`update audit set person_id = '${ben}' where person_id = '${ann}' and seq = 1`);
    expect(await verify(ann)).toEqual({ intact: false, brokenAt: 1 });
    expect(await verify(ben)).toEqual({ intact: false, brokenAt: 1 });
  });

  it('R92 betrays a row that was put in, and two that changed places', async () => {
    await record(ann, 'a', 'b', 'c');
    await tamper(`update audit set seq = case seq when 1 then 20 else seq end where person_id = '${ann}'`);
    await tamper(`update audit set seq = 1 where person_id = '${ann}' and seq = 2`);
    await tamper(`update audit set seq = 2 where person_id = '${ann}' and seq = 20`);
    expect(await verify(ann)).toEqual({ intact: false, brokenAt: 1 });
  });

  it('R92 cannot be made to fit without the key', async () => {
    const forger = createAudit(Buffer.alloc(32, 2));
    await test.db.asPerson(ann, (tx) => forger.record(tx, ann, [entry('a')]));
    expect(await verify(ann)).toEqual({ intact: false, brokenAt: 1 });
  });

  it('R92 is read to its end when it is longer than one page', async () => {
    await record(ann, ...Array.from({ length: 2000 }, (_, index) => `${index}`));
    expect(await verify(ann)).toEqual({ intact: true, length: 2000 });
    await record(ann, 'last');
    await tamper(`update audit set ref = 'x' where person_id = '${ann}' and seq = 2001`);
    expect(await verify(ann)).toEqual({ intact: false, brokenAt: 2001 });
  });

  it.each(["update audit set ref = 'x'", 'delete from audit', 'truncate audit'])(
    'R92 is append-only for a person and for the owner of the tables: %s',
    async (statement) => {
      await record(ann, 'a');
      expect(await refusal((tx) => tx.execute(sql.raw(statement)), ann)).toBe('42501');
      expect(await refusal((tx) => tx.execute(sql.raw(statement)))).toBe('42501');
      expect(await refs(ann)).toEqual(['a']);
    },
  );

  it.each(['update', 'delete', 'truncate'])('R92 gives the role of persons no right to %s', async (right) => {
    const { rows } = await test.db.asSystem((tx) =>
      tx.execute(sql`select has_table_privilege('adjutant_app', 'audit', ${right}) as has`),
    );
    expect(rows).toEqual([{ has: false }]);
  });

  it('goes when its person goes', async () => {
    await record(ann, 'a', 'b');
    await test.db.asSystem((tx) => tx.delete(persons).where(eq(persons.id, ann)));
    expect(await test.db.asSystem((tx) => audit.latest(tx, ann, 10))).toEqual([]);
  });
});

it('R87 a sealed end of the record shows that the tail was cut off since', async () => {
  await record(ann, 'a', 'b', 'c');
  const command = createAuditCommand({ db: test.db, audit, identity: identityOf(Buffer.alloc(32, 1), []) });
  const ask = async (argument: string, personId = ann) => (await command.run({ ...context, personId }, argument)).message.text;
  const seal = /`(3\.[\w.-]+)`/.exec(await ask(''))?.[1] ?? '';
  await record(ann, 'd');
  expect(await ask(seal)).toBe('All 3 entries that the seal covers are still here.');
  await expect(ask(seal.replace(/^3/, '2'))).rejects.toThrow('does not fit');
  await expect(ask(seal, ben)).rejects.toThrow('does not fit');
  await expect(ask('3.nonsense')).rejects.toThrow('no whole seal');
  await test.db.asSystem(async (tx) => {
    await tx.execute(sql`alter table audit disable trigger all`);
    await tx.execute(sql`delete from audit where person_id = ${ann} and seq >= 3`);
    await tx.execute(sql`alter table audit enable trigger all`);
  });
  expect(await verify(ann)).toEqual({ intact: true, length: 2 });
  expect(await ask(seal)).toContain('cut off or changed since');
});
