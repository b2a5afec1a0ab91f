import { createHash, randomUUID } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shown } from '../../../src/actions/card/shown.ts';
import type { HandsContext } from '../../../src/actions/kind.ts';
import { documentWrite } from '../../../src/actions/kinds/documents.ts';
import { fileKinds } from '../../../src/actions/kinds/files.ts';
import { defaultProfile } from '../../../src/people/profile.ts';
import type { FileReader, FileWriter } from '../../../src/ports/files.ts';
import { fakeConnections } from '../../fakes/connections.ts';
import { fakeDocuments } from '../../fakes/documents.ts';
import { createFakeFiles, type FakeFiles } from '../../fakes/files.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { testStoredFiles } from '../../fixtures/stored-files.ts';
import { actionsWorld } from '../world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const storedFiles = testStoredFiles();
const kinds = [...fileKinds({ storedFiles, documents: fakeDocuments }), documentWrite({ storedFiles })];

async function worldWith(
  fake: FakeFiles,
  over: { readonly reader?: Partial<FileReader>; readonly writer?: Partial<FileWriter> } = {},
) {
  const reader = { ...fake.reader, ...over.reader };
  const writer = { ...fake.writer, ...over.writer };
  const world = await actionsWorld(fixture.db, kinds, { connections: fakeConnections({ files: reader }, { files: writer }) });
  const { personId, act } = world;
  return {
    ...world,
    wish: (kind: string, input: object, more: object = {}) => act({ kind, input, ...more }),
    async done(kind: string, input: object) {
      const outcome = await act({ kind, input });
      if (outcome.state !== 'done') throw new Error(`this was ${outcome.state}: ${'said' in outcome ? outcome.said : ''}`);
      return outcome;
    },
    kept: () => fixture.db.asPerson(personId, (tx) => storedFiles.list(tx, personId)),
    audited: async () => {
      const rows = await fixture.db.asPerson(personId, (tx) => world.audit.latest(tx, personId, 10));
      return rows.map(({ access, action }) => `${access} ${action}`);
    },
  };
}

describe('file_search and file_read', () => {
  test('look at once, and what they find taints the turn', async () => {
    const fake = createFakeFiles({ files: { 'plans/trip.md': 'Rome', 'new "one".md': 'Rome, too' } });
    const { done } = await worldWith(fake);
    expect(await done('file_search', { text: 'rome' })).toMatchObject({
      effect: 'read',
      tainted: true,
      said: '- "~/Documents/new \\"one\\".md", 9 bytes, changed 2026-11-21T08:00:02.000Z\n- "~/Documents/plans/trip.md", 4 bytes, changed 2026-11-21T08:00:01.000Z',
    });
    expect(await done('file_search', { text: 'nothing' })).toMatchObject({ tainted: false, said: 'No file matches.' });
    expect(await done('file_read', { path: 'plans/trip.md' })).toMatchObject({
      effect: 'read',
      tainted: true,
      said: 'File "~/Documents/plans/trip.md"\n\nRome',
    });
  });

  test('a long text is cut and says so; what is no text is not read', async () => {
    const fake = createFakeFiles({ files: { 'long.txt': 'x'.repeat(20_001) } });
    fake.put('scan.pdf', Uint8Array.from([37, 80, 68, 70, 0, 255]));
    const { done, wish } = await worldWith(fake);
    expect((await done('file_read', { path: 'long.txt' })).said).toMatch(
      /x{20000}\n\(cut here after 20000 of 20001 characters\)$/,
    );
    expect(await wish('file_read', { path: 'scan.pdf' })).toMatchObject({ state: 'refused', said: 'I cannot read this.' });
  });

  test('R19 a path outside is denied, and the denial stands in the audit', async () => {
    const { wish, audited } = await worldWith(createFakeFiles());
    expect(await wish('file_read', { path: '../secret.txt' })).toMatchObject({ state: 'refused' });
    expect(await audited()).toEqual(['read file_read failed']);
  });
});

