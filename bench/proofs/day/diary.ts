import { Temporal } from 'temporal-polyfill';
import { momentText } from '../../../src/reminders/moment-text.ts';
import type { Person, Shown } from '../../../test/platforms/platform.ts';
import { labels } from '../../../test/platforms/screen.ts';
import { ZONE } from './data.ts';

/** What came to the person, in order. What came twice since the platform could not tell, and says so, counts once. */
export interface Diary {
  /** To be called whenever something may have happened on the screen. */
  look(): void;
  entries(): readonly Entry[];
  /** Of a message that came twice the later copy, which is the one that is changed. */
  latest(shown: Shown): Shown;
}

/** One message: as it came, and as it stands now. */
export interface Entry {
  readonly came: string;
  readonly now: Shown;
  /** Of all its copies. */
  readonly ids: readonly string[];
  /** The name of the picture that it is shown with. */
  readonly picture?: string | undefined;
}

/** How a repeat says what it is; one that the kill has kept for long also says that it is late. */
const REPEAT =
  /(?:\n*Late: it was for \d+ minutes ago, and could not be sent before\.)?\n*This may be a repeat: the connection broke while it was being sent\./;

export function createDiary(me: Person): Diary {
  /** The first text of each message, by its id. */
  const first = new Map<string, string>();
  const heard = () => me.messages().filter(({ from }) => from === 'bot');

  function look(): void {
    for (const { messageId, text } of heard()) if (!first.has(messageId)) first.set(messageId, text);
  }

  function entries(): readonly Entry[] {
    look();
    const all: Entry[] = [];
    let above: string | undefined;
    for (const now of heard()) {
      // Where it stands in a message of its own, it comes before the words.
      const picture = now.file?.name ?? above;
      above = now.text === '' ? picture : undefined;
      if (now.text === '') continue;
      const raw = first.get(now.messageId) ?? now.text;
      const came = raw.replace(REPEAT, '');
      const at = REPEAT.test(raw) ? all.findLastIndex((each) => each.came === came) : -1;
      const ids = [...(all[at]?.ids ?? []), now.messageId];
      if (at < 0) all.push({ came, now, ids, picture });
      else all[at] = { came, now, ids, picture };
    }
    return all;
  }

  return {
    look,
    entries,
    latest: (shown) => entries().find(({ ids }) => ids.includes(shown.messageId))?.now ?? shown,
  };
}

/**
 * The whole of it as one text, so that days can be compared. Names that are drawn by lot stand as `<id>`; what a platform writes in its own way is
 * written as on the others.
 */
export function transcript(entries: readonly Entry[]): string {
  const blocks = entries.map(({ came, now, picture }) => {
    const became = now.text.replace(REPEAT, '');
    return [...pictureLine(picture), came, ...(became === came ? [] : ['=>', became]), buttonsOf(now)].join('\n').trimEnd();
  });
  return inOneWay(withoutIds(blocks.join('\n\n----\n\n')));
}

/** A line for each message, how it begins, and how it ends now where that is something else; then what was done outside. */
export function headlines({
  entries,
  outside,
}: {
  readonly entries: readonly Entry[];
  readonly outside: readonly string[];
}): string {
  const lines = entries.flatMap(({ came, now, picture }) => {
    const became = now.text.replace(REPEAT, '');
    const end = became === came ? [] : ['=>', (became.split('\n').at(-1) ?? '').slice(0, HEADLINE)];
    return [...pictureLine(picture), [came.slice(0, HEADLINE).split('\n')[0], ...end].join(' ')];
  });
  return withoutIds([...lines, ...outside].join('\n'));
}

function pictureLine(picture: string | undefined): string[] {
  return picture === undefined ? [] : [`(picture ${picture})`];
}

/** Characters. */
const HEADLINE = 36;

/** The lines that only one of two texts has, each marked with whose it is. */
export function differences(wanted: string, got: string): string[] {
  const only = (of: string, other: string) => {
    const rest = other.split('\n');
    return of.split('\n').filter((line) => {
      const at = rest.indexOf(line);
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    });
  };
  const found = [...only(wanted, got).map((line) => `- ${line}`), ...only(got, wanted).map((line) => `+ ${line}`)];
  return found.length === 0 && wanted !== got ? ['the same lines in another order'] : found;
}

function buttonsOf(shown: Shown): string {
  return labels(shown)
    .map((label) => `[${label}]`)
    .join(' ');
}

/** Discord shows a moment by its reader's clock, which is here in UTC, and keeps an address from being called by a mark that nobody sees. */
function inOneWay(text: string): string {
  return text
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, (moment) =>
      momentText(Temporal.Instant.fromEpochMilliseconds(Date.parse(moment)).toZonedDateTimeISO(ZONE)),
    )
    .replaceAll('\u200b', '');
}

/** Whole ones, short ones, and those of mails. */
const IDS = /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}|[0-9a-f]{40})\b/g;

function withoutIds(text: string): string {
  return `${text.replaceAll(IDS, '<id>')}\n`;
}
