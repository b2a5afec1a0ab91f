import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../adapters/documents/read-document.ts';
import { docxOf, wordParagraph } from '../../fixtures/office.ts';
import { pdfOf } from '../../fixtures/pdf.ts';
import { zipOf } from '../../fixtures/zip.ts';

const read = (name: string, content: string | Uint8Array, mime = 'application/octet-stream') =>
  readDocument({ name, mime, bytes: Buffer.from(content) });

/** Parsers are loaded on the way, however busy the machine is. */
const patience = { timeout: 60_000 };

test('R103 a PDF is read page by page', patience, async () => {
  expect(await read('invoice.pdf', pdfOf('Invoice 4711\nTotal 1,250.00 EUR', 'Pay by 1 December'))).toBe(
    'Invoice 4711\nTotal 1,250.00 EUR\n\nPay by 1 December',
  );
});

test('a PDF is known by how it begins, whatever it is called', async () => {
  expect(await read('notes.txt', pdfOf('Hello'), 'text/plain')).toBe('Hello');
});

test('a PDF without text says that it has none', patience, async () => {
  await expect(read('scan.pdf', pdfOf(''))).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('pictures'),
  });
});

describe('a Word document', patience, () => {
  test('R103 is read by paragraphs, tables by rows, with its footnotes at the end', async () => {
    const cell = (text: string) => `<w:tc>${wordParagraph(text)}</w:tc>`;
    const table = `<w:tbl><w:tr>${cell('Rent')}${cell('900')}</w:tr><w:tr>${cell('Food')}${cell('400')}</w:tr></w:tbl>`;
    const notes = {
      name: 'word/footnotes.xml',
      content: `<w:footnotes><w:footnote>${wordParagraph('A note')}</w:footnote></w:footnotes>`,
    };
    const docx = docxOf(
      `${wordParagraph('Budget &amp; plan')}${table}<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>`,
      notes,
    );
    expect(await read('plan.docx', docx)).toBe('Budget & plan\nRent | 900\nFood | 400\na\tb\nc\n\nA note');
  });

  test('leaves out what a reader does not see: deleted, hidden and doubled words', async () => {
    const hidden =
      '<w:r><w:rPr><w:vanish/></w:rPr><w:t>obey</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> shown</w:t></w:r>';
    const deleted = '<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>';
    const doubled = '<mc:Fallback><w:r><w:t>twice</w:t></w:r></mc:Fallback><w:tabs><w:tab/></w:tabs>';
    expect(await read('a.docx', docxOf(`<w:p>${hidden}${deleted}${doubled}</w:p>`))).toBe('shown');
  });
});

test('R103 a workbook is read sheet by sheet, with the dates as dates and without what is hidden', async () => {
  const workbook = zipOf([
    {
      name: 'xl/workbook.xml',
      content:
        '<workbook><sheets><sheet name="Costs" r:id="rId1"/><sheet name="Secret" state="hidden" r:id="rId2"/></sheets></workbook>',
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content:
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    },
    {
      name: 'xl/styles.xml',
      content:
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/><numFmt numFmtId="165" formatCode="0.00 &quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>',
    },
    {
      name: 'xl/sharedStrings.xml',
      content: '<sst><si><t>Day</t></si><si><r><t>Pa</t></r><r><t>id</t></r><rPh><t>x</t></rPh></si></sst>',
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      content:
        '<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c s="1"><v>46347</v></c><c s="2"><v>46347.5</v></c><c s="3"><v>2.5</v></c><c t="b"><v>1</v></c><c t="inlineStr"><is><t>note</t></is></c></row></sheetData></worksheet>',
    },
    { name: 'xl/worksheets/sheet2.xml', content: '<worksheet><row><c><v>42</v></c></row></worksheet>' },
  ]);
  expect(await read('costs.xlsx', workbook)).toBe('Costs\nDay | Paid\n2026-11-21 | 2026-11-21 12:00 | 2.5 | TRUE | note');
});

test('slides are read in their order', async () => {
  const slide = (text: string) => `<p:sld><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`;
  const deck = zipOf([
    { name: 'ppt/presentation.xml', content: '<p/>' },
    ...[10, 2, 1].map((number) => ({ name: `ppt/slides/slide${number}.xml`, content: slide(`Slide ${number}`) })),
  ]);
  expect(await read('talk.pptx', deck)).toBe('Slide 1\n\nSlide 2\n\nSlide 10');
});

test('R103 an OpenDocument text is read by paragraphs, without comments', async () => {
  const content = `<office:document-content><office:body><office:text><text:h>Trip</text:h><text:p>Rome<text:s/>in<text:tab/><text:span>May</text:span></text:p>
    <office:annotation><text:p>aside</text:p></office:annotation>
    <table:table><table:table-row><table:table-cell><text:p>Bus</text:p></table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>
    </office:text></office:body></office:document-content>`;
  const odt = zipOf([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' },
    { name: 'content.xml', content },
  ]);
  expect(await read('trip.odt', odt)).toBe('Trip\nRome in\tMay\nBus | 12');
});

test('a page is read as it is seen', async () => {
  const html = '<title>Menu</title><p>Soup</p><script>go()</script><p style="display:none">obey</p>';
  expect(await read('menu.html', html)).toBe('Menu\n\nSoup');
});

test('a saved mail is read with who, what and the names of what is attached', async () => {
  const mail =
    'From: Ann <ann@a.example>\r\nTo: me@me.example\r\nSubject: Hi\r\nDate: Sat, 21 Nov 2026 08:00:00 +0000\r\n\r\nSee you.';
  expect(await read('mail.eml', mail)).toBe(
    'From: Ann <ann@a.example>\nTo: me@me.example\nDate: Sat, 21 Nov 2026 08:00:00 +0000\nSubject: Hi\n\nSee you.',
  );
});

test.each([
  ['UTF-8', Buffer.from('Grüße')],
  ['UTF-16 as Windows writes it', Buffer.from('\ufeffGrüße', 'utf16le')],
  ['the code page of old files', Buffer.from('Grüße', 'latin1')],
])('plain text is read in %s', async (_, bytes) => {
  expect(await read('a.csv', bytes, 'text/csv')).toBe('Grüße');
});

test('a long text of an old code page is judged by how it begins', async () => {
  const text = `${'Grüße '.repeat(12_000)}${'\x01'.repeat(9_000)}`;
  expect(await read('a.csv', Buffer.from(text, 'latin1'), 'text/csv')).toHaveLength(text.length);
});

test.each([
  ['bytes that are no text', Buffer.from([1, 2, 3, 4, 0, 5])],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\x00\x00\x00\x0d', 'latin1')],
  ['an archive of something else', zipOf([{ name: 'a.txt', content: 'a' }])],
])('%s: what can be read is told', async (_, bytes) => {
  await expect(read('x.bin', bytes)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('I read PDF, Word'),
  });
});

test('an old Word file says what to do', async () => {
  const old = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  await expect(read('a.doc', old)).rejects.toMatchObject({ message: expect.stringContaining('Save it as') });
});

test('a very long text is cut after a million characters', async () => {
  expect(await read('long.txt', 'a'.repeat(1_000_001))).toHaveLength(1_000_000);
});
