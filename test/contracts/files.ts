import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileReader, FileWriter } from '../../src/ports/files.ts';

/** One granted folder, empty, that may be written to. */
export interface FilesHarness {
  readonly reader: FileReader;
  readonly writer: FileWriter;
  /** How paths in the folder begin, without a slash at the end. */
  readonly root: string;
  /** A file appears from elsewhere, with the folders it needs; later ones are later. */
  put(inside: string, content: string | Uint8Array): Promise<void>;
  close(): Promise<void>;
}

const { signal } = new AbortController();
const hash = (content: string) => createHash('sha256').update(content).digest('hex');

/** The promises of `FileReader` and `FileWriter`, which every place for files keeps. */
export function filesContract(name: string, make: () => Promise<FilesHarness>): void {
  describe(`${name} keeps the promises of granted files`, () => {
    let harness: FilesHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.close());
    const at = (inside: string) => `${harness.root}/${inside}`;
    const textAt = async (inside: string) => Buffer.from((await harness.reader.read(at(inside), signal)).bytes).toString();
    const found = async (text: string, limit = 10) => (await harness.reader.search(text, limit, signal)).map(({ path }) => path);

    test('a file is read with its path, kind, size and time', async () => {
      await harness.put('plans/trip.md', 'Rome in May');
      const file = await harness.reader.read(at('plans/trip.md'), signal);
      expect(file).toMatchObject({ path: at('plans/trip.md'), mime: 'text/markdown', size: 11 });
      expect(new Date(file.changedAt).toISOString()).toBe(file.changedAt);
      expect(Buffer.from(file.bytes).toString()).toBe('Rome in May');
    });

    test('a path without a folder before it lies in the granted one', async () => {
      await harness.put('trip.md', 'Rome');
      expect(await harness.reader.read('trip.md', signal)).toMatchObject({ path: at('trip.md') });
    });

    test('files are found by words in path or text, all of them, in any letters, the latest first', async () => {
      await harness.put('plans/trip.md', 'Rome in May');
      await harness.put('plans/party.md', 'in may, at home');
      await harness.put('other.md', 'nothing of it');
      expect(await found('PLANS may')).toEqual([at('plans/party.md'), at('plans/trip.md')]);
      expect(await found('trip rome')).toEqual([at('plans/trip.md')]);
      expect(await found('trip home')).toEqual([]);
      expect(await found('')).toEqual([at('other.md'), at('plans/party.md'), at('plans/trip.md')]);
      expect(await found('', 1)).toEqual([at('other.md')]);
    });

    test('a new file is written, and replaced and removed by whoever knows what stands there', async () => {
      await harness.writer.write(at('new.txt'), Buffer.from('one'), null, signal);
      expect(await textAt('new.txt')).toBe('one');
      await harness.writer.write(at('new.txt'), Buffer.from('two'), hash('one'), signal);
      expect(await textAt('new.txt')).toBe('two');
      await harness.writer.remove(at('new.txt'), hash('two'), signal);
      await expect(harness.reader.read(at('new.txt'), signal)).rejects.toMatchObject({ code: 'not-found' });
    });

    test('bytes are kept as they are', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
      await harness.writer.write(at('bytes.txt'), bytes, null, signal);
      expect(Uint8Array.from((await harness.reader.read(at('bytes.txt'), signal)).bytes)).toEqual(bytes);
    });

    test('what is not as expected stays as it is', async () => {
      await harness.put('mine.txt', 'mine');
      const { writer } = harness;
      const refused = { code: 'invalid' };
      await expect(writer.write(at('mine.txt'), Buffer.from('x'), null, signal)).rejects.toMatchObject(refused);
      await expect(writer.write(at('mine.txt'), Buffer.from('x'), hash('other'), signal)).rejects.toMatchObject(refused);
      await expect(writer.remove(at('mine.txt'), hash('other'), signal)).rejects.toMatchObject(refused);
      await expect(writer.write(at('gone.txt'), Buffer.from('x'), hash('mine'), signal)).rejects.toMatchObject(refused);
      expect(await found('')).toEqual([at('mine.txt')]);
      expect(await textAt('mine.txt')).toBe('mine');
    });

    test('R19 a path outside of the granted folder is denied, however it is written', async () => {
      const outside = ['/etc/passwd', '~/.ssh/id_rsa', '../secret.txt', at('../secret.txt'), at('plans/../../x.txt'), 'a/\0.txt'];
      for (const path of outside) {
        const denied = { code: 'denied' };
        await expect(harness.reader.read(path, signal), path).rejects.toMatchObject(denied);
        await expect(harness.reader.placeFor(path, signal), path).rejects.toMatchObject(denied);
        await expect(harness.writer.write(path, Buffer.from('x'), null, signal), path).rejects.toMatchObject(denied);
        await expect(harness.writer.remove(path, hash('x'), signal), path).rejects.toMatchObject(denied);
      }
    });

    test('R19 hidden files and programs are never written', async () => {
      for (const name of ['.env', '.git/config', 'run.sh', 'RUN.EXE', 'a.desktop', 'a.command', 'a.bat', 'Makefile', 'a.sh. ']) {
        const denied = { code: 'denied' };
        await expect(harness.reader.placeFor(at(name), signal), name).rejects.toMatchObject(denied);
        await expect(harness.writer.write(at(name), Buffer.from('x'), null, signal), name).rejects.toMatchObject(denied);
      }
    });

    test('a place for a new file is named whole, and only where there is a folder', async () => {
      expect(await harness.reader.placeFor('new.txt', signal)).toBe(at('new.txt'));
      const gone = { code: 'not-found' };
      await expect(harness.reader.placeFor(at('nowhere/new.txt'), signal)).rejects.toMatchObject(gone);
      await expect(harness.writer.write(at('nowhere/new.txt'), Buffer.from('x'), null, signal)).rejects.toMatchObject(gone);
    });

    test('R19 more than 5 MB are not read', async () => {
      await harness.put('large.txt', new Uint8Array(5 * 1024 * 1024 + 1));
      await expect(harness.reader.read(at('large.txt'), signal)).rejects.toMatchObject({ code: 'invalid' });
    });

    test('an aborted signal ends whatever it is', async () => {
      await harness.put('mine.txt', 'mine');
      const aborted = AbortSignal.abort(new Error('stop'));
      await expect(harness.reader.search('x', 10, aborted)).rejects.toThrow('stop');
      await expect(harness.reader.read(at('mine.txt'), aborted)).rejects.toThrow('stop');
      await expect(harness.writer.write(at('new.txt'), Buffer.from('x'), null, aborted)).rejects.toThrow('stop');
      await expect(harness.writer.remove(at('mine.txt'), hash('mine'), aborted)).rejects.toThrow('stop');
      expect(await found('')).toEqual([at('mine.txt')]);
    });
  });
}
