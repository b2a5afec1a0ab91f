import { describe, expect, test } from 'vitest';
import { decodeText, refuseUnreadable } from '../../../adapters/web/content-type.ts';
import { htmlToText } from '../../../adapters/web/html-text.ts';

const textOf = async (html: string) => (await htmlToText(html, 'https://good.example/a/')).text;

describe('a page as text', () => {
  test('has its title, whatever stands in it', async () => {
    const { title } = await htmlToText('<html><head>\n<TITLE lang=en>\n A &amp; B\n  news </TITLE>', 'https://good.example/');
    expect(title).toBe('A & B news');
  });

  test('shows links as text with their whole address behind it, and none that lead nowhere', async () => {
    expect(await textOf('<a href="b?c=d">there</a>')).toBe('there (https://good.example/a/b?c=d)');
    expect(await textOf('<a href="https://x.example/">https://x.example/</a>')).toBe('https://x.example/');
    expect(await textOf('<a href="#part">here</a> <a href="javascript:alert(1)">run</a> <a href="http://[">odd</a>')).toBe(
      'here run odd',
    );
  });

  test('shows no scripts, styles, pictures or what is hidden', async () => {
    const hidden = '<script>1</script><style>b{}</style><img src="https://x.example/p.png" alt="p"><svg><text>s</text></svg>';
    expect(await textOf(`<p>seen</p>${hidden}<p hidden>h</p><p aria-hidden="true">a</p><noscript>n</noscript>`)).toBe('seen');
  });

  test('keeps cells apart and lines of a list', async () => {
    expect(await textOf('<table><tr><th>Day</th><th>Rain</th></tr><tr><td>Mon</td><td>3</td></tr></table>')).toBe(
      'Day | Rain | \nMon | 3 |',
    );
    expect(await textOf('<ul><li>one<li>two</ul>')).toBe('* one\n * two');
  });

  test('of more tags than a reader would bear is cut, and says so', async () => {
    const text = await textOf('<p>x</p>'.repeat(20_001));
    expect(text.endsWith('x …')).toBe(true);
    expect(text.match(/x/g)).toHaveLength(20_000);
  });

  test('of a hundred thousand open tags is made all the same', async () => {
    expect(await textOf('<div>'.repeat(300_000))).toContain('…');
    expect(await textOf('<ul><li>'.repeat(150_000))).toContain('…');
  });
});

describe('what a page is', () => {
  test.each([
    'text/html',
    'text/plain',
    'text/csv',
    'application/json',
    'application/ld+json',
    'application/xml',
    'application/xhtml+xml',
    'application/rss+xml',
    'application/pdf',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ])('%s is read', (type) => expect(() => refuseUnreadable(type)).not.toThrow());

  test.each([
    ['image/svg+xml', 'a picture'],
    ['audio/mpeg', 'a recording'],
    ['video/mp4', 'a film'],
    ['application/octet-stream', 'no text'],
    ['', 'no text'],
    ['text/', 'no text'],
  ])('%j is refused as what it is', (type, words) => expect(() => refuseUnreadable(type)).toThrow(`What lies there is ${words}`));

  test('its letters are read by the header, else by its own word, else as UTF-8', () => {
    const latin = Buffer.from('caf\u00e9', 'latin1');
    expect(decodeText(latin, 'text/plain; charset="ISO-8859-1"')).toBe('café');
    expect(decodeText(Buffer.concat([Buffer.from('<meta charset=windows-1252>'), latin]), 'text/html')).toContain('café');
    expect(decodeText(Buffer.from('café'), 'text/html')).toBe('café');
    expect(decodeText(Buffer.from('café'), 'text/html; charset=nonsense')).toBe('café');
    expect(decodeText(latin, 'text/plain')).toBe('caf\ufffd');
  });
});
