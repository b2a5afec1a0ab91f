import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { contentOf, othersAmong } from '../../src/calendar/content.ts';
import { occurrencesIn } from '../../src/calendar/series.ts';
import { AppError } from '../../src/ground/errors.ts';
import type {
  Calendar,
  CalendarEvent,
  CalendarReader,
  CalendarWriter,
  EventContent,
  EventTime,
  Guest,
  NoAnswer,
} from '../../src/ports/calendar.ts';

/** One write that came through, with exactly what was written. */
export interface CalendarWrite {
  readonly op: 'create' | 'update' | 'remove' | 'respond' | 'note';
  readonly calendarId: string;
  readonly id: string;
  /** What the event says since: of `create` and `update`. */
  readonly content?: EventContent;
  /** What it said before: of `update` and `remove`. */
  readonly before?: EventContent;
  /** Of `respond` and `note`. */
  readonly answer?: Guest['answer'];
  /** Addresses that the server wrote to because of it, in order; those who see a shared calendar are not among them. */
  readonly told: readonly string[];
  /** True when others can see the calendar. */
  readonly shared: boolean;
}

/** `reject`: refused, nothing done. `hang`: nothing done, no answer until the signal aborts. `-after`: the same once it is done. */
export type CalendarFault = 'reject' | 'hang' | 'hang-after' | 'no-answer' | 'no-answer-after';

/** An event for the account to begin with: only a title and times are needed. Times as in the port, or short: `2026-12-01` or an instant. */
export interface SeedEvent extends Partial<Omit<CalendarEvent, 'start' | 'end' | 'guests'>> {
  readonly title: string;
  readonly start: EventTime | string;
  readonly end: EventTime | string;
  /** Addresses, or guests with their answers. */
  readonly guests?: readonly (string | Guest)[];
}

export interface FakeCalendarOptions {
  /** The account's own address. */
  readonly account?: string;
  /** The zone of short times and of whole days. */
  readonly zone?: string;
  /** The first one is the main calendar. */
  readonly calendars?: readonly (Pick<Calendar, 'id'> & Partial<Calendar>)[];
  readonly events?: readonly SeedEvent[];
}

export interface FakeCalendar {
  readonly reader: CalendarReader;
  readonly writer: CalendarWriter;
  /** Every write that came through, in order. */
  readonly journal: readonly CalendarWrite[];
  /** The next write meets this, or the next one of this operation. */
  fail(fault: CalendarFault, op?: CalendarWrite['op']): void;
  /** How many writes hang at this moment. */
  hanging(): number;
  /** Puts an event there as somebody else would: it is in no journal. Again with the same id it is changed. Gives its id. */
  put(event: SeedEvent): string;
  /** Takes an event away as somebody else would. */
  drop(id: string): void;
  /** Others can see the calendar from now on, or no more. */
  share(calendarId: string, shared: boolean): void;
  /** All events as they are now, series unexpanded. */
  all(): readonly CalendarEvent[];
}

