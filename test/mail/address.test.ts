import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isAppError } from '../../src/ground/errors.ts';
import { addressShown, mailboxText, parseAddress, toExact } from '../../src/mail/address.ts';
import { anyText } from './any-text.ts';

const parsed = (said: string) => {
  try {
    return parseAddress(said);
  } catch (error) {
    if (isAppError(error, 'invalid')) return undefined;
    throw error;
  }
};

describe('a mailbox', () => {
  it.each([
    ['alice@good.example', '', 'alice@good.example'],
    ['<alice@good.example>', '', 'alice@good.example'],
    ['Alice@Good.EXAMPLE', '', 'Alice@good.example'],
    ['alice+fwd@good.example', '', 'alice+fwd@good.example'],
    ["o'brien.x_y-z@sub.good.example", '', "o'brien.x_y-z@sub.good.example"],
    ['Alice Lee <alice@good.example>', 'Alice Lee', 'alice@good.example'],
    ['"Lee, \\"Al\\" (work)" <alice@good.example>', 'Lee, "Al" (work)', 'alice@good.example'],
    ['"alice@good.example" <x@evil.example>', 'alice@good.example', 'x@evil.example'],
    ['Jörg Öz <joerg@öz.example>', 'Jörg Öz', 'joerg@xn--z-0ga.example'],
    ['ceo@göögle.example', '', 'ceo@xn--ggle-5qaa.example'],
    ['a@ｇood.example', '', 'a@good.example'],
  ])('%s is read exactly', (said, name, address) => {
    expect(parseAddress(said)).toEqual({ name, address });
  });

  it.each([
    ['alice@good.example\u202emoc.live@\u202c', 'cannot be seen'],
    ['ali\u200bce@good.example', 'cannot be seen'],
    ['alice@good.exam\u00adple', 'cannot be seen'],
    ['alice@good\ufe0f.example', 'cannot be seen'],
    ['alice@good.example\r\nBcc: x@evil.example', 'cannot be seen'],
    ['alice@good.example\0', 'cannot be seen'],
    ['"Al\tLee" <alice@good.example>', 'cannot be seen'],
    ['alice@good.example ', 'begins or ends with a space'],
    [' alice@good.example', 'begins or ends with a space'],
    ['alice @good.example', 'before the @'],
    ['al ice@good.example', 'before the @'],
    ['\u0430lice@good.example', 'before the @'],
    ['"al ice"@good.example', 'before the @'],
    ['.alice@good.example', 'before the @'],
    ['al..ice@good.example', 'before the @'],
    [`${'a'.repeat(65)}@good.example`, 'before the @'],
    ['alice@good.example(comment)@evil.example', 'is not one address'],
    ['alice@good.example, bob@good.example', 'is not one address'],
    ['friends: a@x.example, b@y.example;', 'is not one address'],
    ['alice@good.example <x@evil.example>', 'is not one address'],
    ['alice', 'has no @'],
    ['', 'has no @'],
    ['alice@', 'has no domain'],
    ['alice@good', 'has no domain'],
    ['alice@good.example.', 'has no domain'],
    ['alice@good..example', 'has no domain'],
    ['alice@-good.example', 'has no domain'],
    ['alice@go_od.example', 'has no domain'],
    ['alice@[10.0.0.1]', 'has no domain'],
    ['alice@10.0.0.1', 'has no domain'],
    ['alice@0x7f.1', 'has no domain'],
    ['alice@good.example/evil.example', 'has no domain'],
    ['alice@good%2eexample.example', 'has no domain'],
    ['alice@good.example:25', 'has no domain'],
    ['alice@xn--a.example', 'has no domain'],
    ['=?utf-8?q?Boss?= <x@evil.example>', 'a name that cannot be sent'],
    [`alice@${'a.'.repeat(130)}example`, 'is too long'],
    [`alice@${'a'.repeat(500)}.example`, 'is too long'],
  ])('%j is refused with what to write instead', (said, problem) => {
    expect(() => parseAddress(said)).toThrow(problem);
    expect(() => parseAddress(said)).toThrow('Write one plain address, such as ann@example.org.');
  });

  it('is refused without a hidden character in the sentence', () => {
    expect(() => parseAddress('ali\u200bce@good.example')).toThrow('"ali\\u{200b}ce@good.example"');
  });

  it('shows a name apart from the address, so that it cannot pass for one', () => {
    expect(addressShown(parseAddress('"alice@good.example" <x@evil.example>'))).toBe(
      'x@evil.example (named "alice@good.example")',
    );
    expect(addressShown({ name: 'a" <b@c.example> "', address: 'x@evil.example' })).toBe(
      'x@evil.example (named "a\\" <b@c.example> \\"")',
    );
  });

  it('that others wrote loses a name that cannot be sent, and never its address', () => {
    expect(toExact({ name: 'Al\u202e', address: 'x@evil.example' })).toEqual({ name: '', address: 'x@evil.example' });
    expect(toExact({ name: '=?utf-8?q?x?=', address: 'X@EVIL.example' })).toEqual({ name: '', address: 'X@evil.example' });
    expect(() => toExact({ name: '', address: 'x@evil.example\r\nBcc: y' })).toThrow('has no domain');
  });
});

describe('whatever is said', () => {
  const local = fc.stringMatching(/^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\.[a-zA-Z0-9+-]{1,10}){0,2}$/);
  const domain = fc.stringMatching(/^[a-zA-Z0-9äöüßéа-я]{1,12}(\.[a-z0-9ø-]{1,8}){0,2}\.[a-z]{2,8}$/u);
  const name = anyText(30);
  const anything = fc.oneof(
    anyText(60),
    fc.tuple(local, domain).map(([before, behind]) => `${before}@${behind}`),
    fc.tuple(name, local, domain).map(([called, before, behind]) => `"${called}" <${before}@${behind}>`),
    fc.tuple(name, local, domain, name).map(([a, before, behind, b]) => `${a}${before}@${behind}${b}`),
  );

  test('is refused, or one ASCII address that reads the same again', () => {
    fc.assert(
      fc.property(anything, (said) => {
        const mailbox = parsed(said);
        if (!mailbox) return;
        expect(mailbox.address).toMatch(/^[\x21-\x7e]+$/);
        expect(mailbox.address.split('@')).toHaveLength(2);
        expect(mailbox.address).not.toMatch(/[\s<>",;:()[\]\\]/);
        expect(parseAddress(mailbox.address)).toEqual({ name: '', address: mailbox.address });
        expect(parseAddress(mailboxText(mailbox))).toEqual(mailbox);
        expect(toExact(mailbox)).toEqual(mailbox);
      }),
      { numRuns: 5000 },
    );
  });

  test('the part before the @ is sent letter by letter as it was said', () => {
    fc.assert(
      fc.property(local, domain, (before, behind) => {
        const mailbox = parsed(`${before}@${behind}`);
        if (mailbox) expect(mailbox.address.slice(0, before.length + 1)).toBe(`${before}@`);
      }),
    );
  });

  test('a plain address is always taken', () => {
    const plain = fc.tuple(fc.stringMatching(/^[a-z0-9]{1,20}$/), fc.stringMatching(/^[a-z]{1,20}\.[a-z]{2,6}$/));
    fc.assert(
      fc.property(plain, ([before, behind]) => {
        expect(parsed(`${before}@${behind}`)?.address).toBe(`${before}@${behind}`);
      }),
    );
  });
});
