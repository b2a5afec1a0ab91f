import { expect, test } from 'vitest';
import { filesContract } from '../contracts/files.ts';
import { createFakeFiles } from './files.ts';

filesContract('the fake disk', async () => {
  const { reader, writer, put } = createFakeFiles({ root: '~/Documents' });
  const harness = { reader, writer, root: '~/Documents', close: async () => undefined };
  return { ...harness, put: async (inside, content) => put(inside, content) };
});

test('the fake disk keeps a journal of what was changed', async () => {
  const told: string[] = [];
  const fake = createFakeFiles({ files: { 'a.md': 'A' }, onWrite: ({ did, path }) => told.push(`${did} ${path}`) });
  await fake.writer.write('b.md', Buffer.from('B'), null, new AbortController().signal);
  expect(fake.journal).toEqual([{ did: 'write', path: '~/Documents/b.md', bytes: Uint8Array.from([66]) }]);
  expect(told).toEqual(['write ~/Documents/b.md']);
  expect([fake.text('a.md'), fake.text('b.md'), fake.text('c.md')]).toEqual(['A', 'B', undefined]);
});
