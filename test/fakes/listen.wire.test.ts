import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { listen } from './listen.ts';

test('an idle line is promised no end, so nobody finds it cut in the middle of a request', async () => {
  const server = createServer((_, response) => response.end());
  const answer = await fetch(`http://127.0.0.1:${await listen(server)}/`);
  server.closeAllConnections();
  server.close();
  expect(answer.headers.get('connection')).toBe('keep-alive');
  expect(answer.headers.get('keep-alive')).toBeNull();
});
