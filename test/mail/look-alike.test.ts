import { describe, expect, it } from 'vitest';
import { lookAlike } from '../../src/mail/look-alike.ts';

const KNOWN = ['good.example', 'paypal.com', 'bank-of-harbour.org', 'modern.io', 'a.example'];

describe('a domain', () => {
  it.each([
    ['paypa1.com', 'paypal.com'],
    ['paypai.com', 'paypal.com'],
    ['paypall.com', 'paypal.com'],
    ['papyal.com', 'paypal.com'],
    ['paypal.co', 'paypal.com'],
    ['pay-pal.com', 'paypal.com'],
    ['modem.io', 'modern.io'],
    ['bankofharbour.org', 'bank-of-harbour.org'],
    ['paypal.com.evil.example', 'paypal.com'],
    ['login.paypal.com.evil.example', 'paypal.com'],
    // Cyrillic letters, and marks over Latin ones.
    ['xn--pypl-53dc.com', 'paypal.com'],
    ['xn--paypl-0qa.com', 'paypal.com'],
  ])('%s looks like %s', (domain, twin) => {
    expect(lookAlike(domain, KNOWN)).toBe(`${domain} looks like ${twin}, which you know, but is another domain.`);
  });

  it.each(['good.example', 'mail.good.example', 'paypal.com', 'example.org', 'b.example', 'c.example', 'harbour.org', 'io'])(
    '%s is nothing to look at twice',
    (domain) => {
      expect(lookAlike(domain, KNOWN)).toBeUndefined();
    },
  );

  it('with letters beyond a to z is shown as it is read', () => {
    expect(lookAlike('xn--ggle-5qaa.example', KNOWN)).toBe(
      'xn--ggle-5qaa.example is written "göögle.example", with letters beyond a to z.',
    );
  });

  it('in a mixture of alphabets says so', () => {
    expect(lookAlike('xn--rand-p4d.example', [])).toBe(
      'xn--rand-p4d.example is written "дrand.example", in a mixture of alphabets.',
    );
  });

  it('that is known is never one, whatever else is known', () => {
    expect(lookAlike('paypa1.com', [...KNOWN, 'paypa1.com'])).toBeUndefined();
  });
});
