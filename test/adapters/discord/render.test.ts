import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderEdit, renderParts } from '../../../adapters/discord/render.ts';
import { parseMarkdown } from '../../../adapters/markdown/parse.ts';
import { plainText } from '../../../adapters/markdown/styled.ts';
import type { Button } from '../../../src/ports/chat.ts';
import { readMarkdown } from '../../fakes/discord/read-markdown.ts';

const render = (text: string) => renderParts({ text }, []).map(({ content }) => content);
const one = (text: string) => render(text)[0] ?? '';
const read = (text: string) => readMarkdown(one(text));
const looksOf = (text: string, words: string) => read(text).runs.find((run) => run.text.includes(words))?.looks;
const codeIn = (text: string) =>
  read(text)
    .runs.filter(({ looks }) => looks.join() === 'code')
    .map((run) => run.text)
    .join('');
/** Without white space, which Discord cuts at the ends of messages and blocks, and without what we put in to keep marks apart. */
const letters = (text: string) => text.replaceAll(/[\s\u200b]/g, '');

test('looks are written in the mark-up of Discord', () => {
  expect(one('**b** *i* ~~s~~ `c` [w](https://a.b/c) https://d.e')).toBe(
    '**b** _i_ ~~s~~ `c` [w](<https://a.b/c>) (<https://a.b/c>) <https://d.e>',
  );
  expect(one('```ts title\nlet a\n```')).toBe('```ts\nlet a\n```');
  expect(one('> a\n>\n> b\n\nc')).toBe('> a\n> \n> b\n\nc');
});

test('words that only look like mark-up are shown as they stand', () => {
  const words = String.raw`2 * 3 * 4 snake_case_word ||spoiler|| ~~~ :smile: 10:30:45 <t:1> a < b [x] @someone C:\dir`;
  expect(read(words.replaceAll('\\', '\\\\')).runs.flatMap(({ looks }) => looks)).not.toContain('italic');
  for (const text of ['# not', '- item', '1. one', '-# small', '> quote', '+ plus'])
    expect(read(`x \\\n${text.replace(/[-#>+.]/, '\\$&')}`)).toMatchObject({ magic: [], text: `x \n${text}` });
  expect(read('a :smile: b || c || <t:123:R> </today:1> 1 < 2')).toMatchObject({ magic: [], links: [] });
});

test('a moment is shown by the clock of its reader', () => {
  const text = 'on **[Friday, 14:30 (Europe/Berlin)](time:2026-03-06T13:30:00Z)**, once';
  expect(one(text)).toBe('on <t:1772803800:F>, once');
  expect(read(text).text).toBe('on Fri, 06 Mar 2026 13:30:00 GMT, once');
});

test('nobody is called, and no time or emoji appears', () => {
  const { magic } = read('@everyone <@123> <@&5> <#7> <:a:1> x@everyone @here');
  expect(magic).toEqual([]);
});

test('code stays code, whatever is in it', () => {
  for (const code of ['a`b', '`a`', 'x``y```z', '**`', 'https://evil.example/x', '@everyone', '\\', '_', ' a '])
    expect(letters(codeIn(`**b** ${'````'} ${code} ${'````'} **c**`))).toBe(letters(code));
  const block = readMarkdown(one('````\na\n```\nb @everyone\n````'));
  expect(block).toMatchObject({ magic: [], runs: [{ looks: ['block'] }] });
});

test('a word in two looks is read as two looks', () => {
  expect(read('**a***b*c')).toMatchObject({ magic: [] });
  expect(looksOf('**bold**plain', 'plain')).toEqual([]);
  expect(looksOf('_a_ **b _c_ d**', 'c')).toEqual(['bold', 'italic']);
  expect(letters(read('~~gone~~*new* **x***y*z').text)).toBe('gonenewxyz');
});

test('a link whose words cannot be trusted as a label shows its address alone', () => {
  expect(read('[bank.example](https://evil.example/x)').links).toEqual(['https://evil.example/x']);
  expect(one('[bank.example](https://evil.example/x)')).toBe('bank.example (<https://evil.example/x>)');
  expect(read('[a](<https://b.c/x>y)').magic).toEqual([]);
});

describe('buttons', () => {
  const button = (id: number): Button => ({ id: String(id), label: `B${id}`, style: 'plain' });
  const rows = (...counts: number[]) => {
    let id = 0;
    return counts.map((count) => Array.from({ length: count }, () => button(++id)));
  };
  const shape = (buttons: readonly (readonly Button[])[]) =>
    renderParts({ text: 'x', buttons }, []).map(({ components }) => components.map((row) => row.components.length));

  test('keep their rows where Discord has room for them, else come in rows of five, and under more messages', () => {
    expect(shape(rows(1, 3, 5))).toEqual([[1, 3, 5]]);
    expect(shape(rows(6))).toEqual([[5, 1]]);
    expect(shape(rows(1, 1, 1, 1, 1, 1))).toEqual([[5, 1]]);
    expect(shape(rows(...Array.from({ length: 30 }, () => 1)))).toEqual([[5, 5, 5, 5, 5], [5]]);
    expect(shape([])).toEqual([[]]);
  });

  test('stand under the last part', () => {
    const parts = renderParts({ text: 'word '.repeat(900), buttons: rows(1) }, []);
    expect(parts.map(({ content, components }) => [content.slice(-6), components.length])).toEqual([
      ['\n(1/3)', 0],
      ['\n(2/3)', 0],
      ['\n(3/3)', 1],
    ]);
  });
});