describe('file_write', () => {
  test('into a storage elsewhere always waits for a press, since others may read it', async () => {
    const fake = createFakeFiles({ root: 's3:here/bucket' });
    const { wish } = await worldWith(fake);
    expect(await wish('file_write', { path: 'new.md', text: 'Rome' })).toMatchObject({ state: 'proposed' });
    expect(fake.journal).toEqual([]);
  });

  test('writes a new file at once; undo takes it away again', async () => {
    const fake = createFakeFiles();
    const { done, takeBack, kept } = await worldWith(fake);
    const outcome = await done('file_write', { path: 'new.md', text: 'Rome' });
    expect(outcome).toMatchObject({
      effect: 'private',
      undoable: true,
      said: `${shown('~/Documents/new.md')} is written (4 bytes).`,
    });
    expect(fake.text('new.md')).toBe('Rome');
    expect(await takeBack(outcome.actionId)).toContain('is gone again');
    expect(fake.text('new.md')).toBeUndefined();
    expect(await kept()).toEqual([]);
  });

  test('replaces a file whole; undo brings back every byte of it', async () => {
    const fake = createFakeFiles();
    const before = Uint8Array.from({ length: 256 }, (_, index) => index);
    fake.put('mine.md', before);
    const { done, takeBack, kept } = await worldWith(fake);
    const outcome = await done('file_write', { path: 'mine.md', text: 'Rome' });
    expect(fake.text('mine.md')).toBe('Rome');
    expect(await kept()).toMatchObject([{ name: '~/Documents/mine.md', size: 256 }]);
    expect(await takeBack(outcome.actionId)).toContain('is as it was before');
    expect(fake.journal.at(-1)).toEqual({ did: 'write', path: '~/Documents/mine.md', bytes: before });
    expect(await kept()).toEqual([]);
  });

  test('undo leaves a file alone that was changed since', async () => {
    const fake = createFakeFiles({ files: { 'mine.md': 'before' } });
    const { done, takeBack } = await worldWith(fake);
    const outcome = await done('file_write', { path: 'mine.md', text: 'after' });
    fake.put('mine.md', 'by hand');
    await expect(takeBack(outcome.actionId)).rejects.toThrow('has been changed since');
    expect(fake.text('mine.md')).toBe('by hand');
  });

  test('undo of what is restored already counts as restored', async () => {
    const fake = createFakeFiles({ files: { 'mine.md': 'before' } });
    const { done, takeBack } = await worldWith(fake);
    const replaced = await done('file_write', { path: 'mine.md', text: 'after' });
    const made = await done('file_write', { path: 'new.md', text: 'new' });
    fake.put('mine.md', 'before');
    await fake.writer.remove('new.md', 'a'.repeat(64), new AbortController().signal).catch(() => undefined);
    expect(await takeBack(replaced.actionId)).toContain('is as it was before');
    expect(await takeBack(made.actionId)).toContain('is gone again');
  });

  test('asks in a tainted turn, with the whole path and text and what is replaced on the card', async () => {
    const fake = createFakeFiles({ files: { 'mine.md': 'before' } });
    const { wish } = await worldWith(fake);
    const outcome = await wish('file_write', { path: 'mine.md', text: 'Rome\nin May' }, { tainted: true });
    const text = outcome.state === 'proposed' ? outcome.card.text : '';
    expect(text).toContain(shown('~/Documents/mine.md'));
    expect(text).toMatch(/Rome\s+(> )?in May/);
    expect(text).toContain('the 6 bytes that stand there; Undo brings them back');
    expect(fake.text('mine.md')).toBe('before');
  });

  test('a file that changed between card and press stays as it is', async () => {
    const fake = createFakeFiles({ files: { 'mine.md': 'before' } });
    const { wish, approve, dueActions, ledger, kept } = await worldWith(fake);
    const outcome = await wish('file_write', { path: 'mine.md', text: 'after' }, { tainted: true });
    if (outcome.state !== 'proposed') throw new Error(`this was ${outcome.state}`);
    fake.put('mine.md', 'by hand');
    await approve(outcome.actionId);
    await dueActions.start();
    await dueActions.settle();
    await dueActions.stop();
    expect(await ledger()).toMatchObject([{ state: 'failed', outcome: expect.stringContaining('has changed since') }]);
    expect(fake.text('mine.md')).toBe('by hand');
    expect(await kept()).toEqual([]);
  });

  test('nothing is kept of what was not replaced after all', async () => {
    const fake = createFakeFiles({ files: { 'mine.md': 'before' } });
    const write = async () => {
      fake.put('mine.md', 'at the last moment');
      return fake.writer.write('mine.md', Buffer.from('x'), 'a'.repeat(64), new AbortController().signal);
    };
    const { wish, kept } = await worldWith(fake, { writer: { write } });
    expect(await wish('file_write', { path: 'mine.md', text: 'after' })).toMatchObject({ state: 'refused' });
    expect(await kept()).toEqual([]);
  });

  test.each(['../x.txt', '/etc/cron.d/x', '.bashrc', 'run.sh', 'a/.git/config'])(
    'R19 %s is denied before any card, and the denial stands in the audit',
    async (path) => {
      const fake = createFakeFiles();
      const { wish, audited, ledger } = await worldWith(fake);
      expect(await wish('file_write', { path, text: 'x' }, { tainted: true })).toMatchObject({ state: 'refused' });
      expect(fake.journal).toEqual([]);
      expect(await ledger()).toEqual([]);
      expect(await audited()).toEqual(['write file_write denied']);
    },
  );
});

