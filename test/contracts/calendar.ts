import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAppError } from '../../src/ground/errors.ts';
import type {
  CalendarEvent,
  CalendarReader,
  CalendarWriter,
  EventContent,
  EventTime,
  NoAnswer,
} from '../../src/ports/calendar.ts';

/** An account of its own for one test, with at least one calendar of the person's that nobody else sees. */
export interface CalendarHarness {
  readonly reader: CalendarReader;
  readonly writer: CalendarWriter;
  /** Puts an event there that somebody else organizes and the account is invited to; gives its calendar and id. */
  invite(content: EventContent): Promise<{ readonly calendarId: string; readonly id: string }>;
  close(): Promise<void>;
}

const signal = new AbortController().signal;
const ID = '0123456789abcdef0123456789abcdef01234567';

/** The promises of `CalendarReader` and `CalendarWriter`, which every account's adapter keeps. */
export function calendarContract(name: string, makeHarness: () => Promise<CalendarHarness>): void {
  describe(`${name} keeps the promises of a calendar account`, () => {
    let harness: CalendarHarness;
    let calendarId: string;
    beforeEach(async () => {
      harness = await makeHarness();
      const own = (await harness.reader.calendars(signal)).find(({ shared, writable }) => writable && !shared);
      if (!own) throw new Error('the account has no calendar of its own');
      calendarId = own.id;
    });
    afterEach(() => harness.close());

    const create = async (content: Partial<EventContent> = {}, id = ID) =>
      answered(harness.writer.create(calendarId, id, event(content), signal));
    const read = (id = ID) => harness.reader.event(calendarId, id, signal);
    const titles = async (from: string, until: string, text?: string) => {
      const found = await harness.reader.events({ from, until, ...(text && { text }) }, 50, signal);
      return found.map(({ title }) => title);
    };

    test('an event is given back as it was written, as an own one', async () => {
      const content = event({
        description: 'two\nlines <b>',
        location: 'Room 1, https://a.example/?q=1',
        guests: [guest('ben@b.example')],
      });
      const made = await create(content);
      expect(made).toMatchObject({ ...content, id: ID, calendarId, own: true });
      expect(made.organizer.toLowerCase()).toBe(harness.reader.account.toLowerCase());
      expect(await read()).toEqual(made);
    });

    test('times keep the zone they were meant in', async () => {
      const content = {
        start: at('2026-12-01T15:00:00Z', 'America/New_York'),
        end: at('2026-12-01T16:00:00Z', 'America/New_York'),
      };
      await create(content);
      expect(await read()).toMatchObject(content);
    });

    test('the same id created twice is one event, the first', async () => {
      const first = await create({ title: 'First' });
      expect(await create({ title: 'Second' })).toEqual(first);
      expect(await titles('2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z')).toEqual(['First']);
    });

    test.each([
      ['that begins when the stretch ends', '2026-12-01T08:00:00Z', '2026-12-01T09:00:00Z', 0],
      ['that ends when the stretch begins', '2026-12-01T10:00:00Z', '2026-12-01T11:00:00Z', 0],
      ['that begins before the stretch ends', '2026-12-01T08:00:00Z', '2026-12-01T09:00:01Z', 1],
      ['that ends after the stretch begins', '2026-12-01T09:59:59Z', '2026-12-01T11:00:00Z', 1],
      ['around the whole stretch', '2026-12-01T09:15:00Z', '2026-12-01T09:30:00Z', 1],
      ['within the stretch', '2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z', 1],
    ])('an event %s is found %#', async (_, from, until, count) => {
      await create();
      expect(await titles(from, until)).toHaveLength(count);
    });

    test('a whole day stays a day, and is found in its middle', async () => {
      const content = { start: { date: '2026-12-01' }, end: { date: '2026-12-03' } };
      await create(content);
      expect(await read()).toMatchObject(content);
      expect(await titles('2026-12-02T11:00:00Z', '2026-12-02T12:00:00Z')).toEqual(['Event']);
      expect(await titles('2026-12-05T00:00:00Z', '2026-12-06T00:00:00Z')).toEqual([]);
    });

    test('a series comes as its occurrences, at the same hour over a clock change, each under the id of the series', async () => {
      const recurrence = ['RRULE:FREQ=DAILY;COUNT=4'];
      const content = { start: at('2026-10-23T07:00:00Z'), end: at('2026-10-23T08:00:00Z'), recurrence };
      const made = await create(content);
      const found = await harness.reader.events({ from: '2026-10-24T00:00:00Z', until: '2026-11-01T00:00:00Z' }, 50, signal);
      expect(found.map(({ start }) => start)).toEqual([
        at('2026-10-24T07:00:00Z'),
        at('2026-10-25T08:00:00Z'),
        at('2026-10-26T08:00:00Z'),
      ]);
      expect(found.map(({ id, etag, recurrence: lines }) => ({ id, etag, lines }))).toEqual(
        found.map(() => ({ id: ID, etag: made.etag, lines: recurrence })),
      );
      expect(await read()).toMatchObject(content);
    });

    test('a day that a series leaves out does not come', async () => {
      const recurrence = ['RRULE:FREQ=WEEKLY;COUNT=3', 'EXDATE;TZID=Europe/Berlin:20261208T100000'];
      await create({ recurrence });
      const found = await harness.reader.events({ from: '2026-12-01T00:00:00Z', until: '2027-01-01T00:00:00Z' }, 50, signal);
      expect(found.map(({ start }) => start)).toEqual([at('2026-12-01T09:00:00Z'), at('2026-12-15T09:00:00Z')]);
    });

    test('events come by their start, and no more than asked for', async () => {
      for (const hour of ['14', '12', '13'])
        await create(
          { title: hour, start: at(`2026-12-01T${hour}:00:00Z`), end: at(`2026-12-01T${hour}:30:00Z`) },
          `${ID}${hour}`,
        );
      const query = { from: '2026-12-01T00:00:00Z', until: '2026-12-02T00:00:00Z' };
      expect((await harness.reader.events(query, 2, signal)).map(({ title }) => title)).toEqual(['12', '13']);
    });

    test('words are all to be found in title, text, place or guests, in any case', async () => {
      await create({ title: 'Budget', description: 'Bring Numbers', location: 'Oak room', guests: [guest('ben@b.example')] });
      const day = ['2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z'] as const;
      for (const text of ['budget', 'numbers BUDGET', 'oak', 'ben@b.example'])
        expect(await titles(...day, text)).toEqual(['Budget']);
      expect(await titles(...day, 'budget elm')).toEqual([]);
    });

    test('an update of the current version is kept whole and makes another version', async () => {
      const made = await create({ guests: [guest('ben@b.example')] });
      const content = event({ title: 'Later', start: at('2026-12-02T09:00:00Z'), end: at('2026-12-02T10:00:00Z'), location: '' });
      const after = await answered(harness.writer.update(calendarId, ID, made.etag, content, signal));
      expect(after).toMatchObject({ ...content, id: ID });
      expect(after.etag).not.toBe(made.etag);
      expect(await read()).toEqual(after);
    });

    test('an update or removal of a version that is not the current one is refused and changes nothing', async () => {
      const made = await create();
      const now = await answered(harness.writer.update(calendarId, ID, made.etag, event({ title: 'Now' }), signal));
      const stale = harness.writer.update(calendarId, ID, made.etag, event({ title: 'Stale' }), signal);
      expect(await codeOf(stale)).toBe('invalid');
      expect(await codeOf(harness.writer.remove(calendarId, ID, made.etag, signal))).toBe('invalid');
      expect(await read()).toEqual(now);
    });

    test('a removed event is gone, and can be created anew under its id with the same content', async () => {
      const made = await create({ description: 'all of it' });
      expect(await harness.writer.remove(calendarId, ID, made.etag, signal)).toBe('removed');
      expect(await codeOf(read())).toBe('not-found');
      const back = await create({ description: 'all of it' });
      expect(back).toMatchObject(event({ description: 'all of it' }));
    });

    test('what is not there is told so', async () => {
      expect(await codeOf(read('nothing'))).toBe('not-found');
      expect(await codeOf(harness.writer.update(calendarId, 'nothing', 'x', event(), signal))).toBe('not-found');
      expect(await codeOf(harness.writer.remove(calendarId, 'nothing', 'x', signal))).toBe('not-found');
      expect(await codeOf(harness.writer.create('no-such-calendar', ID, event(), signal))).toBe('not-found');
    });

    test('an invitation is not an own event, and is answered for the account alone', async () => {
      const { account } = harness.reader;
      const { calendarId: where, id } = await harness.invite(event({ guests: [guest(account), guest('ben@b.example')] }));
      expect(await harness.reader.event(where, id, signal)).toMatchObject({ own: false });
      const after = await answered(harness.writer.respond(where, id, 'accepted', signal));
      expect(answers(after)).toEqual({ [account]: 'accepted', 'ben@b.example': 'needs-action' });
      expect(await harness.reader.event(where, id, signal)).toEqual(after);
    });

    test('what somebody else organizes is put there as their mail says it, in the place of an earlier version, and never over an own event', async (context) => {
      const { reader, writer } = harness;
      if (!writer.file) return context.skip();
      const mail = (content: Partial<EventContent>, sequence: number, uid = 'asked@b.example') => ({
        ...event({ guests: [{ ...guest(reader.account), answer: 'accepted' }], ...content }),
        ...{ method: 'request' as const, uid, sequence, organizer: 'eve@e.example', comment: '', alternatives: [] },
      });
      const first = await answered(writer.file(calendarId, mail({ title: 'Asked' }, 1), signal));
      expect(first).toMatchObject({ title: 'Asked', own: false, organizer: 'eve@e.example', sequence: 1 });
      expect(answers(first)).toEqual({ [reader.account]: 'accepted' });
      const later = { start: at('2026-12-02T09:00:00Z'), end: at('2026-12-02T10:00:00Z') };
      await answered(writer.file(calendarId, mail(later, 2), signal));
      expect(await read('asked@b.example')).toMatchObject({ ...later, sequence: 2 });
      await create();
      expect(await codeOf(writer.file(calendarId, mail({}, 1, ID), signal))).toBe('denied');
    });

    test('what a guest of an own event answered is noted for them alone, over the version that was looked at', async (context) => {
      const { reader, writer } = harness;
      if (!writer.note) return context.skip();
      const made = await create({ guests: [guest('ben@b.example'), guest('eve@e.example')] });
      const ben = { address: 'Ben@b.example', answer: 'declined' } as const;
      const after = await answered(writer.note(calendarId, ID, made.etag, ben, signal));
      expect(answers(after)).toEqual({ 'ben@b.example': 'declined', 'eve@e.example': 'needs-action' });
      expect(after).toMatchObject({ title: made.title, start: made.start, end: made.end, own: true });
      expect(after.sequence).toBe(made.sequence);
      expect(await read()).toEqual(after);
      expect(await codeOf(writer.note(calendarId, ID, made.etag, ben, signal))).toBe('invalid');
      const cid = { address: 'cid@c.example', answer: 'declined' } as const;
      expect(await codeOf(writer.note(calendarId, ID, after.etag, cid, signal))).toBe('not-found');
      const day = { ...ben, day: { at: '2026-12-01T09:00:00Z', zone: 'UTC' } };
      expect(await codeOf(writer.note(calendarId, ID, after.etag, day, signal))).toBe('not-found');
      const asked = await harness.invite(event({ guests: [guest(reader.account), guest('ben@b.example')] }));
      const { etag } = await reader.event(asked.calendarId, asked.id, signal);
      expect(await codeOf(writer.note(asked.calendarId, asked.id, etag, ben, signal))).toBe('denied');
    });

    test('what is aborted before it begins changes nothing', async () => {
      const made = await create();
      const stopped = AbortSignal.abort(new Error('stopped'));
      const { reader, writer } = harness;
      const calls: Promise<unknown>[] = [
        writer.create(calendarId, `${ID}1`, event({ title: 'Other' }), stopped),
        writer.update(calendarId, ID, made.etag, event({ title: 'Other' }), stopped),
        writer.remove(calendarId, ID, made.etag, stopped),
        reader.calendars(stopped),
        reader.event(calendarId, ID, stopped),
        reader.events({ from: '2026-12-01T00:00:00Z', until: '2026-12-02T00:00:00Z' }, 5, stopped),
      ];
      for (const call of calls) await expect(call).rejects.toThrow('stopped');
      expect(await titles('2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z')).toEqual(['Event']);
      expect(await read()).toEqual(made);
    });
  });
}

function event(content: Partial<EventContent> = {}): EventContent {
  const times = { start: at('2026-12-01T09:00:00Z'), end: at('2026-12-01T10:00:00Z') };
  return { title: 'Event', description: '', location: '', ...times, recurrence: [], guests: [], ...content };
}

function at(instant: string, zone = 'Europe/Berlin'): EventTime {
  return { at: instant, zone };
}

function guest(address: string) {
  return { name: '', address, answer: 'needs-action' } as const;
}

function answers({ guests }: CalendarEvent) {
  return Object.fromEntries(guests.map(({ address, answer }) => [address, answer]));
}

async function answered(write: Promise<CalendarEvent | NoAnswer>): Promise<CalendarEvent> {
  const written = await write;
  if ('noAnswer' in written) throw new Error(written.noAnswer);
  return written;
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return isAppError(error) ? error.code : 'none';
}
