import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readLabel } from '../../src/mail/label.ts';
import { isMessageId, makeMessageId } from '../../src/mail/message-id.ts';
import { isPlainlyVisible, quoted } from '../../src/mail/quoted.ts';
import { readBody, readSubject, replySubject } from '../../src/mail/wording.ts';
import { anyText } from './any-text.ts';

describe('a subject', () => {
  it('stays as it is, hidden marks included, since the card shows them', () => {
    expect(readSubject(' Grüße \u202eabc\u200b ')).toBe('Grüße \u202eabc\u200b');
    expect(readSubject('')).toBe('');
  });

  it.each([
    ['Hi\r\nBcc: x@evil.example', 'Write one line'],
    ['Hi\nReply-To: x@evil.example', 'Write one line'],
    ['Hi\u0007\u001b[2K', 'Write one line'],
    ['a\tb', 'Write one line'],
    ['=?utf-8?b?SGkNCkJjYzogeEBldmlsLmV4YW1wbGU=?=', 'Write its characters as they are'],
    ['so =?ISO-8859-1?Q?a?= b', 'Write its characters as they are'],
    ['x'.repeat(501), 'under 500 characters'],
  ])('%j is refused with what to do', (said, advice) => {
    expect(() => readSubject(said)).toThrow(advice);
  });

  it.each([
    ['Lunch', 'Re: Lunch'],
    ['Re: Lunch', 'Re: Lunch'],
    ['RE: Lunch', 'RE: Lunch'],
    ['Lunch\r\n Bcc: x', 'Re: Lunch Bcc: x'],
  ])('of an answer to %j is %j', (subject, answer) => {
    expect(replySubject(subject)).toBe(answer);
  });
});

describe('a body', () => {
  it('keeps every character but the way in which a line ends', () => {
    expect(readBody(' a\r\nb\rc\n\n d\u200b\t')).toBe(' a\nb\nc\n\n d\u200b\t');
  });

  it('that is too long for a card and a mail is refused', () => {
    expect(readBody('x'.repeat(100_000))).toHaveLength(100_000);
    expect(() => readBody('x'.repeat(100_001))).toThrow('attach it as a file');
  });
});

describe('a Message-ID', () => {
  it('is the same for the same mail, and another for any other', () => {
    const id = makeMessageId('me@me.example', ['p', 'telegram:1', { to: ['a'] }]);
    expect(id).toBe(makeMessageId('me@me.example', ['p', 'telegram:1', { to: ['a'] }]));
    expect(id).not.toBe(makeMessageId('me@me.example', ['p', 'telegram:2', { to: ['a'] }]));
    expect(id).toMatch(/^<[0-9a-f]{40}@me\.example>$/);
    expect(isMessageId(id)).toBe(true);
    expect(makeMessageId('odd', [])).toMatch(/@odd>$/);
    expect(makeMessageId('a@b c', [])).toMatch(/@localhost>$/);
  });

  it.each(['', 'a@b', '<a@b>\r\nBcc: x@y.example', '<a b@c>', '<a@b><c@d>', '<ä@b>', `<${'a'.repeat(300)}@b>`])(
    '%j of others is not taken into a header',
    (text) => {
      expect(isMessageId(text)).toBe(false);
    },
  );
});

describe('a label', () => {
  it.each(['work', 'To do', 'Grüße/2026'])('%s is the own of the person', (name) => {
    expect(readLabel(` ${name} `)).toBe(name);
  });

  it.each([
    '\\Deleted',
    '\\Seen',
    '$Junk',
    'INBOX',
    'Trash',
    'spam',
    'UNREAD',
    'CATEGORY_SOCIAL',
    '',
    'a\nb',
    'a\u200bb',
    'x'.repeat(101),
  ])('%j would do something else and is refused', (name) => {
    expect(() => readLabel(name)).toThrow();
  });
});

test("others' text stays on one line, in its quotation marks, with nothing hidden", () => {
  expect(quoted('a"b\nc\u202ed\u{e0041}')).toBe('"a\\"b\\nc\\u{202e}d\\u{e0041}"');
  fc.assert(
    fc.property(anyText(20), (text) => {
      const line = quoted(text);
      expect(isPlainlyVisible(line)).toBe(true);
      expect(line.slice(1, -1).replace(/\\./g, '')).not.toContain('"');
    }),
  );
});
