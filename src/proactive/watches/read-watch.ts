import type { Temporal } from 'temporal-polyfill';
import { AppError } from '../../ground/errors.ts';
import { parseWhen, unreadText } from '../../reminders/phrase.ts';

const EXAMPLE = 'https://example.com/feed.xml about product launches every 2 hours until 31 December';

interface Setting {
  readonly now: Temporal.Instant;
  /** IANA. */
  readonly zone: string;
}

const MOST_URLS = 5;
const LONGEST_ABOUT = 200;
const USUAL_DAYS = 30;
const LONGEST_DAYS = 366;
const USUAL_MINUTES = 60;
const SHORTEST_MINUTES = 15;
const LONGEST_MINUTES = 7 * 24 * 60;
const USUAL_CALLS = 100;
const MOST_CALLS = 1000;

/** Makes a watch exact that was said in one sentence. Rejects with `invalid` and what to write instead. */
export function readWatch(said: string, setting: Setting) {
  const { urls, about, every = '', until = '', most } = split(said);
  const addresses = [...new Set(urls)];
  if (addresses.length === 0 || addresses.length > MOST_URLS)
    throw new AppError('invalid', `Name one to ${MOST_URLS} addresses of feeds or pages: ${EXAMPLE}.`);
  if (about === '' || about.length > LONGEST_ABOUT)
    throw new AppError('invalid', `Say in up to ${LONGEST_ABOUT} characters what you want to hear of: ${EXAMPLE}.`);
  const modelCalls = Number(most ?? USUAL_CALLS);
  if (modelCalls > MOST_CALLS)
    throw new AppError('invalid', `A model is asked at most ${MOST_CALLS} times for a watch: at most 50 questions.`);
  const everyMinutes = readEvery(every);
  return { urls: addresses, about, everyMinutes, until: readUntil(until, setting).toString(), modelCalls };
}

const ADDRESS = /https?:\/\/\S+/gi;
/** Punctuation of the sentence around an address. */
const CLOSING = /[.,;:!?"'>\]]+$/;
const EVERY = /,?\s+(every (?:\d{1,4} )?(?:minute|hour|day|week)s?|hourly|daily|weekly)\b/i;
const MOST = /,?\s+(?:with )?at most (\d{1,4}) (?:questions?|(?:model )?calls?)(?: to (?:a|the) model)?\b/i;
const UNTIL = /,?\s+until (.+)$/i;
const LEADING = /^\s+(?:(?:and|for|about|please)|(?:notify|tell|alert|inform) me(?: (?:of|about|on|when|if))?)(?=\s)/i;

/** Takes `https://example.com/feed about product launches every 2 hours until 31 December, at most 20 questions` apart. */
function split(text: string) {
  const urls = text.match(ADDRESS) ?? [];
  const words = ` ${text.replaceAll(ADDRESS, ' ')} `.replaceAll(/\s+/g, ' ');
  const [, every] = EVERY.exec(words) ?? [];
  const [, most] = MOST.exec(words) ?? [];
  const rest = words.replace(EVERY, '').replace(MOST, '').trimEnd();
  const [, until] = UNTIL.exec(rest) ?? [];
  let about = rest.replace(UNTIL, '');
  while (LEADING.test(about)) about = about.replace(LEADING, '');
  return { urls: urls.map((url) => url.replace(CLOSING, '')), about: about.trim(), every, until, most };
}

const MINUTES = new Map([
  ['minute', 1],
  ['hour', 60],
  ['day', 24 * 60],
  ['week', 7 * 24 * 60],
]);
const ONE = new Map([
  ['hourly', 60],
  ['daily', 24 * 60],
  ['weekly', 7 * 24 * 60],
]);

function readEvery(said: string): number {
  if (said === '') return USUAL_MINUTES;
  const [, count = '1', unit = ''] = /^every (?:(\d{1,4}) )?(minute|hour|day|week)s?$/i.exec(said) ?? [];
  const minutes = ONE.get(said.toLowerCase()) ?? Number(count) * (MINUTES.get(unit.toLowerCase()) ?? 0);
  if (minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES) return minutes;
  throw new AppError('invalid', 'A watch looks every 15 minutes to every 7 days. Write it like: every 2 hours.');
}

function readUntil(said: string, { now, zone }: Setting): Temporal.Instant {
  if (said === '') return now.add({ hours: 24 * USUAL_DAYS }).round('second');
  if (said.length > LONGEST_UNTIL) throw new AppError('invalid', NO_END);
  const when = parseWhen(said, { now, zone, bareDay: 'end' });
  if (when.state === 'unread') throw new AppError('invalid', unreadText(when));
  const hours = when.state === 'once' ? now.until(when.at.toInstant()).total('hours') : 0;
  if (when.state === 'once' && hours > 0 && hours <= 24 * LONGEST_DAYS) return when.at.toInstant();
  throw new AppError('invalid', NO_END);
}

const LONGEST_UNTIL = 100;
const NO_END = 'A watch ends at one moment within a year, such as: until 31 December.';
