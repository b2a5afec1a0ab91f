import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../../adapters/terminal/markdown.ts';
import { paint } from '../../../adapters/terminal/runs.ts';
import { displayWidth } from '../../../adapters/terminal/width.ts';

const plain = (text: string, width = Number.POSITIVE_INFINITY) => lines(text, width, false).join('\n');
const lines = (text: string, width: number, colour: boolean) =>
  renderMarkdown(text, { width, colour }).map((line) => paint(line, colour));

describe('renderMarkdown', () => {
  test.each([
    ['headings as their text', '# Today\n\nNothing.', 'Today\n\nNothing.'],
    ['emphasis without its signs', '**Lunch** at *noon*', 'Lunch at noon'],
    ['a strike with its bars, since it changes the meaning', '~~Monday~~ Tuesday', '~~Monday~~ Tuesday'],
    ['code between backticks', 'type `ls`', 'type `ls`'],
    ['the address of a link in full', '[your bank](https://evil.example/x)', 'your bank (https://evil.example/x)'],
    ['an address that is its own text once', 'https://a.example/b_c', 'https://a.example/b_c'],
    ['a moment by its words', '[Friday, 14:30](time:2026-03-06T13:30:00Z)', 'Friday, 14:30'],
    ['an image as a link', '![cat](https://a.example/cat.png)', 'cat (https://a.example/cat.png)'],
    ['HTML as it was written', 'a <b>bold</b> word', 'a <b>bold</b> word'],
    ['an HTML block as it was written', '<div>\nx\n</div>', '<div>\nx\n</div>'],
    ['escaped signs as signs', '2 \\* 3', '2 * 3'],
    ['line breaks where they were', 'one\ntwo', 'one\ntwo'],
    ['nested lists with their numbers', '- a\n  3. b\n  4. c\n- d', '• a\n  3. b\n  4. c\n• d'],
    ['a list right behind its sentence', 'Due:\n- tax\n- [x] rent', 'Due:\n• tax\n• [x] rent'],
    ['loose lists loosely', '- a\n\n- b', '• a\n\n• b'],
    ['quotations behind a bar', '> a\n> b', '│ a\n│ b'],
    ['code blocks letter for letter', '```js\nif (a) {\n  b\n}\n```', '  if (a) {\n    b\n  }'],
    ['tables in columns', '| Who | Sum |\n|--|--:|\n| 日本 | 2 |\n| Jo | 10 |', 'Who  │ Sum\n─────┼────\n日本 │   2\nJo   │  10'],
    ['link definitions too', '[a]: http://x.y', '[a]: http://x.y'],
  ])('shows %s', (_, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test('wraps between words at the width and hangs list items under their text', () => {
    expect(plain('one two three four five\n\n- six seven eight nine ten eleven', 22)).toBe(
      'one two three four\nfive\n\n• six seven eight nine\n  ten eleven',
    );
  });

  test('counts wide letters as two columns', () => {
    expect(plain('日本日本日本 日本日本日本 日本', 24)).toBe('日本日本日本\n日本日本日本 日本');
  });

  test('shows a table that is too wide as one record a row', () => {
    expect(plain('| Name | Address |\n|--|--|\n| Ann | 12 Long Street |\n| Bo | 3 Short Street |', 20)).toBe(
      'Name: Ann\nAddress: 12 Long\nStreet\n\nName: Bo\nAddress: 3 Short\nStreet',
    );
  });

  test('never breaks an address', () => {
    const url = 'https://example.com/a/very/long/path/that/is/wider';
    expect(plain(`see ${url} now`, 20).split('\n')).toEqual(['see', url, 'now']);
  });

  test('styles with colour and closes every style on its line', () => {
    expect(lines('**Hi** ~~a~~ `b`', 80, true)).toEqual(['\u001b[1mHi\u001b[22m \u001b[9ma\u001b[29m \u001b[36mb\u001b[39m']);
  });

  test('lets no escape sequence through, not even one spelt as a character reference', () => {
    const hostile =
      'a \u001b[2J &#27;[31m [x](http://a/&#27;]8) `\u009b1m`\n\n```\n\u001b]52;c;x\u0007\n```\n\n| \u001b[1A | b |\n|--|--|\n| &#x1b;c | d |';
    expect(plain(hostile)).not.toMatch(/\p{Cc}(?<!\n)/u);
  });

  test('lets no control character of any text through, and loses no letter of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (text, width) => {
        expect(plain(text, width)).not.toMatch(/\p{Cc}(?<!\n)/u);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/u), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 20, max: 60 }),
        (words, width) => {
          const shown = plain(words.join(' '), width);
          expect(shown.replaceAll('\n', ' ')).toBe(words.join(' '));
          for (const line of shown.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test.each(['x'.repeat(200_000), '日'.repeat(100_000), 'word '.repeat(40_000).trim()])(
    'shows a very long text whole',
    (text) => {
      expect(plain(text)).toBe(text);
      expect(plain(text, 80).replaceAll('\n', ' ')).toBe(text);
    },
  );

  test('shows a text as it stands when it is nested too deeply to be parsed', () => {
    expect(plain(`${'> '.repeat(20_000)}deep`)).toContain('deep');
  });
});
