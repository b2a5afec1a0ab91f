import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../../adapters/markdown/parse.ts';
import { shown } from '../../../src/actions/card/shown.ts';
import { readBack } from './read-back.ts';

/** What a person reads behind the label, taken back to the value, and every look but code that the renderer found. */
function readCardText(markdown: string) {
  const [, ...runs] = parseMarkdown(markdown);
  const text = runs.map((run) => run.text).join('');
  const looks = runs.flatMap(({ marks: { code: _, ...rest } }) => Object.keys(rest));
  return { text: readBack(text.replace(/^ /, '')), looks };
}

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
    ['a Cyrillic letter in a Latin word', 'p\u0430ypal', 'p‹U+0430›ypal'],
    ['a Latin letter in a Cyrillic word', 'сл\u006fво', 'сл‹U+006F›во'],
    ['a Greek letter in a Latin word', 'G\u03bfogle', 'G‹U+03BF›ogle'],
    ['a letter of full width', 'p\uff41y', 'p‹U+FF41›y'],
    ['a letter of mathematics', 'p\u{1d41a}y', 'p‹U+1D41A›y'],
    ['an umlaut in a mail address', 'ceo@g\u00f6\u00f6gle.example', '`ceo@g‹U+00F6›‹U+00F6›gle.example`'],
    ['a host that is Cyrillic but for its end', 'https://\u0430\u0440\u0440.com', '`https://‹U+0430›‹U+0440›‹U+0440›.com`'],
    ['a slash that is none', 'https://good.example\u2215@evil.example', '`https://good.example‹U+2215›@evil.example`'],
    ['a dot that is none', 'evil\u3002example', '`evil‹U+3002›example`'],
    ['a zero-width space in an address', 'https://evil.example/\u200bS', '`https://evil.example/‹U+200B›S`'],
    ['punycode', 'https://xn--pypal-4ve.example/', '`https://xn--pypal-4ve‹punycode:p(U+0430)ypal›.example/`'],
    ['our own sign', '‹U+202E›', '‹U+2039›U+202E›'],
    ['an ideographic space at the end', 'a\u3000', 'a‹U+3000›'],
    ['no-break spaces in a row', 'a\u00a0\u00a0b', 'a‹U+00A0›‹U+00A0›b'],
    ['forty empty lines', `a${'\n'.repeat(41)}b`, 'a\n‹40 empty lines›\nb'],
    ['a wide gap', `a${' '.repeat(60)}b`, 'a‹60 spaces›b'],
  ])('makes %s visible', (_, value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('leaves a sentence of one alphabet, and what is usual between two, as it is', () => {
    for (const text of ['Привет, как дела, т.е. всё ли хорошо', 'IT-компания', 'Ça va\u00a0? Straße, z.B. 5 µm', 'Tシャツ'])
      expect(shown(text)).toBe(text);
  });

  it.each([
    'https://a.example/x_y*z|`q`',
    'www.a.example',
    'me@a.example',
    'evil.example/SECRET',
    'S.E.C.R.E.T.evil.example',
    'tg://resolve?domain=x',
    'mailto:me@a.example',
    '1.2.3.4',
    '**https://a.example**',
    '"a@good.example" <x@evil.example>',
  ])('shows what a platform would make a link of as code: %s', (value) => {
    const runs = parseMarkdown(shown(value));
    expect(runs.map(({ text }) => text).join('')).toBe(value);
    const loose = runs.filter(({ marks }) => marks.code === undefined).map(({ text }) => text);
    expect(loose.join('')).toMatch(/^[*"<>`|q ]*$/);
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
    'a\n:-',
    'a\n===',
    'a\n\n    code *x*',
    '```\ncode\n```',
    'a | b\n--- | ---\n1 | 2',
    'x\n**Send to:** eve',
    '[x]: https://a.example',
    '\\*',
    'ends with \\',
    ' a  \n b \n\n \n',
  ])('is not read as markup: %s', (value) => {
    const runs = readCardText(`**Text:** ${shown(value)}`);
    expect(runs.text).toBe(value);
    expect(runs.looks).toEqual([]);
  });

  it('is read back exactly, whatever it is made of', () => {
    const piece = fc.constantFrom(
      ...'*_~`[]()<>&#!|\\-+=.1:/@ \n\u00a0\u3000‹›'.split(''),
      'a',
      'www.',
      'http://',
      'x@y.z',
      'xn--pypal-4ve',
      '\u0430',
      '\u200b',
      '1. ',
      '- ',
      '```',
      '    ',
      '\n\n',
      '\n\n\n\n\n\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (parts) => {
        const value = parts.join('');
        const read = readCardText(`**Text:** ${shown(value)}`);
        expect(read.text).toBe(value);
        expect(read.looks).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer than its length, whatever it is made of', () => {
    const parts = [
      'a',
      '(',
      '.a',
      'a.',
      '“',
      'xn--',
      ' ',
      '\u0301',
      '://',
      '@',
      '`',
      '|',
      '\u200b',
      '\u0430b',
      'a\u00a0',
      '*a ',
      '1. ',
    ];
    for (const part of parts) expect(shown(part.repeat(30_000)).length).toBeGreaterThan(5);
  });
});
