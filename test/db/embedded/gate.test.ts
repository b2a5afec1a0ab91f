import { describe, expect, test } from 'vitest';
import { createGate, type Step } from '../../../src/db/embedded/gate.ts';
import { createMessageReader, query, SYNC, sqlOf, typeOf } from '../../../src/db/embedded/protocol.ts';

function toMessage(type: string, body: string): Buffer {
  const bytes = Buffer.from(`${type}....${body}`, 'latin1');
  bytes.writeInt32BE(bytes.length - 1, 1);
  return bytes;
}

const parse = (sql: string) => toMessage('P', `\0${sql}\0\0\0`);
const bind = toMessage('B', '\0\0\0\0\0\0\0\0');

function told(step: Step): string {
  if (!step || !('reply' in step)) return 'no reply';
  const [error, ready] = createMessageReader(0).push(step.reply);
  const code = /C(\w{5})/.exec(error?.toString('latin1') ?? '')?.[1];
  return `${code} ${String.fromCharCode(ready?.[5] ?? 0)}`;
}

describe('the gate of a connection', () => {
  test('gathers parse and bind until sync, and passes a simple query on at once', () => {
    const gate = createGate();
    expect(gate.take(parse('select 1'))).toBeUndefined();
    expect(gate.take(bind)).toBeUndefined();
    expect(gate.take(SYNC)).toEqual({ run: Buffer.concat([parse('select 1'), bind, SYNC]) });
    expect(gate.take(query('select 2'))).toEqual({ run: query('select 2') });
  });

  test('ends the connection on terminate', () => {
    expect(createGate().take(toMessage('X', ''))).toEqual({ end: true });
  });

  test.each([
    ['copy persons from stdin', true],
    ['COPY persons (id) FROM\nSTDIN WITH (format csv)', true],
    ['copy persons to stdout', false],
    ["select 'x'; select 'copy a from stdin'", false],
  ])('of %j replaces a copy into the database by an error: %s', (sql, refused) => {
    const step = createGate().take(query(sql));
    if (!step || !('run' in step)) throw new Error('nothing would run');
    expect(sqlOf(step.run).includes('0A000')).toBe(refused);
  });

  test('refuses a copy in the extended protocol too, even when the client flushes in between', () => {
    const gate = createGate();
    gate.take(parse('copy persons from stdin'));
    expect(gate.take(toMessage('H', ''))).toBeUndefined();
    gate.take(bind);
    const step = gate.take(SYNC);
    if (!step || !('run' in step)) throw new Error('nothing would run');
    expect(typeOf(step.run)).toBe('Q');
    expect(sqlOf(step.run)).toContain('0A000');
  });
});

describe('after its transaction was rolled back from outside', () => {
  test.each([
    ['select 1', '25P03 E'],
    ['commit', '25P03 I'],
    ['END', '25P03 I'],
    ['rollback to savepoint a', '25P03 E'],
    ['ROLLBACK WORK TO a', '25P03 E'],
  ])('%s fails with %s', (sql, answer) => {
    const gate = createGate();
    gate.abort();
    expect(told(gate.take(query(sql)))).toBe(answer);
  });

  test('a failed commit ends it, and the next statement runs', () => {
    const gate = createGate();
    gate.abort();
    gate.take(query('commit'));
    expect(gate.take(query('select 1'))).toEqual({ run: query('select 1') });
  });

  test.each(['rollback', 'ABORT', 'rollback work'])('%s runs, and so does what follows', (sql) => {
    const gate = createGate();
    gate.abort();
    expect(gate.take(query(sql))).toEqual({ run: query(sql) });
    expect(gate.take(query('select 1'))).toEqual({ run: query('select 1') });
  });

  test('a group of messages gets one answer, at its sync', () => {
    const gate = createGate();
    gate.abort();
    expect([parse('select 1'), bind, toMessage('H', '')].map((message) => gate.take(message))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(told(gate.take(SYNC))).toBe('25P03 E');
  });
});
