import { describe, expect, it } from 'vitest';
import { parseAccount } from '../../src/people/account-id.ts';

const refusal = (typed: string) => {
  try {
    parseAccount(typed, '/invite');
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return undefined;
};

describe('an account as it is typed', () => {
  it.each([
    ['telegram 123456789', 'telegram', '123456789'],
    ['  Telegram   5000000000 ', 'telegram', '5000000000'],
    ['slack T0123ABCD:U0456EFGH', 'slack', 'T0123ABCD:U0456EFGH'],
    ['slack T1:W1', 'slack', 'T1:W1'],
    ['discord 123456789012345678', 'discord', '123456789012345678'],
  ])('"%s" is read', (typed, platform, userId) => {
    expect(parseAccount(typed, '/invite')).toEqual({ platform, userId });
  });

  it.each(['', 'telegram', 'myspace 1', 'terminal terminal', '123456789', 'telegram Ann Smith'])(
    '"%s" says what to write',
    (typed) => {
      expect(refusal(typed)).toContain('such as `/invite telegram 123456789`');
    },
  );

  it.each([
    ['telegram @ann', 'the card that you get when they write to me'],
    ['telegram 0123456789', 'a number'],
    ['telegram 12345678901234567', 'a number'],
    ['slack U0456EFGH', 'Copy member ID'],
    ['slack t1:u1', 'Copy member ID'],
    ['slack T1:U1:U2', 'Copy member ID'],
    ['discord ann', 'Copy User ID'],
    ['discord 123456789', 'Copy User ID'],
    ['discord 123456789012345678901', 'Copy User ID'],
  ])('"%s" is refused, with where the id is found', (typed, where) => {
    expect(refusal(typed)).toContain(where);
  });
});
