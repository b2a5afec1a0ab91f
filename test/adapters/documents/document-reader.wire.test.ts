import { deflateSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { type ClosableDocumentReader, createDocumentReader } from '../../../adapters/documents/document-reader.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { docxOf, wordParagraph } from '../../fixtures/office.ts';
import { pdfOf, pdfWithPacked } from '../../fixtures/pdf.ts';

const { signal } = new AbortController();
const clock = createFakeClock('2026-11-21T08:00:00Z');
const odd = new URL('../../fixtures/odd-document-child.ts', import.meta.url);
const tooMuch = { code: 'invalid', message: expect.stringContaining('far more time or memory') };

let reader: ClosableDocumentReader;
afterEach(() => reader.close());
const read = (name: string, bytes: Uint8Array = pdfOf('x'), stop = signal) =>
  reader.textOf({ name, mime: 'application/octet-stream', bytes }, stop);

test('R103 documents are read one after the other, in another process; plain text needs none', async () => {
  reader = createDocumentReader({ clock });
  const [pdf, docx, broken, plain] = await Promise.allSettled([
    read('a.pdf', pdfOf('Invoice 4711')),
    read('b.docx', docxOf(wordParagraph('A plan'))),
    read('c.docx', docxOf(wordParagraph('half')).subarray(0, 200)),
    read('d.txt', Buffer.from('just words')),
  ]);
  expect([pdf, docx, plain]).toMatchObject([{ value: 'Invoice 4711' }, { value: 'A plan' }, { value: 'just words' }]);
  expect(broken).toMatchObject({ reason: { code: 'invalid', message: expect.stringContaining('damaged') } });
});

test('R92 a PDF of half a megabyte that unpacks to half a gigabyte ends its reader, is told of, and the next one is read', async () => {
  reader = createDocumentReader({ clock, mostMemory: 220 * 1024 * 1024 });
  await expect(read('bomb.pdf', pdfWithPacked(zeros(512)))).rejects.toMatchObject(tooMuch);
  expect(await read('a.pdf', pdfOf('Invoice 4711'))).toBe('Invoice 4711');
});

test('R92 what hangs is given up after ten seconds, what breaks its reader at once, and the next one is read', async () => {
  reader = createDocumentReader({ clock, program: odd });
  expect(await read('first.pdf')).toBe('');
  const hanging = expect(read('hang.pdf')).rejects.toMatchObject(tooMuch);
  await clock.untilAsleep(1);
  await clock.advance(10_000);
  await hanging;
  await expect(read('break.pdf')).rejects.toMatchObject(tooMuch);
  expect(await read('next.pdf')).toBe('');
});

test('who leaves ends what hangs, and nobody who waits behind', async () => {
  reader = createDocumentReader({ clock, program: odd });
  const stop = new AbortController();
  const leaving = expect(read('hang.pdf', undefined, stop.signal)).rejects.toThrow('stopped');
  const waiting = read('next.pdf');
  await clock.untilAsleep(1);
  stop.abort(new Error('stopped'));
  await leaving;
  expect(await waiting).toEqual(expect.any(String));
});

test('a reader that cannot be started says so', async () => {
  reader = createDocumentReader({ clock, program: new URL('./nowhere.js', import.meta.url) });
  await expect(read('a.pdf')).rejects.toMatchObject({ code: 'unavailable' });
});

/** Megabytes of zeros as zlib would pack them, but for the checksum, in no time: a block that ends on a byte stands for itself anywhere. */
function zeros(megabytes: number): Buffer {
  const FULL_FLUSH = 3;
  const packed = deflateSync(Buffer.alloc(1024 * 1024), { finishFlush: FULL_FLUSH });
  const [header, block] = [packed.subarray(0, 2), packed.subarray(2)];
  return Buffer.concat([header, ...Array<Buffer>(megabytes).fill(block), Buffer.from([3, 0, 0, 0, 0, 0])]);
}
