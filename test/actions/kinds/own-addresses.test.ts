import { expect, test } from 'vitest';
import { ownAddresses } from '../../../src/actions/kinds/own-addresses.ts';
import { effectOfReading } from './web-effect.ts';

const URL_TYPED = 'https://good.example/a_(b)?c=d';

test.each([
  ['alone', URL_TYPED],
  ['in a sentence', `Please read ${URL_TYPED}, and tell me.`],
  ['at the end of one', `What is this: ${URL_TYPED}?!`],
  ['in angle brackets', `see <${URL_TYPED}>.`],
  ['in brackets', `(${URL_TYPED})`],
  ['in quotation marks', `“${URL_TYPED}”`],
  ['as Markdown sets it off', `**${URL_TYPED}**`],
  ['with a fragment, which its host is not told', `${URL_TYPED}#part`],
  ['in other letters where these mean the same', 'HTTPS://Good.Example:443/a_(b)?c=d'],
  ['on a line of its own', `read\n${URL_TYPED}\nplease`],
])('an address that the person typed is read without a card: %s', (_, ownWords) =>
  expect(effectOfReading(URL_TYPED, ownWords)).toBe('read'),
);

test.each([
  ['nobody wrote', ''],
  ['another page of the host', 'https://good.example/'],
  ['more behind it', `${URL_TYPED}&e=f`],
  ['less behind it', 'https://good.example/a_(b)?c='],
  ['another scheme', 'http://good.example/a_(b)?c=d'],
  ['another host', 'https://www.good.example/a_(b)?c=d'],
  ['other letters in the path', 'https://good.example/A_(b)?c=d'],
  ['without its scheme', 'good.example/a_(b)?c=d'],
  ['inside of another address', `https://other.example/?u=${URL_TYPED}`],
  ['glued to a word', `see:${URL_TYPED}`],
  ['behind a user name', 'https://good.example@other.example/a_(b)?c=d'],
])('any other address asks first: %s', (_, ownWords) => expect(effectOfReading(URL_TYPED, ownWords)).toBe('outbound'));

test('both readings of an end count, and nothing that is no address', () => {
  expect([...ownAddresses('ftp://x.example https:// http://[ https://x.example/a).')]).toEqual([
    'https://x.example/a).',
    'https://x.example/a)',
    'https://x.example/a',
  ]);
});
