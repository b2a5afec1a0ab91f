import { describe, expect, test } from 'vitest';
import { parseTarget } from '../../../adapters/web/target.ts';
import { AppError } from '../../../src/ground/errors.ts';

const nobody = new Set<string>();

function codeOf(text: string, named: ReadonlySet<string> = nobody): string {
  try {
    parseTarget(text, named);
    return 'taken';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe('a web address', () => {
  test.each([
    ['https://good.example', 'https://good.example/'],
    ['HTTP://GOOD.example:80/A?b=C#d', 'http://good.example/A?b=C'],
    ['https://good.example:443/', 'https://good.example/'],
    ['http://good.example:443/', 'http://good.example:443/'],
    ['https://de.wikipedia.org/wiki/Käse', 'https://de.wikipedia.org/wiki/K%C3%A4se'],
    ['https://good.example/a/../b', 'https://good.example/b'],
    ['https://1.1.1.1/', 'https://1.1.1.1/'],
    ['https://[2606:4700:4700::1111]/', 'https://[2606:4700:4700::1111]/'],
  ])('%s is asked for as %s', (text, href) => expect(parseTarget(text, nobody).url.href).toBe(href));

  test.each([
    'http://127.1/',
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://①②⑦.0.0.1/',
    'http://[::ffff:7f00:1]/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://good.example./',
    'http://a.localhost/',
    'http://foo.internal/',
    'http://printer.local/',
    'http://router.home.arpa/',
    'http://wiki.lan/',
    'http://db/',
    'https://good.example:8443/',
    'https://good.example:22/',
    'https://me:word@good.example/',
    'https://good.example\\@127.0.0.1/',
    ' https://good.example/',
    'https://good.example/a b',
    'https://good.example/\t',
    'https://good.example/<b>',
    'ftp://good.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
  ])('R19 %j is denied', (text) => expect(codeOf(text)).toBe('denied'));

  test.each(['', 'hello', 'good.example/page', 'https://', '//good.example'])('%j is no address', (text) =>
    expect(codeOf(text)).toBe('invalid'),
  );

  test('R19 a long address, in which much could be carried away, is refused', () => {
    const url = (length: number) => `https://good.example/?d=${'x'.repeat(length - 24)}`;
    expect(codeOf(url(2000))).toBe('taken');
    expect(codeOf(url(2001))).toBe('invalid');
  });

  test('the refusal repeats nothing of the address', () => {
    for (const text of ['http://needle.local/', 'needle://x', 'https://needle@good.example/', 'https://good.example:22/needle'])
      expect(() => parseTarget(text, nobody)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining('needle') }),
      );
  });
});

describe('a host that the settings name', () => {
  const named = new Set(['wiki.lan:8080', '127.0.0.1:80', '[::1]:443', 'db:5432']);

  test.each(['http://wiki.lan:8080/a', 'https://wiki.lan:8080/a', 'http://127.1/', 'https://[::1]/', 'http://DB:5432/'])(
    '%s is asked for, wherever it lies',
    (text) => expect(parseTarget(text, named).named).toBe(true),
  );

  test.each([
    'http://wiki.lan/',
    'http://127.0.0.1:8080/',
    'http://[::1]/',
    'http://a.wiki.lan:8080/',
    'http://me@wiki.lan:8080/',
    'ftp://wiki.lan:8080/',
  ])('%s is not what was named', (text) => expect(codeOf(text, named)).toBe('denied'));
});
