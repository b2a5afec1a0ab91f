import { createHash } from 'node:crypto';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGrantedFiles } from '../../src/files/granted-files.ts';
import { findPlace, findWritable } from '../../src/files/granted-path.ts';
import { readPlace } from '../../src/files/open-file.ts';
import { removePlace, writePlace } from '../../src/files/write-file.ts';
import { AppError } from '../../src/ground/errors.ts';
import { systemRandom as random } from '../../src/ground/random.ts';
import type { DocumentReader } from '../../src/ports/documents.ts';
import { filesContract } from '../contracts/files.ts';
import { fakeDocuments } from '../fakes/documents.ts';

const { signal } = new AbortController();
const hash = (content: string) => createHash('sha256').update(content).digest('hex');
const denied = { code: 'denied' };

async function makeFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'adjutant-files-')));
}

filesContract('a granted folder of the disk', async () => {
  const base = await makeFolder();
  const folder = join(base, 'docs');
  await mkdir(folder);
  let seconds = 1_700_000_000;
  return {
    ...createGrantedFiles({
      roots: [{ folder, name: folder, readOnly: false }],
      offLimits: [],
      documents: fakeDocuments,
      random,
    }),
    root: folder,
    async put(inside, content) {
      const path = join(folder, inside);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      seconds += 1;
      await utimes(path, seconds, seconds);
    },
    close: () => rm(base, { recursive: true }),
  };
});

