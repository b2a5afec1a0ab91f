import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBucket } from '../../../adapters/s3/bucket.ts';
import { createAccountFetch, LostAnswer } from '../../../adapters/web/account-fetch.ts';
import { createStoredFolder } from '../../../src/files/stored-folder.ts';
import { filesContract } from '../../contracts/files.ts';
import { fakeDocuments } from '../../fakes/documents.ts';
import { type FakeS3, startFakeS3 } from '../../fakes/s3/server.ts';

const { signal } = new AbortController();
const hash = (content: string) => createHash('sha256').update(content).digest('hex');
const ROOT = 's3:here/bucket/notes/ann';

function open({ url, keyId, secret }: FakeS3, { readOnly = false, prefix = 'notes/ann/', region = '', key = secret } = {}) {
  const endpoint = new URL(url);
  const fetch = createAccountFetch({ server: 'storage', headers: {}, home: endpoint, allowHosts: [endpoint.host] });
  const nowMs = () => Date.parse('2026-11-21T08:00:00Z');
  const store = createBucket({ endpoint, bucket: 'bucket', prefix, region, keyId, secret: key, nowMs, fetch });
  return createStoredFolder({ store, root: ROOT, readOnly, documents: fakeDocuments });
}

filesContract('R103 a storage that speaks S3', async () => {
  const s3 = await startFakeS3();
  return {
    ...open(s3),
    root: ROOT,
    put: async (inside, content) => s3.put(`bucket/notes/ann/${inside}`, content),
    close: s3.close,
  };
});

describe('R103 a bucket', () => {
  let s3: FakeS3;
  let files: ReturnType<typeof open>;
  beforeEach(async () => {
    s3 = await startFakeS3();
    files = open(s3);
  });
  afterEach(() => s3.close());
  const found = async (text = '') => (await files.reader.search(text, 5000, signal)).map(({ path }) => path).sort();

  test('is seen below its folder alone, also where a name begins like it, or is hidden', async () => {
    for (const key of [
      'notes/ann/a.md',
      'notes/anna/b.md',
      'notes/c.md',
      'notes/ann/.git/d',
      'notes/ann/deep/er/e.md',
      'notes/ann/folder/',
    ])
      s3.put(`bucket/${key}`, 'Rome');
    s3.put('other/notes/ann/f.md', 'Rome');
    expect(await found('rome')).toEqual([`${ROOT}/a.md`, `${ROOT}/deep/er/e.md`]);
    for (const path of [`${ROOT}/../c.md`, 's3:here/bucket/notes/c.md', `${ROOT}a/b.md`, `${ROOT}/.git/d`])
      await expect(files.reader.read(path, signal), path).rejects.toMatchObject({ code: 'denied' });
    expect(s3.journal.filter((line) => /notes\/(?:c|anna)/.test(decodeURIComponent(line)))).toEqual([]);
  });

  test('names of all letters are signed for, listed, read and written', async () => {
    const names = ['a b+c&d=e.txt', "it's (1)!*.txt", 'Übung ß 日本.txt', '100%.txt', 'a<b>"c".txt', 'x~y@z;w,v:u$.txt'];
    for (const name of names) await files.writer.write(`${ROOT}/${name}`, Buffer.from(name), null, signal);
    expect([...s3.objects.keys()].sort()).toEqual(names.map((name) => `bucket/notes/ann/${name}`).sort());
    for (const path of await found()) {
      const { bytes } = await files.reader.read(path, signal);
      expect(path).toBe(`${ROOT}/${Buffer.from(bytes)}`);
    }
    expect(await found()).toHaveLength(names.length);
  });

  test('of more than a thousand objects all are found', async () => {
    for (let count = 0; count < 2100; count += 1) s3.put(`bucket/notes/ann/${count}.txt`, '');
    expect(await found('.txt')).toHaveLength(2100);
  });

  test('what was read once is not brought over again until it changes, and a picture never is', async () => {
    s3.put('bucket/notes/ann/a.txt', 'Rome');
    s3.put('bucket/notes/ann/b.png', 'Rome');
    const gets = () => s3.journal.filter((line) => /^GET .*(?:txt|png)/.test(line)).length;
    await found('rome');
    await found('rome');
    expect(gets()).toBe(1);
    s3.put('bucket/notes/ann/a.txt', 'Paris');
    expect(await found('rome')).toEqual([]);
    expect(gets()).toBe(2);
  });

  test('a file that is changed by somebody else between the last look and the change stays as they wrote it', async () => {
    const at = 'bucket/notes/ann/a.txt';
    const refused = { code: 'invalid' };
    s3.fail({ method: 'PUT', meets: () => s3.put(at, 'theirs') });
    await expect(files.writer.write(`${ROOT}/a.txt`, Buffer.from('mine'), null, signal)).rejects.toMatchObject(refused);
    s3.fail({ method: 'PUT', meets: () => s3.put(at, 'theirs anew') });
    await expect(files.writer.write(`${ROOT}/a.txt`, Buffer.from('x'), hash('theirs'), signal)).rejects.toMatchObject(refused);
    s3.fail({ method: 'DELETE', meets: () => s3.put(at, 'theirs at last') });
    await expect(files.writer.remove(`${ROOT}/a.txt`, hash('theirs anew'), signal)).rejects.toMatchObject(refused);
    expect(s3.objects.get(at)?.bytes.toString()).toBe('theirs at last');
  });

  test('a writing without an answer is not told as done, nor as surely not done', async () => {
    s3.fail({ method: 'PUT', meets: 'drop-after' });
    await expect(files.writer.write(`${ROOT}/a.txt`, Buffer.from('x'), null, signal)).rejects.toBeInstanceOf(LostAnswer);
    expect(s3.objects.size).toBe(1);
    s3.fail({ method: 'PUT', meets: 500 });
    await expect(files.writer.write(`${ROOT}/b.txt`, Buffer.from('x'), null, signal)).rejects.not.toHaveProperty('code');
    s3.fail({ method: 'PUT', meets: 503 });
    await expect(files.writer.write(`${ROOT}/b.txt`, Buffer.from('x'), null, signal)).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  test('one that is opened for reading only is not written to', async () => {
    s3.put('bucket/notes/ann/a.txt', 'one');
    const { reader, writer } = open(s3, { readOnly: true });
    expect(await reader.read(`${ROOT}/a.txt`, signal)).toMatchObject({ size: 3 });
    await expect(reader.placeFor(`${ROOT}/a.txt`, signal)).rejects.toMatchObject({ code: 'denied' });
    await expect(writer.write(`${ROOT}/a.txt`, Buffer.from('x'), hash('one'), signal)).rejects.toMatchObject({ code: 'denied' });
    expect(s3.journal.some((line) => line.startsWith('PUT'))).toBe(false);
  });

  test('a key that is refused, a region that is another and a storage that is none are told in words', async () => {
    await expect(open(s3, { key: 'wrong' }).reader.search('', 5, signal)).rejects.toMatchObject({ code: 'denied' });
    await expect(open(s3, { region: 'eu-central-1' }).reader.search('', 5, signal)).rejects.toMatchObject({ code: 'denied' });
    const there = await startFakeS3('eu-central-1');
    expect(await open(there, { region: 'eu-central-1' }).reader.search('', 5, signal)).toEqual([]);
    await there.close();
    s3.fail({ method: 'GET', meets: 200 });
    await expect(files.reader.search('', 5, signal)).rejects.toMatchObject({ code: 'unavailable' });
    s3.fail({ method: 'GET', meets: 301 });
    await expect(files.reader.search('', 5, signal)).rejects.toMatchObject({ code: 'invalid' });
  });
});
