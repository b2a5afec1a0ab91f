import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/ground/errors.ts';
import type { EventContent } from '../../src/ports/calendar.ts';
import { calendarContract } from '../contracts/calendar.ts';
import { type CalendarFault, createFakeCalendar } from './calendar.ts';

calendarContract('The fake calendar', async () => {
  const fake = createFakeCalendar({ calendars: [{ id: 'main' }, { id: 'team', shared: true }] });
  return {
    reader: fake.reader,
    writer: fake.writer,
    invite: async (content) => ({ calendarId: 'main', id: fake.put({ ...content, own: false, organizer: 'eve@e.example' }) }),
    close: async () => undefined,
  };
});

const content: EventContent = {
  title: 'Lunch',
  description: '',
  location: '',
  start: { at: '2026-12-01T11:00:00Z', zone: 'Europe/Berlin' },
  end: { at: '2026-12-01T12:00:00Z', zone: 'Europe/Berlin' },
  recurrence: [],
  guests: [{ name: '', address: 'ben@b.example', answer: 'needs-action' }],
};

describe('the journal of the fake calendar', () => {
  it('holds each write with its exact content and whom the server told', async () => {
    const { writer, journal } = createFakeCalendar();
    const { signal } = new AbortController();
    const made = await writer.create('main', 'x', content, signal);
    await writer.create('main', 'x', content, signal);
    await writer.remove('main', 'x', 'etag' in made ? made.etag : '', signal);
    expect(journal).toEqual([
      { op: 'create', calendarId: 'main', id: 'x', content, told: ['ben@b.example'], shared: false },
      { op: 'remove', calendarId: 'main', id: 'x', before: content, told: ['ben@b.example'], shared: false },
    ]);
  });
});

describe('a fault of the fake calendar', () => {
  it.each<[CalendarFault, number, unknown]>([
    ['reject', 0, expect.any(AppError)],
    ['hang', 0, 'stopped'],
    ['hang-after', 1, 'stopped'],
    ['no-answer', 0, { noAnswer: 'the connection was lost' }],
    ['no-answer-after', 1, { noAnswer: 'the connection was lost' }],
  ])('%s leaves %i writes behind', async (fault, writes, outcome) => {
    const fake = createFakeCalendar();
    const abort = new AbortController();
    fake.fail(fault, 'create');
    const write = fake.writer.create('main', 'x', content, abort.signal).catch((error: unknown) => error);
    abort.abort('stopped');
    expect(await write).toEqual(outcome);
    expect(fake.journal).toHaveLength(writes);
    expect(await fake.writer.create('main', 'y', content, new AbortController().signal)).toHaveProperty('id', 'y');
  });

  it('waits for its own operation', async () => {
    const fake = createFakeCalendar({ events: [{ id: 'e', title: 'Old', start: '2026-12-01T10:00', end: '2026-12-01T11:00' }] });
    fake.fail('reject', 'remove');
    const { signal } = new AbortController();
    await fake.writer.create('main', 'x', content, signal);
    await expect(fake.writer.remove('main', 'x', 'any', signal)).rejects.toThrow('does not answer');
  });
});