describe('a granted folder', () => {
  let base: string;
  let docs: string;
  const files = () =>
    createGrantedFiles({
      roots: [
        { folder: docs, name: '~/Docs', readOnly: false },
        { folder: join(base, 'read'), name: '~/Read', readOnly: true },
      ],
      offLimits: [join(docs, 'home'), join(docs, 'root.key')],
      documents: fakeDocuments,
      random,
    });
  const read = async (path: string) => Buffer.from((await files().reader.read(path, signal)).bytes).toString();
  const found = async (text: string) => (await files().reader.search(text, 20, signal)).map(({ path }) => path).sort();

  beforeEach(async () => {
    base = await makeFolder();
    docs = join(base, 'docs');
    for (const folder of ['docs', 'docs/home', 'docs/.git', 'docs/sub', 'read', 'out']) await mkdir(join(base, folder));
    await writeFile(join(base, 'out', 'secret.txt'), 'secret');
    await writeFile(join(docs, 'plan.md'), 'plan');
    await writeFile(join(docs, '.env'), 'TOKEN=1');
    await writeFile(join(docs, '.git', 'config'), 'secret');
    await writeFile(join(docs, 'home', 'key'), 'secret');
    await writeFile(join(docs, 'root.key'), 'secret');
    await writeFile(join(base, 'read', 'book.txt'), 'book');
  });
  afterEach(() => rm(base, { recursive: true }));

  test('R19 a link that leads out is denied: a file, a folder, one that leads to nothing yet', async () => {
    await symlink(join(base, 'out', 'secret.txt'), join(docs, 'file.txt'));
    await symlink(join(base, 'out'), join(docs, 'folder'));
    await symlink(join(base, 'out', 'new.txt'), join(docs, 'dangling.txt'));
    for (const path of ['file.txt', 'folder/secret.txt', 'folder/nothing.txt', 'folder/a/b.txt', 'dangling.txt']) {
      await expect(files().reader.read(path, signal), path).rejects.toMatchObject(denied);
      await expect(files().reader.placeFor(path, signal), path).rejects.toMatchObject(denied);
      await expect(files().writer.write(path, Buffer.from('x'), null, signal), path).rejects.toMatchObject(denied);
      await expect(files().writer.remove(path, hash('secret'), signal), path).rejects.toMatchObject(denied);
    }
    expect(await readdir(join(base, 'out'))).toEqual(['secret.txt']);
    expect(await found('secret')).toEqual([]);
  });

  test('a link within the folder leads to the file itself', async () => {
    await symlink(join(docs, 'plan.md'), join(docs, 'sub', 'same.md'));
    expect(await files().reader.read('sub/same.md', signal)).toMatchObject({ path: '~/Docs/plan.md' });
    await files().writer.write('sub/same.md', Buffer.from('new'), hash('plan'), signal);
    expect(await readFile(join(docs, 'plan.md'), 'utf8')).toBe('new');
  });

  test('R19 a link within the folder shows nothing that is hidden or off limits', async () => {
    await symlink(join(docs, '.git', 'config'), join(docs, 'config.txt'));
    await symlink(join(docs, 'home'), join(docs, 'data'));
    await symlink(join(docs, 'root.key'), join(docs, 'key.txt'));
    for (const path of ['config.txt', 'data/key', 'key.txt']) await expect(read(path), path).rejects.toMatchObject(denied);
  });

  test('R19 hidden files, the data folder and the key file are neither read, found nor written', async () => {
    for (const path of ['.env', '.git/config', 'home/key', 'home/new.txt', 'root.key']) {
      await expect(read(path), path).rejects.toMatchObject(denied);
      await expect(files().writer.write(path, Buffer.from('x'), null, signal), path).rejects.toMatchObject(denied);
    }
    expect(await found('')).toEqual(['~/Docs/plan.md', '~/Read/book.txt']);
  });

  test('R19 a folder for reading is read and never written', async () => {
    expect(await read('~/Read/book.txt').catch(() => 'elsewhere')).toBe('elsewhere'); // the name is of a home that is not this one
    const path = join(base, 'read', 'book.txt');
    expect(await read(path)).toBe('book');
    await expect(files().reader.placeFor(path, signal)).rejects.toMatchObject(denied);
    await expect(files().writer.write(path, Buffer.from('x'), hash('book'), signal)).rejects.toMatchObject(denied);
    await expect(files().writer.remove(path, hash('book'), signal)).rejects.toMatchObject(denied);
  });

  test('a folder in the home folder is reached by its name with a tilde', async () => {
    const home = process.env.HOME;
    process.env.HOME = base;
    try {
      const roots = [{ folder: docs, name: '~/docs', readOnly: false }];
      const { reader } = createGrantedFiles({ roots, offLimits: [], documents: fakeDocuments, random });
      expect(await reader.read('~/docs/plan.md', signal)).toMatchObject({ path: '~/docs/plan.md' });
      await expect(reader.read('~/out/secret.txt', signal)).rejects.toMatchObject(denied);
    } finally {
      process.env.HOME = home;
    }
  });

  test('R19 two dots are denied wherever they stand: behind a link they lead elsewhere than they seem to', async () => {
    for (const path of ['sub/../plan.md', `${docs}/../docs/plan.md`, 'sub\\..\\plan.md'])
      await expect(read(path), path).rejects.toMatchObject(denied);
  });

  test('a folder beside, whose name begins the same, is outside', async () => {
    await mkdir(join(base, 'docs-private'));
    await writeFile(join(base, 'docs-private', 'x.txt'), 'x');
    await expect(read(join(base, 'docs-private', 'x.txt'))).rejects.toMatchObject(denied);
  });

  test('R19 a file that can be run is not replaced, whatever its name', async () => {
    await chmod(join(docs, 'plan.md'), 0o755);
    await expect(files().writer.write('plan.md', Buffer.from('x'), hash('plan'), signal)).rejects.toMatchObject(denied);
    expect(await readFile(join(docs, 'plan.md'), 'utf8')).toBe('plan');
  });

  test('a new file is its owner’s alone and cannot be run; a replaced one keeps its rights; nothing else is left beside them', async () => {
    await chmod(join(docs, 'plan.md'), 0o640);
    await files().writer.write('plan.md', Buffer.from('new'), hash('plan'), signal);
    await files().writer.write('sub/new.txt', Buffer.from('new'), null, signal);
    expect((await stat(join(docs, 'plan.md'))).mode & 0o777).toBe(0o640);
    expect((await stat(join(docs, 'sub', 'new.txt'))).mode & 0o777).toBe(0o600);
    await expect(files().writer.write('plan.md', Buffer.from('x'), hash('plan'), signal)).rejects.toMatchObject({
      code: 'invalid',
    });
    expect((await readdir(docs)).sort()).toEqual(['.env', '.git', 'home', 'plan.md', 'root.key', 'sub']);
    expect(await readdir(join(docs, 'sub'))).toEqual(['new.txt']);
  });

  test('what has a second name elsewhere is replaced here only', async () => {
    await link(join(base, 'out', 'secret.txt'), join(docs, 'twin.txt'));
    await files().writer.write('twin.txt', Buffer.from('mine'), hash('secret'), signal);
    expect(await readFile(join(base, 'out', 'secret.txt'), 'utf8')).toBe('secret');
  });

  test('a folder is no file', async () => {
    await expect(read('sub')).rejects.toMatchObject({ code: 'invalid' });
    await expect(files().writer.write('sub', Buffer.from('x'), null, signal)).rejects.toMatchObject({ code: 'invalid' });
  });

  test('R19 a folder that became a link after its file was found gives nothing of the outside and takes nothing there', async () => {
    const grants = { roots: [{ folder: docs, name: '~/Docs', readOnly: false }], offLimits: [] };
    await writeFile(join(docs, 'sub', 'secret.txt'), 'inside');
    const found = await findPlace(grants, 'sub/secret.txt');
    const wanted = await findWritable(grants, 'sub/new.txt');
    await rename(join(docs, 'sub'), join(docs, 'away'));
    await symlink(join(base, 'out'), join(docs, 'sub'));
    await expect(readPlace(found)).rejects.toMatchObject({ code: 'not-found' });
    await expect(writePlace(wanted, Buffer.from('x'), null, random)).rejects.toMatchObject(denied);
    await expect(writePlace(found, Buffer.from('x'), hash('secret'), random)).rejects.toMatchObject({ code: 'invalid' });
    await expect(removePlace(found, hash('secret'))).rejects.toMatchObject({ code: 'invalid' });
    expect(await readdir(join(base, 'out'))).toEqual(['secret.txt']);
  });

  test('R103 a document is found by what is written in it, read once while it stays the same, and not at all when its root is gone', async () => {
    const read: string[] = [];
    const documents: DocumentReader = {
      async textOf({ name, bytes }) {
        read.push(name);
        return Buffer.from(bytes).toString('latin1').split('').reverse().join('');
      },
    };
    const grants = { roots: [{ folder: join(base, 'read'), name: '~/Read', readOnly: true }], offLimits: [] };
    const { reader } = createGrantedFiles({ ...grants, documents, random });
    const search = async (text: string) => (await reader.search(text, 5, signal)).map(({ path }) => path);
    await writeFile(join(base, 'read', 'invoice.pdf'), 'latoT 1174\0');
    expect([await search('4711 TOTAL'), await search('4711 total')]).toEqual([['~/Read/invoice.pdf'], ['~/Read/invoice.pdf']]);
    expect(read.filter((name) => name.endsWith('.pdf'))).toEqual(['~/Read/invoice.pdf']);
    await writeFile(join(base, 'read', 'invoice.pdf'), 'latoT 2174 wen');
    expect([await search('4711'), await search('4712')]).toEqual([[], ['~/Read/invoice.pdf']]);
    await rename(join(base, 'read'), join(base, 'revoked'));
    expect(await search('4712')).toEqual([]);
  });

  test('a document that cannot be read just now is tried again, one that nobody can read is not', async () => {
    let tries = 0;
    let code: 'unavailable' | 'invalid' = 'unavailable';
    const documents: DocumentReader = {
      async textOf() {
        tries += 1;
        throw new AppError(code, 'I cannot read this.');
      },
    };
    const grants = { roots: [{ folder: docs, name: '~/Docs', readOnly: true }], offLimits: [] };
    const { reader } = createGrantedFiles({ ...grants, documents, random });
    const triesOf = async () => {
      const before = tries;
      await reader.search('of no file', 5, signal);
      return tries - before;
    };
    const first = await triesOf();
    code = 'invalid';
    expect(first).toBeGreaterThan(0);
    expect([await triesOf(), await triesOf()]).toEqual([first, 0]);
  });

  test('a root that is not there grants nothing, and the others still count', async () => {
    await rm(join(base, 'read'), { recursive: true });
    expect(await found('')).toEqual(['~/Docs/plan.md']);
  });

  test('without any root everything is outside', async () => {
    const { reader } = createGrantedFiles({ roots: [], offLimits: [], documents: fakeDocuments, random });
    await expect(reader.read(join(docs, 'plan.md'), signal)).rejects.toMatchObject(denied);
    expect(await reader.search('', 10, signal)).toEqual([]);
  });
});
