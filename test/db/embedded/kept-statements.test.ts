import { expect, test } from 'vitest';
import { withKeptStatements } from '../../../src/db/embedded/kept-statements.ts';
import { errorResponse, parseComplete, query, SYNC } from '../../../src/db/embedded/protocol.ts';

function parse(name: string, sql: string): Buffer {
  const body = Buffer.from(`${name}\0${sql}\0\0\0`);
  const head = Buffer.from('P\0\0\0\0');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** A backend that takes what it parses, and fails what is no SQL. */
function setUp() {
  const ran: Buffer[] = [];
  const backend = withKeptStatements({
    async run(messages) {
      ran.push(messages);
      if (messages.includes('nonsense')) return errorResponse('42601', 'syntax error');
      return messages[0] === 'P'.charCodeAt(0) ? Buffer.concat([parseComplete, SYNC]) : SYNC;
    },
  });
  return { backend, ran };
}

test('what one client has had parsed is not parsed again for another, which sees no difference', async () => {
  const { backend, ran } = setUp();
  const asked = Buffer.concat([parse('one', 'select 1'), SYNC]);
  const first = await backend.run(asked);
  expect(await backend.run(asked)).toEqual(first);
  expect(ran).toEqual([asked, SYNC]);
});

test('what failed is parsed again, and so is what has no name, or another text under the same name', async () => {
  const { backend, ran } = setUp();
  const asked = [
    ...[parse('two', 'nonsense'), parse('two', 'nonsense')],
    ...[parse('', 'select 1'), parse('', 'select 1')],
    ...[parse('one', 'select 1'), parse('one', 'select 2')],
    query('select 3'),
  ];
  for (const one of asked) await backend.run(one);
  expect(ran).toEqual(asked);
});