/** A calendar account in memory that keeps the promises of the port. */
export function createFakeCalendar(options: FakeCalendarOptions = {}): FakeCalendar {
  const { account = 'ann@example.com', zone = 'Europe/Berlin' } = options;
  const calendars = (options.calendars ?? [{ id: 'main' }]).map(toCalendar);
  const main = calendars[0]?.id ?? 'main';
  const events = new Map<string, CalendarEvent>();
  const journal: CalendarWrite[] = [];
  const faults: { readonly fault: CalendarFault; readonly op: CalendarWrite['op'] | undefined }[] = [];
  let versions = 0;
  let hung = 0;

  const keyOf = (calendarId: string, id: string) => JSON.stringify([calendarId, id]);

  function store(event: Omit<CalendarEvent, 'etag'>): CalendarEvent {
    versions += 1;
    const etag = createHash('sha256').update(`${event.id} ${versions}`).digest('hex').slice(0, 12);
    const stored = structuredClone({ ...event, etag });
    events.set(keyOf(event.calendarId, event.id), stored);
    return structuredClone(stored);
  }

  function requireCalendar(id: string, forWriting = false): Calendar {
    const calendar = calendars.find((each) => each.id === id);
    if (!calendar) throw new AppError('not-found', 'This calendar is not there.');
    if (forWriting && !calendar.writable) throw new AppError('denied', 'This calendar is only to be read.');
    return calendar;
  }

  function require(calendarId: string, id: string): CalendarEvent {
    requireCalendar(calendarId);
    const event = events.get(keyOf(calendarId, id));
    if (!event) throw new AppError('not-found', 'This event is not there any more.');
    return event;
  }

  function requireVersion(calendarId: string, id: string, etag: string): CalendarEvent {
    const event = require(calendarId, id);
    if (event.etag !== etag) throw new AppError('invalid', 'The event has changed since.');
    return event;
  }

  async function hang(signal: AbortSignal): Promise<never> {
    hung += 1;
    try {
      return await new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    } finally {
      hung -= 1;
    }
  }

  /** Does `work` as the fault that waits for it, if any, lets it. */
  async function write<T>(op: CalendarWrite['op'], signal: AbortSignal, work: () => T): Promise<T | NoAnswer> {
    signal.throwIfAborted();
    const index = faults.findIndex((each) => each.op === undefined || each.op === op);
    const [next] = index < 0 ? [] : faults.splice(index, 1);
    switch (next?.fault) {
      case undefined:
        return work();
      case 'reject':
        throw new AppError('unavailable', 'The calendar does not answer. Please try again later.');
      case 'hang':
        return hang(signal);
      case 'no-answer':
        return { noAnswer: 'the connection was lost' };
      case 'hang-after':
        work();
        return hang(signal);
      case 'no-answer-after':
        work();
        return { noAnswer: 'the connection was lost' };
    }
  }

  function put({ start, end, guests = [], ...seed }: SeedEvent): string {
    const calendarId = seed.calendarId ?? main;
    const own = seed.own ?? true;
    requireCalendar(calendarId);
    const { id } = store({
      id: seed.id ?? `event-${versions + 1}`,
      calendarId,
      own,
      organizer: seed.organizer ?? (own ? account : 'somebody@elsewhere.example'),
      title: seed.title,
      description: seed.description ?? '',
      location: seed.location ?? '',
      start: toTime(start, zone),
      end: toTime(end, zone),
      recurrence: seed.recurrence ?? [],
      guests: guests.map(toGuest),
      ...(seed.partial && { partial: true }),
      ...(seed.sequence && { sequence: seed.sequence }),
    });
    return id;
  }

  const reader: CalendarReader = {
    account,
    async calendars(signal) {
      signal.throwIfAborted();
      return structuredClone(calendars);
    },
    async events({ from, until, text = '', calendarId }, limit, signal) {
      signal.throwIfAborted();
      if (calendarId !== undefined) requireCalendar(calendarId);
      const span = { from: Temporal.Instant.from(from), until: Temporal.Instant.from(until) };
      const words = wordsOf(text);
      return [...events.values()]
        .filter((event) => calendarId === undefined || event.calendarId === calendarId)
        .filter((event) => words.every((word) => textOf(event).includes(word)))
        .flatMap((event) =>
          occurrencesIn(event, span, zone, limit).map((when) => ({ event: { ...event, ...when }, at: startMs(when, zone) })),
        )
        .sort((a, b) => a.at - b.at)
        .slice(0, limit)
        .map(({ event }) => structuredClone(event));
    },
    async event(calendarId, id, signal) {
      signal.throwIfAborted();
      return structuredClone(require(calendarId, id));
    },
  };

  const writer: CalendarWriter = {
    create: (calendarId, id, content, signal) =>
      write('create', signal, () => {
        const { shared, silent } = requireCalendar(calendarId, true);
        const there = events.get(keyOf(calendarId, id));
        if (there) return structuredClone(there);
        const event = store({ ...contentOf(content), id, calendarId, organizer: account, own: true });
        const told = silent ? [] : addressesOf(othersAmong(content.guests, account));
        journal.push({ op: 'create', calendarId, id, content: contentOf(content), told, shared });
        return event;
      }),
    update: (calendarId, id, etag, content, signal) =>
      write('update', signal, () => {
        const { shared, silent } = requireCalendar(calendarId, true);
        const before = requireVersion(calendarId, id, etag);
        if (!before.own) throw new AppError('denied', 'Only its organizer can change this event.');
        const event = store({ ...before, ...contentOf(content) });
        const told = silent ? [] : addressesOf(othersAmong([...before.guests, ...content.guests], account));
        journal.push({ op: 'update', calendarId, id, content: contentOf(content), before: contentOf(before), told, shared });
        return event;
      }),
    remove: (calendarId, id, etag, signal) =>
      write('remove', signal, () => {
        const { shared, silent } = requireCalendar(calendarId, true);
        const before = requireVersion(calendarId, id, etag);
        events.delete(keyOf(calendarId, id));
        const others = before.own ? addressesOf(othersAmong(before.guests, account)) : [before.organizer];
        const told = silent ? [] : others;
        journal.push({ op: 'remove', calendarId, id, before: contentOf(before), told, shared });
        return 'removed' as const;
      }),
    file: (calendarId, { uid: id, organizer, sequence, ...meeting }, signal) =>
      write('create', signal, () => {
        const { shared } = requireCalendar(calendarId, true);
        const before = events.get(keyOf(calendarId, id));
        if (before?.own) throw new AppError('denied', 'An event of your own stands under the id of this invitation.');
        const event = store({ ...contentOf(meeting), id, calendarId, organizer, sequence, own: false });
        journal.push({ op: 'create', calendarId, id, content: contentOf(meeting), told: [], shared });
        return event;
      }),
    // Days of a series that are changed on their own do not exist here, so an answer for one only makes a new version.
    note: (calendarId, id, etag, { address, answer, day }, signal) =>
      write('note', signal, () => {
        const { shared } = requireCalendar(calendarId, true);
        const before = requireVersion(calendarId, id, etag);
        if (!before.own) throw new AppError('denied', 'Only its organizer notes what the guests of this event answer.');
        const isThem = (guest: Guest) => guest.address.toLowerCase() === address.toLowerCase();
        if (!before.guests.some(isThem) || (day && before.recurrence.length === 0))
          throw new AppError('not-found', 'Nobody of that address is asked to this event, or not on that day.');
        const guests = before.guests.map((guest) => (isThem(guest) && !day ? { ...guest, answer } : guest));
        const event = store({ ...before, guests });
        journal.push({ op: 'note', calendarId, id, answer, told: [], shared });
        return event;
      }),
    respond: (calendarId, id, answer, signal) =>
      write('respond', signal, () => {
        const { shared, silent } = requireCalendar(calendarId, true);
        const before = require(calendarId, id);
        const invited = before.guests.some(({ address }) => address.toLowerCase() === account.toLowerCase());
        if (before.own || !invited) throw new AppError('invalid', 'Nobody waits for an answer to this event.');
        const guests = before.guests.map((guest) =>
          guest.address.toLowerCase() === account.toLowerCase() ? { ...guest, answer } : guest,
        );
        const event = store({ ...before, guests });
        journal.push({ op: 'respond', calendarId, id, answer, told: silent ? [] : [before.organizer], shared });
        return event;
      }),
  };

  for (const event of options.events ?? []) put(event);
  return {
    reader,
    writer,
    journal,
    hanging: () => hung,
    fail: (fault, op) => void faults.push({ fault, op }),
    put,
    drop(id) {
      for (const [key, event] of events) if (event.id === id) events.delete(key);
    },
    share(calendarId, shared) {
      const index = calendars.findIndex(({ id }) => id === calendarId);
      const calendar = calendars[index];
      if (calendar) calendars[index] = { ...calendar, shared };
    },
    all: () => structuredClone([...events.values()]),
  };
}

