import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMarkdown } from '../../../adapters/markdown/parse.ts';
import { plainText } from '../../../adapters/markdown/styled.ts';

const shown = (markdown: string) => plainText(parseMarkdown(markdown));
const looks = (markdown: string) => parseMarkdown(markdown).map(({ text, marks }) => [text, marks]);

test('emphasis, code and links become looks', () => {
  expect(looks('a **b _c_** ~~d~~ `e` [f](https://g.h)')).toEqual([
    ['a ', {}],
    ['b ', { bold: true }],
    ['c', { bold: true, italic: true }],
    [' ', {}],
    ['d', { strike: true }],
    [' ', {}],
    ['e', { code: true }],
    [' ', {}],
    ['f', { link: 'https://g.h' }],
    [' (https://g.h)', {}],
  ]);
});

test('a heading is bold, a quotation and a code block keep their look', () => {
  expect(looks('# Head\n\n> said\n\n```ts\nlet a\n```')).toEqual([
    ['Head', { bold: true }],
    ['\n\n', {}],
    ['said', { quote: true }],
    ['\n\n', {}],
    ['let a', { pre: 'ts' }],
  ]);
});

test.each([
  ['a nested list', '- a\n  1. b\n  2. c\n- d', '• a\n  1. b\n  2. c\n• d'],
  ['a list that starts at three', '3. a\n4. b', '3. a\n4. b'],
  ['a task list', '- [ ] a\n- [x] b', '• [ ] a\n• [x] b'],
  ['two lines of one paragraph', 'a\nb', 'a\nb'],
  ['HTML', 'a <b>c</b> &amp; d\n\n<div>x</div>', 'a <b>c</b> &amp; d\n\n<div>x</div>'],
  ['a link of a strange scheme', '[press](javascript:alert(1))', 'press (javascript:alert(1))'],
  ['a title', '[a](https://b.c "more")', 'a (https://b.c) (more)'],
  ['an image', '![cat](https://b.c/d.png)', 'cat (https://b.c/d.png)'],
  ['a definition', '[1]: https://b.c', '[1]: https://b.c'],
  ['a table', '| a | bb |\n|---|--:|\n| ccc | d |', 'a   │ bb\n────┼───\nccc │  d'],
  ['a row with a cell too many', '| a | b |\n|---|---|\n| c | d | e |', '| a | b |\n|---|---|\n| c | d | e |'],
  ['a link in a table', '| a |\n|---|\n| [b](https://c.d) |', 'a\n───────────────\nb (https://c.d)'],
  ['an escaped star', '\\*a\\*', '*a*'],
])('%s reads as written', (_, markdown, text) => {
  expect(shown(markdown)).toBe(text);
});

test('a link to a moment is its words, which know it; no other address of that kind is one', () => {
  expect(looks('on **[Friday, 14:30](time:2026-03-06T13:30:00Z)**')).toEqual([
    ['on ', {}],
    ['Friday, 14:30', { bold: true, moment: 1772803800 }],
  ]);
  expect(shown('[a](time:2026-13-06T13:30:00Z) [b](time:soon)')).toBe('a (time:2026-13-06T13:30:00Z) b (time:soon)');
});

test.each([
  ['its own address', 'https://a.b/c', 'https://a.b/c', 'https://a.b/c'],
  ['its own address in short', 'www.a.example', 'www.a.example', 'http://www.a.example'],
  ['a mail address', 'me@a.example', 'me@a.example', 'mailto:me@a.example'],
  ['no words', '[](https://a.b)', 'https://a.b', 'https://a.b'],
])('a link of %s is said once', (_, markdown, text, link) => {
  expect(looks(markdown)).toEqual([[text, { link }]]);
});

test.each(['https://good.example', 'good.example', 'me@good.example'])('a link that says %s leads nowhere else', (label) => {
  const runs = parseMarkdown(`[${label}](https://evil.example/x)`);
  expect(plainText(runs)).toBe(`${label} (https://evil.example/x)`);
  expect(runs.every(({ marks }) => marks.link === undefined || marks.link.includes('good.example'))).toBe(true);
});

test.each(['tg://resolve?domain=evil', 'javascript:alert(1)', 'slack://open'])('a link to %s cannot be pressed', (address) => {
  const runs = parseMarkdown(`[press](${address})`);
  expect(plainText(runs)).toBe(`press (${address})`);
  expect(runs.every(({ marks }) => marks.link === undefined)).toBe(true);
});

test.each([
  ['a mention', 'hi @everyone.', '@everyone'],
  ['a mention cut by a look', '@ev**ery**one', '@everyone'],
  ['mark-up of another platform', 'a <!here> b', '<!here>'],
  ['a mention by number', '<@123>', '<@123>'],
  ['a command that names a bot', '/start@evilbot SECRET', '/start@evilbot'],
  ["a platform's own scheme", 'tg://resolve?domain=evil now', 'tg://resolve?domain=evil'],
  ['another scheme', 'slack://open', 'slack://open'],
])('%s cannot be pressed', (_, markdown, inert) => {
  const code = parseMarkdown(markdown).filter(({ marks }) => marks.code);
  expect(plainText(code)).toBe(inert);
});

test('what a person may want to press stays as it is', () => {
  for (const text of ['/help', 'https://a.b/@c', 'me@a.example', 'a@b', 'http://a.b'])
    expect(parseMarkdown(text).every(({ marks }) => marks.code === undefined)).toBe(true);
});

test('code in a list keeps its columns', () => {
  expect(shown('- a\n\n  ```\n  x\n    y\n  ```')).toBe('• a\nx\n  y');
});

test('no letter or digit is ever lost', () => {
  const pieces = fc.constantFrom(
    '**',
    '_',
    '`',
    '```\n',
    '\n',
    '\n\n',
    '- ',
    '1. ',
    '> ',
    '| ',
    '# ',
    '[',
    '](',
    ')',
    '<',
    '>',
    '~~',
    '\\',
    '&',
    ' ',
  );
  const words = fc.stringMatching(/^[a-z0-9]{1,6}$/);
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, words), { maxLength: 40 }), (parts) => {
      const markdown = parts.join('');
      const kept = parseMarkdown(markdown)
        .map(({ text, marks }) => `${text}${marks.link ?? ''}${marks.pre ?? ''}`)
        .join('');
      for (const word of markdown.match(/[a-z]+/g) ?? []) expect(kept).toContain(word);
    }),
    { numRuns: 1000 },
  );
});

test('a thousand nested quotations are still a message', () => {
  expect(shown(`${'> '.repeat(5000)}deep`)).toContain('deep');
});
