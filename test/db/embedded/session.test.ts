import { describe, expect, test } from 'vitest';
import { query, readyForQuery, type SessionStatus, sqlOf } from '../../../src/db/embedded/protocol.ts';
import { createSharedSession } from '../../../src/db/embedded/session.ts';

/** A backend that knows BEGIN, COMMIT and ROLLBACK, answers with what it was asked, and runs one unit whenever the test lets it. */
function setUp() {
  const ran: string[] = [];
  let status: SessionStatus = 'I';
  let fire = () => {};
  const broken: unknown[] = [];
  const session = createSharedSession({
    backend: {
      async run(messages) {
        const sql = sqlOf(messages.subarray(messages.lastIndexOf('Q')));
        ran.push(sql);
        if (sql === 'die') throw new Error('gone');
        if (sql === 'BEGIN') status = 'T';
        if (sql === 'COMMIT' || sql === 'ROLLBACK') status = 'I';
        const told = sql === 'NOTIFY' ? Buffer.from([0x41, 0, 0, 0, 4]) : Buffer.alloc(0);
        return Buffer.concat([told, query(`done ${sql}`), readyForQuery(status)]);
      },
    },
    idleTransactionMs: 1000,
    startTimer(_ms, run) {
      fire = run;
      return () => {
        fire = () => {};
      };
    },
    onBroken: (error) => broken.push(error),
  });
  const join = () => {
    const got: string[] = [];
    const aborted: true[] = [];
    const seat = session.join({
      send: (bytes) => got.push(bytes[0] === 0x41 ? 'notification' : sqlOf(bytes.subarray(0, bytes.length - 6))),
      onAborted: () => aborted.push(true),
    });
    return {
      got,
      aborted,
      leave: seat.leave,
      ask(...statements: string[]) {
        for (const sql of statements) seat.submit(query(sql));
      },
    };
  };
  return { session, ran, broken, join, timeOut: () => fire() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a shared session', () => {
  test('lets nobody in between the statements of a transaction', async () => {
    const { join, ran } = setUp();
    const [ana, ben] = [join(), join()];
    ana.ask('BEGIN', 'a1');
    ben.ask('b1');
    await settled();
    expect(ran).toEqual(['BEGIN', 'a1']);
    ana.ask('COMMIT');
    await settled();
    expect(ran).toEqual(['BEGIN', 'a1', 'COMMIT', 'b1']);
    expect(ben.got).toEqual(['done b1']);
  });

  test('serves in turn those who ask much and those who ask little', async () => {
    const { join, ran } = setUp();
    const [ana, ben] = [join(), join()];
    ana.ask('a1', 'a2', 'a3');
    ben.ask('b1');
    await settled();
    expect(ran).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  test('rolls back for a connection that is gone, and goes on with the next', async () => {
    const { join, ran } = setUp();
    const [ana, ben] = [join(), join()];
    ana.ask('BEGIN');
    ben.ask('b1');
    await settled();
    ana.leave();
    await settled();
    expect(ran).toEqual(['BEGIN', 'ROLLBACK', 'b1']);
    expect(ana.got).toEqual(['done BEGIN']);
  });

  test('rolls back a transaction that does nothing for too long, without telling the result to anybody', async () => {
    const { join, ran, timeOut } = setUp();
    const [ana, ben] = [join(), join()];
    ana.ask('BEGIN');
    ben.ask('b1');
    await settled();
    timeOut();
    await settled();
    expect(ran).toEqual(['BEGIN', 'ROLLBACK', 'b1']);
    expect([ana.aborted.length, ana.got]).toEqual([1, ['done BEGIN']]);
  });

  test('does not time out a transaction that goes on', async () => {
    const { join, ran, timeOut } = setUp();
    const ana = join();
    ana.ask('BEGIN');
    await settled();
    ana.ask('COMMIT');
    await settled();
    timeOut();
    await settled();
    expect(ran).toEqual(['BEGIN', 'COMMIT']);
  });

  test('brings notifications to everybody', async () => {
    const { join } = setUp();
    const [ana, ben] = [join(), join()];
    ana.ask('NOTIFY');
    await settled();
    expect([ana.got, ben.got]).toEqual([['notification', 'done NOTIFY'], ['notification']]);
  });

  test('keeps exclusive work apart from transactions', async () => {
    const { join, ran, session } = setUp();
    const ana = join();
    ana.ask('BEGIN');
    const work = session.exclusive(async (run) => {
      await run('CHECKPOINT');
      ana.ask('late');
      await settled();
      return ran.length;
    });
    ana.ask('COMMIT');
    expect(await work).toBe(3);
    await settled();
    expect(ran).toEqual(['BEGIN', 'COMMIT', 'CHECKPOINT', 'late']);
  });

  test('says once that the backend is gone', async () => {
    const { join, broken } = setUp();
    const ana = join();
    ana.ask('die');
    await settled();
    ana.ask('again');
    await settled();
    expect(broken).toEqual([new Error('gone')]);
  });
});
