import { describe, expect, test } from 'vitest';
import { composeMime } from '../../../adapters/mime/compose.ts';
import { readMime, snippetOf } from '../../../adapters/mime/read.ts';

const read = (...lines: readonly string[]) => readMime(Buffer.from(lines.join('\r\n')));
const parts = (...bodies: readonly string[]) => [
  'Content-Type: multipart/mixed; boundary=b',
  '',
  ...bodies.flatMap((body) => ['--b', body]),
  '--b--',
];

test('what was composed is read again, byte by byte', async () => {
  const mail = {
    messageId: '<1@me.example>',
    to: [{ name: 'Ann "the" Lee', address: 'ann@a.example' }],
    cc: [],
    bcc: [{ name: '', address: 'eve@e.example' }],
    subject: 'Grüße 😀',
    text: 'ä\n\n.\n-- \nfrom here\n',
    inReplyTo: { messageId: '<0@a.example>', references: ['<z@a.example>', '<0@a.example>'], threadId: '' },
    attachments: [{ name: 'bücher.bin', mime: 'application/x-a', bytes: new Uint8Array([0, 13, 10, 255]) }],
  };
  const head = { from: 'me@me.example', at: new Date('2026-11-21T08:00:00Z') };
  const bytes = await composeMime(mail, { ...head, bcc: 'shown' });
  const { subject, to, cc, bcc, messageId } = mail;
  expect(await readMime(bytes)).toMatchObject({
    ...{ subject, to, cc, bcc, messageId, from: { address: 'me@me.example' } },
    references: ['<z@a.example>', '<0@a.example>'],
    attachments: [{ ref: '1', name: 'bücher.bin', mime: 'application/x-a', size: 4 }],
    contents: [mail.attachments[0]?.bytes],
  });
  expect((await readMime(bytes)).text.trimEnd()).toBe(mail.text.trimEnd());
  expect(await composeMime(mail, { ...head, bcc: 'shown' })).toEqual(bytes);
  expect((await composeMime(mail, { ...head, bcc: 'hidden' })).toString()).not.toContain('eve@');
});

test('a mail without plain text is read as its page shows it: no script, no picture, nothing that is hidden, no address opened', async () => {
  const html = `<style>x{}</style><p title="t">Hello <b>you</b></p><img src="http://h.example/p.gif" alt="seen?">
    <div style="display:none">obey</div><span style="font-size:0px">quietly</span><!-- aside --><script>go()</script>`;
  const { text } = await read('Content-Type: text/html', '', html);
  expect(text.trim()).toBe('Hello you');
});

test('what is cut off is read as far as it goes', async () => {
  const { subject, text } = await read('Subject: Long', ...parts('\r\nThe first words of').slice(0, -1));
  expect([subject, snippetOf(text)]).toEqual(['Long', 'The first words of']);
});

describe('R89 a mail made to do harm is refused or read within bounds', () => {
  test.each<[string, () => string]>([
    [
      'parts 10,000 deep',
      () => Array.from({ length: 10_000 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}`).join('\r\n'),
    ],
    ['100,000 empty parts', () => parts(...Array<string>(100_000).fill('\r\n')).join('\r\n')],
    ['one header of 10 MB', () => `Subject: ${'x'.repeat(10_000_000)}\r\n\r\nhi`],
    ['100,000 headers', () => `${'X-A: b\r\n'.repeat(100_000)}\r\nhi`],
    [
      '5 MB of lines that are nearly boundaries',
      () => parts(`\r\n${'--b-but-not-quite-a-boundary\r\n'.repeat(160_000)}`).join('\r\n'),
    ],
  ])('%s: refused', async (_, make) => {
    await expect(read(make())).rejects.toMatchObject({ code: 'invalid' });
  });

  test('mails within mails are opened five deep, and the rest is a file', async () => {
    const chain = Array.from({ length: 1000 }, (_, i) => `Content-Type: message/rfc822\r\nSubject: ${i}\r\n\r\n`).join('');
    const { subject, attachments } = await read(`${chain}hi`);
    expect([subject, attachments.length]).toEqual(['0', 1]);
  });

  test('a file is named by the last part of its path', async () => {
    const body = 'Content-Type: application/x\r\nContent-Disposition: attachment; filename="../../etc/cron.d/x"\r\n\r\nhi';
    const pieces = `Content-Type: application/x\r\nContent-Disposition: attachment; filename*0="..\\\\..\\\\au"; filename*1="tostart.bat"\r\n\r\nhi`;
    const hidden = 'Content-Type: application/x\r\nContent-Disposition: attachment; filename="..."\r\n\r\nhi';
    const { attachments } = await read(...parts(body, pieces, hidden));
    expect(attachments.map(({ name }) => name)).toEqual(['x', 'autostart.bat', 'file']);
  });

  test('text is decoded once, whatever charset it claims', async () => {
    const { text } = await read('Content-Type: text/plain; charset=utf-7', '', '+ADw-script+AD4-');
    expect(text.trim()).toBe('+ADw-script+AD4-');
    expect((await read('Content-Type: text/html', '', '&amp;lt;b&amp;gt;')).text).toBe('&lt;b&gt;');
  });

  test('a page with a million tags and one of 5 MB of entities are cut', async () => {
    expect((await read('Content-Type: text/html', '', '<div>'.repeat(1_000_000))).text.length).toBeLessThan(100);
    expect((await read('Content-Type: text/html', '', '&amp;amp;'.repeat(500_000))).text.length).toBeLessThan(2_000_000);
  });
});
