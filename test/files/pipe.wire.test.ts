import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGrantedFiles } from '../../src/files/granted-files.ts';
import { systemRandom as random } from '../../src/ground/random.ts';
import { fakeDocuments } from '../fakes/documents.ts';

test('a pipe in a granted folder is not waited for and not found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'adjutant-files-'));
  try {
    execFileSync('mkfifo', [join(folder, 'pipe.txt')]);
    const { reader } = createGrantedFiles({
      roots: [{ folder, name: folder, readOnly: false }],
      offLimits: [],
      documents: fakeDocuments,
      random,
    });
    const { signal } = new AbortController();
    await expect(reader.read('pipe.txt', signal)).rejects.toMatchObject({ code: 'invalid' });
    expect(await reader.search('', 5, signal)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