describe('file_write that was cut off in an earlier life', () => {
  const ARGS = { path: '~/Documents/mine.md', text: 'after', before: { sha256: sha256('before'), size: 6 } };

  async function lookAfter(text: string) {
    const fake = createFakeFiles({ files: { 'mine.md': text } });
    const { personId } = await worldWith(fake);
    const kind = kinds.find(({ name }) => name === 'file_write');
    if (kind?.where !== 'outside') throw new Error('there is no file_write');
    const context: HandsContext = {
      personId,
      profile: defaultProfile('Europe/Berlin', 'Ann'),
      now: Temporal.Instant.from('2026-11-21T08:00:00Z'),
      source: 'telegram:1',
      tainted: false,
      ownWords: '',
      eyes: { files: fake.reader },
      hands: { files: fake.writer },
      inDb: (work) => fixture.db.asPerson(personId, work),
      signal: new AbortController().signal,
      actionId: randomUUID(),
    };
    const keep = (bytes: Uint8Array) =>
      context.inDb((tx) => storedFiles.keep(tx, personId, { name: 'mine.md', mime: 'text/markdown', bytes }, context.actionId));
    return { fake, found: await kind.find(context, ARGS), keep, undo: (data: unknown) => kind.undo(context, data) };
  }

  test('after the file was written is found done, and can be undone', async () => {
    const { fake, found, keep, undo } = await lookAfter('after');
    if (found === 'nothing' || 'unknown' in found) throw new Error('this was not found');
    await keep(Buffer.from('before'));
    expect(await undo(found.undo)).toContain('is as it was before');
    expect(fake.text('mine.md')).toBe('before');
  });

  test('before the file was written has surely done nothing', async () => {
    expect((await lookAfter('before')).found).toBe('nothing');
  });

  test('and that somebody else changed since cannot be told, so it is not repeated', async () => {
    expect((await lookAfter('by hand')).found).toHaveProperty('unknown');
  });
});

describe('document_write', () => {
  test('keeps a document with the assistant; undo takes it away', async () => {
    const { done, takeBack, kept } = await worldWith(createFakeFiles());
    const outcome = await done('document_write', { name: ' My: plan/for May.md ', text: '# May' });
    expect(outcome).toMatchObject({ effect: 'private', undoable: true, tainted: false });
    expect(outcome.said).toBe(`Document written: ${shown('My plan for May.md')}, 5 characters.`);
    expect(await kept()).toMatchObject([{ name: 'My plan for May.md', mime: 'text/markdown', size: 5 }]);
    expect(await takeBack(outcome.actionId)).toBe(`The document ${shown('My plan for May.md')} is gone again.`);
    expect(await kept()).toEqual([]);
  });

  test.each([
    [{ name: '..', text: 'x' }, 'Give the document a name'],
    [{ name: 'x'.repeat(101), text: 'x' }, 'at most 100 characters'],
    [{ name: 'x', text: '  ' }, 'Say what is to stand'],
    [{ name: 'x', text: 'x'.repeat(100_001) }, 'at most 100000 characters'],
  ])('refuses what cannot be one', async (input, said) => {
    const { wish } = await worldWith(createFakeFiles());
    expect(await wish('document_write', input)).toMatchObject({ state: 'refused', said: expect.stringContaining(said) });
  });

  test('asks in a tainted turn with the whole text', async () => {
    const { wish } = await worldWith(createFakeFiles());
    const outcome = await wish('document_write', { name: 'Plan', text: 'The whole of it' }, { tainted: true });
    expect(outcome.state === 'proposed' && outcome.card.text).toContain('The whole of it');
  });
});
