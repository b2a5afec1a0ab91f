import { Temporal } from 'temporal-polyfill';

/** A text in words that the date reader knows, and where each of its places stood in what the person wrote. */
export interface PlainWords {
  readonly text: string;
  /** The place in the person's text of the place `index` in `text`. */
  origin(index: number): number;
}

type Rewrite = readonly [pattern: RegExp, reword: (match: RegExpMatchArray, today: Temporal.PlainDate) => string];

const MONTH = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';

/** Ways to say a date that the date reader does not know, or reads as another one. */
const REWRITES: readonly Rewrite[] = [
  [/\b(?:the )?day after tomorrow\b/gi, (_, today) => today.add({ days: 2 }).toString()],
  [
    new RegExp(`\\b(?:on )?the (\\d{1,2})(?:st|nd|rd|th)\\b(?! (?:of )?(?:${MONTH}))`, 'gi'),
    (match, today) => nextDayOfMonth(Number(match[1]), today)?.toString() ?? match[0],
  ],
  [/\b(\d{1,2}(?::\d\d)?) (?:in the (morning|afternoon|evening)|at (night))\b/gi, (match) => halfOfDay(match)],
  [/\bat noon\b/gi, () => 'at 12:00'],
];

export function toPlainWords(text: string, today: Temporal.PlainDate): PlainWords {
  const replaced = REWRITES.flatMap(([pattern, reword]) =>
    [...text.matchAll(pattern)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      words: reword(match, today),
    })),
  ).sort((a, b) => a.start - b.start);
  let plain = '';
  const origins: number[] = [];
  let place = 0;
  const copyUpTo = (end: number) => {
    for (; place < end; place += 1) {
      origins.push(place);
      plain += text[place];
    }
  };
  for (const { start, end, words } of replaced) {
    if (start < place) continue;
    copyUpTo(start);
    for (const _ of words) origins.push(start);
    plain += words;
    place = end;
  }
  copyUpTo(text.length);
  return { text: plain, origin: (index) => origins[index] ?? text.length };
}

/** Today counts: `the 15th` said on the 15th is today. */
function nextDayOfMonth(day: number, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  if (day < 1 || day > 31) return undefined;
  for (let months = 0; months < 12; months += 1) {
    const month = today.toPlainYearMonth().add({ months });
    const date = day <= month.daysInMonth ? month.toPlainDate({ day }) : undefined;
    if (date && Temporal.PlainDate.compare(date, today) >= 0) return date;
  }
  return undefined;
}

function halfOfDay([whole, time = '', half]: RegExpMatchArray): string {
  if (Number.parseInt(time, 10) > 12) return time;
  return half === 'morning' || whole.startsWith('12') ? `${time} am` : `${time} pm`;
}
