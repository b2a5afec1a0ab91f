import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../adapters/documents/read-document.ts';
import { docxOf, wordParagraph } from '../../fixtures/office.ts';
import { zipOf } from '../../fixtures/zip.ts';

const read = (name: string, content: string | Uint8Array) =>
  readDocument({ name, mime: 'application/octet-stream', bytes: Buffer.from(content) });
const document = { name: 'word/document.xml', content: wordParagraph('body') };
const refused = { code: 'invalid' };
/** Parsers are loaded on the way, however busy the machine is. */
const patience = { timeout: 60_000 };

describe('R92 an archive made to do harm is refused', patience, () => {
  test.each([
    ['a part that grows a thousand times', zipOf([{ name: document.name, content: `<w:t>${'x'.repeat(1_200_000)}</w:t>` }])],
    ['a part that is larger than it says', zipOf([{ ...document, content: 'x'.repeat(5000), told: 10 }])],
    [
      'more entries than any document has',
      zipOf(Array.from({ length: 10_001 }, (_, index) => ({ name: `${index}`, content: '' }))),
    ],
    ['a name that leads out', docxOf('', { name: '../../etc/cron.d/x', content: 'x' })],
    ['a name from the root', docxOf('', { name: '/etc/passwd', content: 'x' })],
    ['a name with a drive', docxOf('', { name: 'C:\\x.txt', content: 'x' })],
    ['a link', docxOf('', { name: 'word/link.xml', content: '/etc/passwd', mode: 0o120777 })],
    ['two entries with the same name', zipOf([document, { ...document, content: wordParagraph('other') }])],
    ['entries that share their bytes', zipOf([document, { ...document, name: 'word/footnotes.xml', at: 0 }])],
    ['bytes that are cut off', docxOf(wordParagraph('half')).subarray(0, 150)],
  ])('%s', async (_, bytes) => {
    await expect(read('a.docx', bytes)).rejects.toMatchObject(refused);
  });

  test('an archive within an archive is not opened', async () => {
    let inner = docxOf(wordParagraph('deep'));
    for (let level = 0; level < 10; level += 1) inner = zipOf([{ name: 'inner.docx', content: inner }]);
    await expect(read('a.zip', inner)).rejects.toMatchObject({ message: expect.stringContaining('I read PDF') });
    expect(await read('a.docx', docxOf(wordParagraph('body'), { name: 'word/embeddings/inner.docx', content: inner }))).toBe(
      'body',
    );
  });
});

describe('R92 what a document says is read within bounds', patience, () => {
  test('entities of its own, and files that it names, are not put in', async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>';
    const xml = { ...document, content: `${bomb}<w:document>${wordParagraph('&b;&c;')}</w:document>` };
    expect(await read('a.docx', zipOf([xml]))).toBe('&b;&c;');
  });

  test('elements that nest without end are refused', async () => {
    const xml = `${'<w:x>'.repeat(100_000)}${wordParagraph('deep')}`;
    await expect(read('a.docx', docxOf(xml))).rejects.toMatchObject(refused);
    expect(await read('a.docx', docxOf(`${'<w:x>'.repeat(500)}${wordParagraph('deep')}${'</w:x>'.repeat(500)}`))).toBe('deep');
  });

  test('names of elements that mean something to JavaScript mean nothing', async () => {
    expect(await read('a.docx', docxOf(`<constructor/><__proto__/><w:toString/>${wordParagraph('body')}`))).toBe('body');
  });

  test('a page of 100,000 tags, or of entities, is cut', async () => {
    expect((await read('a.html', '<div>'.repeat(100_000))).length).toBeLessThan(100);
    expect((await read('a.html', '&amp;amp;'.repeat(200_000))).length).toBeLessThanOrEqual(1_000_000);
  });

  test('of a million marks upon one letter, a million characters are left at most', async () => {
    expect(await read('a.txt', `a${'\u0301'.repeat(1_000_000)}`)).toHaveLength(1_000_000);
  });

  test('a PDF whose pages contain themselves, and one of 20,000 objects without a list of them, end', async () => {
    const loop =
      '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\ntrailer<</Root 1 0 R>>';
    await expect(read('a.pdf', loop)).rejects.toMatchObject(refused);
    const many = Array.from({ length: 20_000 }, (_, index) => `${index + 1} 0 obj null endobj\n`).join('');
    await expect(read('a.pdf', `%PDF-1.4\n${many}trailer<</Root 1 0 R>>`)).rejects.toMatchObject(refused);
  });
});
