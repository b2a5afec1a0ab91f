import { describe, expect, test } from 'vitest';
import { inert } from '../../../adapters/terminal/inert.ts';

describe('inert', () => {
  test.each([
    ['an escape sequence', 'a\u001b[31mred', 'a␛[31mred'],
    ['OSC 52, which would write the clipboard', '\u001b]52;c;aGk=\u0007', '␛]52;c;aGk=␇'],
    ['OSC 8, which would hide where a link leads', '\u001b]8;;http://evil\u001b\\bank', '␛]8;;http://evil␛\\bank'],
    ['a cursor move', '\u001b[2A\u001b[K', '␛[2A␛[K'],
    ['a C1 control, the one-character CSI', '\u009b31m', '‹U+009B›31m'],
    ['a carriage return that would overwrite the line', 'pay 1000\rpay 1', 'pay 1000␍pay 1'],
    ['backspace and delete', 'a\u0008b\u007f', 'a␈b␡'],
    ['NUL', 'a\u0000b', 'a␀b'],
    ['a right-to-left override', 'gpj\u202eexe', 'gpj‹U+202E›exe'],
    ['a directional isolate', '\u2066a\u2069', '‹U+2066›a‹U+2069›'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a‹U+2028›b‹U+2029›c'],
    ['half a surrogate pair', 'a\ud83d', 'a‹U+D83D›'],
  ])('shows %s instead of obeying it', (_, text, expected) => {
    expect(inert(text)).toBe(expected);
  });

  test('keeps newlines, turns tabs into spaces and the line ends of Windows into newlines', () => {
    expect(inert('a\r\nb\n\tc')).toBe('a\nb\n    c');
  });

  test('keeps what languages and emoji need', () => {
    const text = 'שלום\u200f! 👨‍👩‍👧 می\u200cخواهم é e\u0301';
    expect(inert(text)).toBe(text);
  });
});
