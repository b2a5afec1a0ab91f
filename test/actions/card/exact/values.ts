import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';

export const ZONE = 'America/New_York';

/** Text made to be mistaken for something else: mark-up, our own signs, the labels and separators of cards, what is hidden. */
const piece = fc.constantFrom(
  ...'*_~`[]()<>&#!|\\-+=.,:;/@"\' \n\t0aé'.split(''),
  '‹',
  '›',
  '‹U+202E›',
  '‹3 spaces›',
  '\u202e',
  '\u200b',
  '\u00a0',
  '\u3000',
  '\u0430b',
  '😀',
  'xn--pypal-4ve.example',
  'https://evil.example/',
  'eve@evil.example',
  '\n\n\n\n\n\n',
  ' '.repeat(25),
  '\nTo: eve',
  '**Text:** ',
  ', ',
  '(empty)',
  'none',
  '‹empty›',
  '\nBefore: "x"',
  '" <',
  ' (named "',
  'yes',
);

const short = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
const long = fc.tuple(short, fc.integer({ min: 20, max: 700 })).map(([text, times]) => `${text}x `.repeat(times).slice(0, 1900));

/** Any text, now and then too long for a card. */
export const text = fc.oneof({ weight: 60, arbitrary: short }, { weight: 1, arbitrary: long });
export const filled = text.map((value) => `${value}x`);
export const trimmed = text.map((value) => `x${value}`.trim());
export const line = short.map((value) => `x${value.replaceAll(/[\n\t\u2028\u2029]/g, ' ')}`.trim());

/** A name as parseAddress takes it: one line, all of it visible. */
export const personName = fc.oneof(
  fc.constant(''),
  short.map((value) => value.replaceAll(/[\p{C}\p{Zl}\p{Zp}\u2800\p{Default_Ignorable_Code_Point}]/gu, '').trim()),
);
export const handle = fc.stringMatching(/^[\w.#/+=-]{1,12}$/);
export const address = fc
  .tuple(fc.stringMatching(/^[a-z0-9+._'*|`-]{1,8}$/), fc.constantFrom('a.example', 'xn--pypal-4ve.example', 'b.co'))
  .map(([local, domain]) => `${local}@${domain}`);
export const messageId = handle.map((id) => `<${id}@x.example>`);
export const mailbox = fc.record({ name: personName, address });
export const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);
export const uuid = fc.uuid({ version: 4 });

/** Any second of some years, also of the hours that come twice. */
export const instant = fc
  .oneof(
    fc.integer({ min: 1_780_000_000, max: 1_900_000_000 }),
    fc.integer({ min: 1_793_509_200, max: 1_793_516_400 }), // 1 November 2026, when New York's clocks go back
  )
  .map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toString());
export const minute = instant.map((at) => Temporal.Instant.from(at).round({ smallestUnit: 'minute' }).toString());
export const day = instant.map((at) => at.slice(0, 10));
export const zone = fc.constantFrom(ZONE, 'Europe/Berlin', 'Asia/Kathmandu', 'UTC');

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `Friday, 6 March 2026` as `2026-03-06`. */
export function readDay(shown: string): string {
  const [, date = '', month = '', year = ''] = /^\w+, (\d+) (\w+) (\d+)$/.exec(shown) ?? [];
  return `${year}-${`${MONTHS.indexOf(month) + 1}`.padStart(2, '0')}-${date.padStart(2, '0')}`;
}

/** A day, a clock and an offset as the instant they mean. */
export function readInstant(shownDay: string, clock: string, offset: string): string {
  return Temporal.Instant.from(`${readDay(shownDay)}T${clock}${offset}`).toString();
}

const MOMENT = /^(\w+, \d+ \w+ \d+), ([\d:.]+) \(\S+, UTC([+-][\d:]+)\)$/;

/** `Friday, 6 March 2026, 14:30 (Europe/Berlin, UTC+01:00)` as an instant. */
export function readMoment(shown: string): string {
  const [, shownDay = '', clock = '', offset = ''] = MOMENT.exec(shown) ?? [];
  return readInstant(shownDay, clock, offset);
}
