import { createHash } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';
import { AppError } from '../../src/ground/errors.ts';
import type { CalendarEvent, CalendarWriter, NoAnswer } from '../../src/ports/calendar.ts';
import type { Expand } from '../ics/held-events.ts';
import { notedObject } from '../ics/note-answer.ts';
import { answeredObject, changedObject, newObject } from '../ics/write-event.ts';
import { filedObject } from '../ics/write-meeting.ts';
import { LostAnswer } from '../web/account-fetch.ts';
import type { Exact, Insight } from './account.ts';
import type { DavCalendar } from './calendars.ts';
import { type Dav, refusal } from './dav.ts';

interface WriterDeps {
  readonly dav: Dav;
  readonly insight: Insight;
  readonly account: string;
  /** IANA: of times without a zone. */
  readonly zone: string;
  readonly expand: Expand;
  readonly now: () => Temporal.Instant;
}

/** What became of a request that changes something. */
type Outcome = 'done' | 'stale' | 'gone' | NoAnswer;

/** Whether it was done cannot be told from these (a gateway's, or a server's that broke in the middle). */
const UNSURE = new Set([500, 502, 504]);

const CHANGED = new AppError('invalid', 'The event has changed since.');
const GONE = new AppError('not-found', 'This event is not there any more.');

/** Writes whole objects under the version that they were made from (RFC 4791, 5.3.2 and 5.3.4). */
export function createDavWriter({ dav, insight, account, zone, expand, now }: WriterDeps): CalendarWriter {
  const put = async (where: DavCalendar, href: string, body: string, etag: string | null, signal: AbortSignal) => {
    const condition = etag === null ? { 'if-none-match': '*' } : { 'if-match': etag };
    const headers = { 'content-type': 'text/calendar; charset=utf-8', ...condition };
    return outcomeOf(dav.send(href, { method: 'PUT', body, headers, signal })).finally(() => insight.forget(where, href));
  };

  async function writable(calendarId: string, signal: AbortSignal): Promise<DavCalendar> {
    const where = await insight.calendar(calendarId, signal);
    if (!where.writable) throw new AppError('denied', 'This calendar is only to be read.');
    return where;
  }

  async function current(where: DavCalendar, id: string, etag: string | undefined, signal: AbortSignal): Promise<Exact> {
    const there = await insight.exact(where, id, signal);
    if (!there) throw GONE;
    if (etag !== undefined && there.etag !== etag) throw CHANGED;
    return there;
  }

  return {
    async create(calendarId, id, content, signal) {
      const where = await writable(calendarId, signal);
      const there = await insight.exact(where, id, signal);
      if (there) return there.event;
      const outcome = await put(where, hrefFor(where, id), newObject(id, content, { now: now(), account }), null, signal);
      return written(insight, where, id, outcome === 'stale' ? 'done' : outcome, signal);
    },
    async update(calendarId, id, etag, content, signal) {
      const where = await writable(calendarId, signal);
      const { href, text, event } = await current(where, id, etag, signal);
      if (!event.own) throw new AppError('denied', 'Only its organizer can change this event.');
      const body = changedObject(text, id, event, content, { now: now(), account });
      return written(insight, where, id, await put(where, href, body, etag, signal), signal);
    },
    async note(calendarId, id, etag, answer, signal) {
      const where = await writable(calendarId, signal);
      const { href, text, event } = await current(where, id, etag, signal);
      if (!event.own) throw new AppError('denied', 'Only its organizer notes what the guests of this event answer.');
      const body = notedObject(text, id, answer, { expand, zone, now: now() });
      if (body === undefined)
        throw new AppError('not-found', 'Nobody of that address is asked to this event, or not on that day.');
      return written(insight, where, id, await put(where, href, body, etag, signal), signal);
    },
    async restore(calendarId, id, etag, whole, signal) {
      const where = await writable(calendarId, signal);
      const href = etag === null ? hrefFor(where, id) : (await current(where, id, etag, signal)).href;
      return written(insight, where, id, await put(where, href, whole, etag, signal), signal);
    },
    async remove(calendarId, id, etag, signal) {
      const where = await writable(calendarId, signal);
      const { href } = await current(where, id, etag, signal);
      const outcome = await outcomeOf(dav.send(href, { method: 'DELETE', headers: { 'if-match': etag }, signal }));
      insight.forget(where, href);
      if (outcome === 'stale') throw CHANGED;
      if (outcome === 'gone') throw GONE;
      return outcome === 'done' ? 'removed' : outcome;
    },
    async file(calendarId, meeting, signal) {
      const where = await writable(calendarId, signal);
      const there = await insight.exact(where, meeting.uid, signal);
      if (there?.event.own) throw new AppError('denied', 'An event of your own stands under the id of this invitation.');
      const href = there?.href ?? hrefFor(where, meeting.uid);
      const outcome = await put(where, href, filedObject(meeting, now()), there?.etag ?? null, signal);
      return written(insight, where, meeting.uid, outcome, signal);
    },
    async respond(calendarId, id, answer, signal) {
      const where = await writable(calendarId, signal);
      const { href, text, etag, event } = await current(where, id, undefined, signal);
      const isInvited = event.guests.some(({ address }) => address.toLowerCase() === account.toLowerCase());
      if (event.own || !isInvited) throw new AppError('invalid', 'Nobody waits for an answer to this event.');
      return written(insight, where, id, await put(where, href, answeredObject(text, account, answer), etag, signal), signal);
    },
  };
}

/** Rejects when it was surely not done and nothing can be said of the event. */
async function outcomeOf(request: Promise<Response>): Promise<Outcome> {
  const answer = await request.catch((error: unknown) => {
    if (error instanceof LostAnswer) return { noAnswer: error.message };
    throw error;
  });
  if ('noAnswer' in answer) return answer;
  const { ok, status } = answer;
  if (ok) return 'done';
  if (status === 412 || status === 409) return 'stale';
  if (status === 404 || status === 410) return 'gone';
  if (UNSURE.has(status)) return { noAnswer: `the calendar server answered ${status}` };
  throw refusal(status);
}

/** The event as it is after a write. */
async function written(
  insight: Insight,
  where: DavCalendar,
  id: string,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<CalendarEvent | NoAnswer> {
  if (outcome === 'stale') throw CHANGED;
  if (outcome === 'gone') throw GONE;
  if (typeof outcome === 'object') return outcome;
  // It is done: what fails from here on is no refusal.
  const lost = { noAnswer: 'it was written, but could not be read again' };
  return insight.exact(where, id, signal).then(
    (there) => there?.event ?? lost,
    () => lost,
  );
}

/** Others choose their ids as they like: one that is no plain name gives the object another one. */
function hrefFor({ url }: DavCalendar, id: string): string {
  const name = /^\w[\w@.+-]{0,199}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 40);
  return new URL(`${encodeURIComponent(name)}.ics`, url.endsWith('/') ? url : `${url}/`).href;
}
