import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../adapters/markdown/parse.ts';
import { shown } from '../../src/actions/shown.ts';

/** What a person reads, with every mark-up that the renderer found. */
function read(value: string) {
  const runs = parseMarkdown(`**Text:** ${shown(value)}  \n\n_Open until tomorrow._`);
  const marks = runs.slice(1, -2).map((run) => run.marks);
  const text = runs.map((run) => run.text).join('');
  return {
    text: text.replace(/^Text: /, '').replace(/\s*Open until tomorrow\.$/, ''),
    marks: marks.filter((each) => Object.keys(each).length > 0),
  };
}
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('a value on a card', () => {
  it.each([
    ['a bidirectional override', '\u202e', '‹U+202E›'],
    ['a bidirectional isolate', '\u2066', '‹U+2066›'],
    ['a zero-width space', '\u200b', '‹U+200B›'],
    ['a zero-width joiner', '\u200d', '‹U+200D›'],
    ['a byte order mark', '\ufeff', '‹U+FEFF›'],
    ['a tag', '\u{e0041}', '‹U+E0041›'],
    ['a control character', '\u0007', '‹U+0007›'],
    ['an escape', '\u001b', '‹U+001B›'],
    ['a carriage return', '\r', '‹U+000D›'],
    ['a tab', '\t', '‹U+0009›'],
    ['a line separator', '\u2028', '‹U+2028›'],
    ['a soft hyphen', '\u00ad', '‹U+00AD›'],
    ['a filler', '\u3164', '‹U+3164›'],
    ['a blank of Braille', '\u2800', '‹U+2800›'],
    ['a grapheme joiner', '\u034f', '‹U+034F›'],
    ['a variation selector', '\ufe01', '‹U+FE01›'],
    ['a variation selector that could carry bytes', '\u{e0101}', '‹U+E0101›'],
    ['an emoji selector behind a letter', '\ufe0f', '‹U+FE0F›'],
    ['half an emoji', '\ud83d', '‹U+D83D›'],
  ])('makes %s visible', (_, character, visible) => {
    expect(shown(`a${character}b`)).toBe(`a${visible}b`);
  });

  it('leaves letters of every script and plain emoji as they are', () => {
    for (const text of ['Zoë', 'Ξένια', 'שלום', 'مرحبا', '你好', '❤️', '😀', 'नमस्ते']) expect(shown(text)).toBe(text);
  });

  it.each([
    '**bold** _it_ ~~no~~ `code`',
    '[a](https://b.example) ![i](https://c.example/x.png)',
    'https://a.example/x_y*z www.a.example me@a.example',
    '<b>x</b> <https://a.example>',
    '&#x202e; &lt; &amp;',
    '# head',
    '- item',
    '+ item',
    '1. one',
    '2) two',
    '> quote',
    '---',
    'a\n---',
    'a\n===',
    'a\n\n    code *x*',
    '```\ncode\n```',
    'a | b\n--- | ---\n1 | 2',
    'x\n**Send to:** eve',
    '[x]: https://a.example',
    '\\*',
    'ends with \\',
  ])('is not read as markup: %s', (value) => {
    const seen = read(value);
    expect(plain(seen.text)).toBe(value);
    expect(seen.marks).toEqual([]);
  });

  it('is read as it is written, whatever it is made of', () => {
    const piece = fc.constantFrom(
      ...'*_~`[]()<>&#!|\\-+=.1:/@ \n'.split(''),
      'a',
      'www.',
      'http://',
      'x@y.z',
      '1. ',
      '- ',
      '```',
      '    ',
      '\n\n',
    );
    const squeezed = (text: string) =>
      plain(text)
        .replace(/ +\n/g, '\n')
        .replace(/\n{2,}/g, '\n')
        .replace(/^\n+|\s+$/g, '');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const value = `x${pieces.join('')}x`;
        const seen = read(value);
        expect(squeezed(seen.text)).toBe(squeezed(value));
        expect(seen.marks).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
