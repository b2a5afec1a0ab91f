import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createPortStream } from '../../../src/db/embedded/port-stream.ts';

it('what is corked goes across as one message, whole and in order', async () => {
  const { port1, port2 } = new MessageChannel();
  const stream = createPortStream(port1);
  stream.cork();
  for (const part of ['parse ', 'bind ', 'sync']) stream.write(part);
  stream.uncork();
  const [bytes] = await once(port2, 'message');
  expect(Buffer.from(bytes).toString()).toBe('parse bind sync');
  stream.destroy();
});
