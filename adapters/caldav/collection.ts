import type { Temporal } from 'temporal-polyfill';
import { isAppError } from '../../src/ground/errors.ts';
import type { HeldEvents } from '../ics/held-events.ts';
import type { Parsing } from '../isolated/parsing.ts';
import type { DavCalendar } from './calendars.ts';
import { type Dav, type DavPart, textOf } from './dav.ts';

/** A calendar object (RFC 4791, 4.1): one event or one series with all that was changed on its own. */
export interface DavObject {
  readonly href: string;
  readonly etag: string;
  readonly events: HeldEvents;
}

/** The objects of one calendar, kept in step with the server. */
export interface Collection {
  /** Fetches what has changed since the last time; nothing where the calendar's version is the same. Gives how many objects came. */
  sync(calendar: DavCalendar, signal: AbortSignal): Promise<number>;
  objects(): Iterable<DavObject>;
  /** What we have just written or removed ourselves; the next look fetches it anew. */
  forget(href: string): void;
}

interface CollectionDeps {
  readonly dav: Dav;
  /** IANA: of times without a zone. */
  readonly zone: string;
  readonly now: () => Temporal.Instant;
  readonly parsing: Parsing;
}

const AT_ONCE = 80;

export function createCollection({ dav, zone, now, parsing }: CollectionDeps): Collection {
  const held = new Map<string, DavObject>();
  let token = '';
  let version = '';

  async function sync(calendar: DavCalendar, signal: AbortSignal): Promise<number> {
    if (version !== '' && calendar.version === version) return 0;
    const changed = await dav.changes(calendar.url, token, signal);
    const listed = changed ? { ...changed, isWhole: token === '' } : await wholeList(calendar, signal);
    const { wanted, gone } = differences(held, listed, calendar.url);
    for (let begin = 0; begin < wanted.length; begin += AT_ONCE) {
      for (const part of await dav.multiGet(calendar.url, wanted.slice(begin, begin + AT_ONCE), signal)) await take(part, signal);
    }
    for (const href of gone) held.delete(href);
    [token, version] = [listed.token, calendar.version];
    return wanted.length;
  }

  /** For servers without tokens, or that have forgotten ours. */
  async function wholeList(calendar: DavCalendar, signal: AbortSignal) {
    const anew = token === '' ? undefined : await dav.changes(calendar.url, '', signal);
    if (anew) return { ...anew, isWhole: true };
    return { parts: await dav.propfind(calendar.url, ['d:getetag'], '1', signal), token: '', isWhole: true };
  }

  async function take({ href, status, props }: DavPart, signal: AbortSignal): Promise<void> {
    const events = status < 400 ? await tryRead(textOf(props.calendarData), signal) : undefined;
    if (events) held.set(href, { href, etag: textOf(props.getetag), events });
    else held.delete(href);
  }

  async function tryRead(text: string, signal: AbortSignal): Promise<HeldEvents | undefined> {
    return parsing.events(text, { zone, now: now() }, signal).catch((error: unknown) => {
      if (isAppError(error, 'unavailable') || signal.aborted) throw error;
      return undefined; // what is no calendar, or cannot be read, is none of ours
    });
  }

  return {
    sync,
    objects: () => held.values(),
    forget(href) {
      held.delete(href);
      // Not from the last token on: what was changed and put back meanwhile would be no change for the server.
      [token, version] = ['', ''];
    },
  };
}

interface Listed {
  readonly parts: readonly DavPart[];
  /** True when whatever is not listed is not there. */
  readonly isWhole: boolean;
}

/** What has to be fetched, and what is held and gone. */
function differences(held: ReadonlyMap<string, DavObject>, { parts, isWhole }: Listed, url: string) {
  const there = parts.filter(({ status, href }) => status < 400 && href !== url);
  const gone = parts.filter(({ status }) => status >= 400).map(({ href }) => href);
  const known = new Set(there.map(({ href }) => href));
  const missing = isWhole ? [...held.keys()].filter((href) => !known.has(href)) : [];
  const wanted = there.filter(({ href, props }) => held.get(href)?.etag !== textOf(props.getetag)).map(({ href }) => href);
  return { wanted, gone: [...gone, ...missing] };
}
