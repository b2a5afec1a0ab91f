import { expect, test } from 'vitest';
import {
  createMessageReader,
  errorResponse,
  greeting,
  query,
  readyForQuery,
  sqlOf,
  statusIn,
  typeOf,
} from '../../../src/db/embedded/protocol.ts';

test('messages come out whole, however the bytes are cut', () => {
  const sent = [query('select 1'), query("select 'ä'"), query('')];
  for (const size of [1, 3, 7, 1000]) {
    const bytes = Buffer.concat(sent);
    const reader = createMessageReader(0);
    const received: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) received.push(...reader.push(bytes.subarray(at, at + size)));
    expect(received.map(sqlOf)).toEqual(['select 1', "select 'ä'", '']);
  }
});

test('the first message of a client has no type, nor has the one after a wish for encryption', () => {
  const encrypt = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
  const startup = Buffer.from([0, 0, 0, 9, 0, 3, 0, 0, 0]);
  const messages = createMessageReader(1).push(Buffer.concat([encrypt, startup, query('select 1')]));
  expect(messages).toEqual([encrypt, startup, query('select 1')]);
});

test('a length that cannot be is an error', () => {
  expect(() => createMessageReader(0).push(Buffer.from([0x51, 0, 0, 0, 3]))).toThrow('impossible length');
});

test('the status of the session is read from ReadyForQuery only', () => {
  expect([readyForQuery('I'), readyForQuery('T'), readyForQuery('E'), query('T')].map(statusIn)).toEqual([
    'I',
    'T',
    'E',
    undefined,
  ]);
});

test('a client is let in without a password and told the parameters', () => {
  const messages = createMessageReader(0).push(greeting({ TimeZone: 'UTC' }));
  expect(messages.map(typeOf).join('')).toBe('RSKZ');
});

test('an error carries its code and its text', () => {
  expect(errorResponse('25P03', 'too late').toString('latin1')).toMatch(/C25P03\0Mtoo late\0\0$/);
});
