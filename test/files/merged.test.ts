import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { mergedFiles, mergedFileWriters, searchFiles } from '../../src/files/merged.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { FileReader } from '../../src/ports/files.ts';
import { createFakeFiles } from '../fakes/files.ts';

const { signal } = new AbortController();

/** An account that holds one file. */
function account(path: string, changedAt: string): FileReader {
  const info = { path, mime: 'text/plain', size: 0, changedAt };
  return {
    name: path,
    search: async () => [info],
    async read(asked) {
      if (asked !== path) throw new AppError('not-found', 'It is not here.');
      return { ...info, bytes: new Uint8Array() };
    },
    placeFor: () => Promise.reject(new AppError('denied', 'Only to be read.')),
  };
}
const local = createFakeFiles({ files: { 'trip.md': 'Rome' } }).reader;
const older = account('drive:a/old', '2026-01-01T00:00:00.000Z');
const newer = account('drive:b/new', '2026-12-01T00:00:00.000Z');
const merged = mergedFiles(local, [older, newer]);

test('R103 folders and accounts are searched together, the latest first', async () => {
  const found = await merged.search('', 2, signal);
  expect(found.map(({ path }) => path)).toEqual(['drive:b/new', '~/Documents/trip.md']);
});

test('each path goes where its file lies', async () => {
  expect(await merged.read('trip.md', signal)).toMatchObject({ path: '~/Documents/trip.md' });
  expect(await merged.read('drive:b/new', signal)).toMatchObject({ path: 'drive:b/new' });
  await expect(merged.read('drive:c/none', signal)).rejects.toMatchObject({ code: 'not-found' });
  expect(await merged.placeFor('new.md', signal)).toBe('~/Documents/new.md');
  await expect(merged.placeFor('drive:a/old', signal)).rejects.toMatchObject({ code: 'denied' });
});

test('each change goes where its file lies, and nowhere for a path that is in none', async () => {
  const here = createFakeFiles();
  const [one, other] = [createFakeFiles({ root: 's3:one/bucket' }), createFakeFiles({ root: 's3:other/bucket' })];
  const writer = mergedFileWriters(here.writer, [one, other]);
  await writer.write('~/Documents/a.md', Buffer.from('a'), null, signal);
  await writer.write('s3:other/bucket/b.md', Buffer.from('b'), null, signal);
  await writer.write('s3:one/bucket/c.md', Buffer.from('c'), null, signal);
  await writer.remove('s3:one/bucket/c.md', createHash('sha256').update('c').digest('hex'), signal);
  expect([here, one, other].map(({ journal }) => journal.map(({ did, path }) => `${did} ${path}`))).toEqual([
    ['write ~/Documents/a.md'],
    ['write s3:one/bucket/c.md', 'remove s3:one/bucket/c.md'],
    ['write s3:other/bucket/b.md'],
  ]);
  await expect(writer.write('s3:none/bucket/x/b.md', Buffer.from('b'), null, signal)).rejects.toBeInstanceOf(AppError);
});

test('without folders here every path is one of an account', async () => {
  await expect(mergedFiles(undefined, [older]).read('/etc/passwd', signal)).rejects.toMatchObject({ code: 'not-found' });
});

test('R63 one place that does not answer keeps nobody from the others, and is named', async () => {
  const fails = () => Promise.reject(new AppError('unavailable', 'Try again later.'));
  const away: FileReader = { name: 'Google Drive of ann@a.example', search: fails, read: fails, placeFor: fails };
  const both = mergedFiles(local, [away, newer]);
  const { files, missing } = await searchFiles(both, '', 5, signal);
  expect(files.map(({ path }) => path)).toEqual(['drive:b/new', '~/Documents/trip.md']);
  expect(missing.map(({ name }) => name)).toEqual(['Google Drive of ann@a.example']);
  expect(await both.read('drive:b/new', signal)).toMatchObject({ path: 'drive:b/new' });
  await expect(both.read('drive:c/none', signal)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(both.search('', 5, signal)).rejects.toMatchObject({ code: 'unavailable' });
});