describe('files', () => {
  const file = (length: number, name = 'a.pdf') => ({ name, mime: 'application/pdf', bytes: new Uint8Array(length) });

  test('a text of one part goes with the first of them', () => {
    const shape = (text: string, count: number) =>
      renderParts(
        { text },
        Array.from({ length: count }, () => file(1)),
      ).map((part) => [part.content.length, part.file !== undefined]);
    expect(shape('Here', 2)).toEqual([
      [4, true],
      [0, true],
    ]);
    expect(shape('', 1)).toEqual([[0, true]]);
    expect(shape('a'.repeat(2001), 1)).toHaveLength(3);
  });

  test('one over 10 MB, and an empty one, are told in a sentence', () => {
    const [part] = renderParts({ text: 'Here' }, [file(10 * 1024 * 1024 + 1, 'film'), file(0, 'nothing')]);
    expect(part?.content).toMatch(/^Here\n\nfilm is over 10 MB.*\n\nnothing is empty\.$/s);
  });
});

test('a text of exactly 2000 is one part without a number', () => {
  expect(render('a'.repeat(2000)).map((content) => content.length)).toEqual([2000]);
  expect(render('a'.repeat(2001))).toHaveLength(2);
  expect(render('*'.repeat(1001)).every((content) => content.length <= 2000)).toBe(true);
});

test('a message without anything to see is still a message', () => {
  expect(render(' \n')).toEqual(['(no text)']);
});

test('an edit shows the first part', () => {
  expect(renderEdit({ text: 'word '.repeat(900) }).content).toMatch(/\n\(1\/3\)$/);
});

/** Everything of the text stands in the parts, in its order; no part is over the limit or calls anybody. */
function expectFaithful(markdown: string): void {
  const contents = render(markdown);
  const reads = contents.map(readMarkdown);
  const whole = plainText(parseMarkdown(markdown));
  const count = contents.length;
  const texts = reads.map(({ text }, index) => (count === 1 ? text : text.trimEnd().slice(0, -`(${index + 1}/${count})`.length)));
  if (whole.trim() !== '') expect(letters(texts.join(''))).toBe(letters(whole));
  for (const [index, content] of contents.entries()) {
    expect(content.length).toBeLessThanOrEqual(2000);
    expect(() => encodeURIComponent(content)).not.toThrow();
    expect(reads[index]?.magic).toEqual([]);
  }
  expect(render(markdown)).toEqual(contents);
}

describe('hard documents arrive whole', () => {
  const nested = ['- one', '  - two', '    1. three', '       - four `code`', '  - five', '', '    > a quote in a list', '- six'];
  const table = ['| a | b |', '|---|--:|', ...Array.from({ length: 90 }, (_, at) => `| row ${at} | **${at}** |`)];
  const code = ['```python', ...Array.from({ length: 200 }, (_, at) => `def f_${at}(x): return x ** ${at}  # __init__`), '```'];
  const documents: Record<string, string> = {
    'nested lists': nested.join('\n'),
    'a table': table.join('\n'),
    'long code': code.join('\n'),
    'code in a quote': '> look:\n>\n> ```js\n> a = `b`\n> ```\n>\n> so\n\nafter',
    links: '[one](https://a.b/c_d_e) <https://x.y/z> www.k.l [mail](mailto:a@b.c) ![img](https://p.q/r.png) (https://w.x/(y)).',
    emoji: '👨‍👩‍👧‍👦'.repeat(400),
    'right to left': 'مرحبا **بالعالم** `كود` שלום '.repeat(120),
    'twenty thousand characters': Array.from({ length: 500 }, (_, at) => `Line ${at}: *some* **words** and \`code ${at}\`.`).join(
      '\n\n',
    ),
    'one word of 20,000': 'x'.repeat(20_000),
    stars: '*'.repeat(20_000),
    'an address of 3,000': `see https://a.b/${'c'.repeat(3000)} there`,
    'long quote': `> ${'words and words '.repeat(400)}`,
    'html and entities': '<b>x</b> &amp; <script>alert(1)</script> &lt;',
  };
  test.each(Object.entries(documents))('%s', (_, markdown) => expectFaithful(markdown));

  test('code that is cut is code in every part', () => {
    const parts = render(documents['long code'] ?? '');
    expect(parts.length).toBeGreaterThan(4);
    for (const part of parts) expect(part).toMatch(/^```python\n[\s\S]*\n```\n+\(\d+\/\d+\)$/);
  });
});

test('whatever is written arrives whole', () => {
  const block = fc.oneof(
    fc.lorem({ maxCount: 300 }),
    fc.lorem({ maxCount: 60 }).map((words) => `**${words}** _and_ \`code\`~~x~~*y*z`),
    fc.lorem({ maxCount: 500 }).map((words) => `\`\`\`js\n${words.replaceAll(' ', '\n')}\n\`\`\``),
    fc.lorem({ maxCount: 200 }).map((words) => `> ${words} [link](https://a.b/${'c'.repeat(9)})`),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.string({ unit: fc.constantFrom(...'*_~`|<>[]()#-+.:\\@/ \n1a!'), maxLength: 200 }),
    fc.constant('x'.repeat(3000)),
  );
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 6 }), (blocks) => expectFaithful(blocks.join('\n\n'))),
    { numRuns: 100 },
  );
}, 60_000);