function toCalendar(given: Pick<Calendar, 'id'> & Partial<Calendar>): Calendar {
  return { name: given.id, shared: false, writable: true, ...given };
}

function toTime(time: EventTime | string, zone: string): EventTime {
  if (typeof time !== 'string') return time;
  if (/^\d{4}-\d\d-\d\d$/.test(time)) return { date: time };
  const at = /Z$|[+-]\d\d:\d\d$/.test(time)
    ? Temporal.Instant.from(time)
    : Temporal.PlainDateTime.from(time).toZonedDateTime(zone).toInstant();
  return { at: at.toString(), zone };
}

function toGuest(guest: string | Guest): Guest {
  return typeof guest === 'string' ? { name: '', address: guest, answer: 'needs-action' } : guest;
}

function addressesOf(guests: readonly Guest[]): string[] {
  return [...new Set(guests.map(({ address }) => address))].sort();
}

function textOf({ title, description, location, guests }: CalendarEvent): string {
  const people = guests.map(({ name, address }) => `${name} ${address}`).join(' ');
  return `${title} ${description} ${location} ${people}`.toLowerCase();
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

function startMs({ start }: Pick<CalendarEvent, 'start'>, zone: string): number {
  if ('at' in start) return Date.parse(start.at);
  return Temporal.PlainDate.from(start.date).toZonedDateTime(zone).toInstant().epochMilliseconds;
}

/** An account whose server does not answer. */
export function createAwayCalendar(account: string): CalendarReader {
  const away = () => Promise.reject(new AppError('unavailable', 'It cannot be reached. Please try again later.'));
  return { account, calendars: away, events: away, event: away };
}
