import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { readPeople, readQuoted } from './mail.ts';
import type { Exact } from './own-data.ts';
import type { Lines } from './read-card.ts';
import { address, day, handle, instant, line, mailbox, messageId, readDay, readInstant, text, ZONE, zone } from './values.ts';

const RULES = [[], [], [], ['RRULE:FREQ=DAILY;COUNT=3'], ['RRULE:FREQ=WEEKLY;COUNT=2', 'EXDATE:20261127T150000Z']];
const length = fc.integer({ min: 1, max: 200_000 });
const times = fc.oneof(
  fc.tuple(instant, length, zone, zone).map(([at, seconds, from, until]) => ({
    start: { at, zone: from },
    end: { at: Temporal.Instant.from(at).add({ seconds }).toString(), zone: until },
  })),
  fc.tuple(day, fc.integer({ min: 1, max: 9 })).map(([date, days]) => ({
    start: { date },
    end: { date: Temporal.PlainDate.from(date).add({ days }).toString() },
  })),
);
const when = fc.tuple(times, fc.constantFrom(...RULES)).map(([span, recurrence]) => ({ ...span, recurrence }));

const DAY = '\\w+, \\d+ \\w+ \\d+';
const PLACE = '\\((\\S+), UTC([+-][\\d:]+)\\)';
const SPAN = new RegExp(`^(${DAY}), ([\\d:.]+)(?: ${PLACE})? to (?:(${DAY}), )?([\\d:.]+) ${PLACE}$`);

/** One span, by the zones in it. */
function readSpan(shown: string) {
  const [, whole] = new RegExp(`^(${DAY}), the whole day$`).exec(shown) ?? [];
  const [, first = whole, last = whole] = new RegExp(`^(${DAY}) to (${DAY}), \\d+ whole days$`).exec(shown) ?? [];
  if (first !== undefined && last !== undefined)
    return { start: { date: readDay(first) }, end: { date: Temporal.PlainDate.from(readDay(last)).add({ days: 1 }).toString() } };
  const [, from = '', clock = '', fromZone, fromOffset, until = from, endClock = '', endZone = '', endOffset = ''] =
    SPAN.exec(shown) ?? [];
  return {
    start: { at: readInstant(from, clock, fromOffset ?? endOffset), zone: fromZone ?? endZone },
    end: { at: readInstant(until, endClock, endOffset), zone: endZone },
  };
}

function readWhen(shown: string) {
  const lines = shown.split('\n');
  const there = lines.find((each) => each.startsWith('There: '))?.slice('There: '.length);
  const rule = lines.find((each) => each.startsWith('Rule: '))?.slice('Rule: '.length);
  return { ...readSpan(there ?? lines[0] ?? ''), recurrence: rule === undefined ? [] : rule.split(' ') };
}

const guests = fc.array(
  fc.tuple(mailbox, fc.constantFrom('needs-action', 'accepted')).map(([person, answer]) => ({ ...person, answer })),
  { maxLength: 3 },
);

function readGuests(shown: string) {
  if (shown === 'nobody') return [];
  return shown
    .split('\n')
    .slice(1)
    .flatMap((written) => {
      const [, person = '', answer] = /^(.*), ([a-z-]+)$/.exec(written) ?? [];
      return readPeople(person).map((found) => ({ ...found, answer }));
    });
}

const calendar = fc
  .record({ id: handle, name: line, shared: fc.boolean(), silent: fc.boolean() })
  .map(({ silent, ...rest }) => ({ ...rest, ...(silent && { silent: true }) }));

function readCalendar(shown: string) {
  const [, name, who, told, id] =
    /^(.*), (others can see it|only you see it)(, it tells guests nothing)? \(id (\S+)\)$/.exec(shown) ?? [];
  return { id, name, shared: who === 'others can see it', ...(told && { silent: true }) };
}

const members = { title: line, when, location: text.map((place) => place.replaceAll('\n', ' ')), description: text, guests };

function readMembers(of: (label: string) => string) {
  return {
    title: of('Title'),
    when: readWhen(of('When')),
    location: of('Place'),
    description: of('Text'),
    guests: readGuests(of('Guests')),
  };
}

/** On the person's clock, as a plan shows its times. */
const ownSpan = fc
  .tuple(instant, length)
  .map(([at, seconds]) => ({ start: { at, zone: ZONE }, end: { at: later(at, seconds), zone: ZONE } }));
const blocks = fc.array(fc.tuple(ownSpan, fc.record({ id: handle, title: line, task: fc.nat(999) })), {
  minLength: 1,
  maxLength: 3,
});

function later(at: string, seconds: number): string {
  return Temporal.Instant.from(at).add({ seconds }).toString();
}

function readBlock(shown: string) {
  const [, span = '', title = '', task, id] = /^(.*\)): (".*") for task (\d+) \(id (\S+)\)$/.exec(shown) ?? [];
  return { ...readSpan(span), title: readQuoted(title), task: Number(task), id };
}

function readOrder(shown: string): string[] {
  return shown === 'as you have set them' ? [] : shown.split('\n').map(readQuoted);
}

function readLesson(shown: string) {
  const [head = '', ...moved] = shown.split('\n');
  const [, what, to, from] = /^for (\w+): (\d\d):00 before (\d\d):00$/.exec(head) ?? [];
  const events = moved.map((line) => {
    const [, title = '', day, id = ''] = /^since you moved (".*") on (\S+) \(id (".*")\)$/.exec(line) ?? [];
    return { id: readQuoted(id), title: readQuoted(title), day };
  });
  return { what, from: Number(from), to: Number(to), events };
}

const spanOf = ({ start, end }: ReturnType<typeof readWhen>) => ({ start, end });

function readMoves(shown: string) {
  const lines = shown.split('\n');
  return lines.flatMap((title, index) => {
    if (index % 5 > 0) return [];
    const [before = '', after = '', because = '', place = ''] = lines.slice(index + 1, index + 5);
    const [, where = '', id, etag] = /^ {2}in (.*); event (\S+); version (\S+)$/.exec(place) ?? [];
    const read = (text: string) => spanOf(readWhen(text.replace('; There: ', '\nThere: ')));
    return [
      {
        calendar: readCalendar(where),
        id,
        etag,
        title: readQuoted(title),
        from: read(before.slice('  before: '.length)),
        to: read(after.slice('  after: '.length)),
        why: because.slice('  because '.length),
      },
    ];
  });
}

function readNumbers(shown: string): number[] {
  return shown === 'none' ? [] : shown.split(', ').map((each) => Number(each.slice('task '.length)));
}

const event = { account: address, calendar, id: handle };
const version = { ...event, etag: handle };
const readEvent = (of: (label: string) => string) => ({
  account: of('Account'),
  calendar: readCalendar(of('Calendar')),
  id: of('Event id'),
});
const readPartial = (of: (label: string) => string) => of('Kept whole by me') !== 'yes';

const change = <T>(member: fc.Arbitrary<T>) =>
  fc.oneof(
    member.map((same) => ({ before: same, after: same })),
    fc.record({ before: member, after: member }),
  );

/** A member before and after. What was before stands behind the last line that begins so. */
function readChange<T>(lines: Lines, label: string, read: (shown: string) => T, readBefore = read) {
  const same = lines.get(`${label}, as it is`);
  if (same !== undefined) return { before: read(same), after: read(same) };
  const both = lines.get(`New ${label.toLowerCase()}`) ?? '';
  const at = both.lastIndexOf('\nBefore: ');
  return { before: readBefore(both.slice(at + '\nBefore: '.length)), after: read(both.slice(0, at)) };
}

const as = (shown: string) => shown;

const guestMail = fc.record({
  from: address,
  to: fc.array(mailbox, { minLength: 1, maxLength: 3 }),
  subject: line,
  body: text,
  uid: text,
  sequence: fc.nat(99),
  messageId,
});

/** A wish with or without the mails that tell the guests. */
function withMails<T extends object>(wish: fc.Arbitrary<T>, ...methods: readonly ('request' | 'cancel')[]) {
  const mails = methods.map((method) => fc.option(guestMail, { freq: 2 }).map((mail) => (mail ? { [method]: mail } : {})));
  return fc.tuple(wish, ...mails).map((parts): object => Object.assign({}, ...parts));
}

const GUEST_MAIL =
  /^From: (\S+)\nTo: (.*)\nSubject: (.*)\nFor calendar programs: (REQUEST|CANCEL) of (".*"), version (\d+)\nMessage-ID: (\S+)\n\n([\s\S]*)$/;

function readMails(lines: Lines): object {
  const mails = ['Mail to the guests', 'Mail that cancels'].flatMap((label) => lines.get(label) ?? []);
  const read = mails.map((shown) => {
    const [, from, to = '', subject, method = '', uid = '', sequence, id, body] = GUEST_MAIL.exec(shown) ?? [];
    const mail = { from, to: readPeople(to), subject, body, uid: readQuoted(uid), sequence: Number(sequence), messageId: id };
    return { [method.toLowerCase()]: mail };
  });
  return Object.assign({}, ...read);
}

const proposed = fc.array(ownSpan, { minLength: 2, maxLength: 3 });

/** The mail that carries an answer. */
const letter = fc.record({
  told: fc.constant('mail'),
  from: address,
  to: address,
  subject: line,
  body: text,
  messageId: handle,
  part: fc.record({
    uid: text,
    sequence: fc.nat(99),
    invited: address,
    instead: fc.oneof(
      fc.constant(null),
      fc.record({ at: instant, zone }),
      day.map((date) => ({ date })),
    ),
  }),
});

function readLetter(of: (label: string) => string) {
  const [, uid = '', sequence, invited, only] =
    /^(".*"), version (\d+), as (\S+)(?:\nOnly the day (.*))?$/.exec(of('For calendar programs')) ?? [];
  const [at = '', zoneOf] = only?.split(' ') ?? [];
  const instead = only === undefined ? null : zoneOf === undefined ? { date: at } : { at, zone: zoneOf };
  return {
    ...{ from: of('Mail from'), to: of('To'), subject: of('Subject'), body: of('Mail text'), messageId: of('Message-ID') },
    part: { uid: readQuoted(uid), sequence: Number(sequence), invited, instead },
  };
}

function readNotedDay(shown: string | undefined): object {
  if (shown === undefined) return {};
  const [, at, zoneOf] = / \((\S+) (\S+)\)$/.exec(shown) ?? [];
  return { day: at === undefined ? { date: shown } : { at, zone: zoneOf } };
}

function wordFor(shown: string, words: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(words).find((word) => words[word] === shown);
}

/** Calendars. */
export const CALENDAR: Readonly<Record<string, Exact>> = {
  calendar_create: {
    args: withMails(fc.record({ ...event, ...members }), 'request'),
    read: (of, lines) => ({ ...readEvent(of), ...readMembers(of), ...readMails(lines) }),
  },
  calendar_update: {
    args: withMails(
      fc.record({
        ...version,
        title: change(line),
        when: change(when),
        location: change(members.location),
        description: change(text),
        guests: change(guests),
        partial: fc.boolean(),
      }),
      'request',
      'cancel',
    ),
    read: (of, lines) => ({
      ...readEvent(of),
      etag: of('Version'),
      title: readChange(lines, 'Title', as),
      when: readChange(lines, 'When', readWhen),
      location: readChange(lines, 'Place', as),
      description: readChange(lines, 'Text', as, readQuoted),
      guests: readChange(lines, 'Guests', readGuests),
      partial: readPartial(of),
      ...readMails(lines),
    }),
  },
  calendar_delete: {
    args: withMails(
      fc.record({
        ...version,
        ...members,
        leaveOut: fc.oneof(fc.constant(null), times.filter(inTheZone)),
        partial: fc.boolean(),
      }),
      'cancel',
    ),
    read: (of, lines) => ({
      ...readEvent(of),
      etag: of('Version'),
      ...readMembers(of),
      leaveOut: lines.has('Only this day is deleted') ? readSpan(of('Only this day is deleted')) : null,
      partial: readPartial(of),
      ...readMails(lines),
    }),
  },
  calendar_move: {
    args: fc.record({ ...version, title: line, day: times, to: times, newId: handle }),
    read: (of) => ({
      ...readEvent(of),
      etag: of('Version'),
      title: of('Title'),
      day: spanOf(readWhen(of('The day'))),
      to: spanOf(readWhen(of('Moves to'))),
      newId: of('Event id there'),
    }),
  },
  calendar_note: {
    args: fc
      .tuple(
        fc.record({
          ...version,
          title: line,
          guest: address,
          answer: fc.constantFrom('accepted', 'declined', 'tentative'),
          stamp: instant,
        }),
        fc.oneof(fc.constant({}), fc.record({ day: fc.oneof(fc.record({ at: instant, zone }), fc.record({ date: day })) })),
      )
      .map(([said, ofSeries]) => ({ ...said, ...ofSeries })),
    read: (of, lines) => ({
      ...readEvent(of),
      etag: of('Version'),
      title: of('Title'),
      guest: of('Guest'),
      answer: of('Answered'),
      stamp: of('Said at'),
      ...readNotedDay(lines.get('For the day')),
    }),
  },
  calendar_optimise: {
    args: fc.record({
      account: address,
      moves: fc.array(
        fc.record({
          calendar,
          id: handle,
          etag: handle,
          title: line,
          from: times,
          to: times,
          why: fc.constantFrom('it is long', 'x "y"'),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    read: (of) => ({ account: of('Account'), moves: readMoves(of('What moves, and why')) }),
  },
  calendar_plan: {
    args: fc.record({
      account: address,
      calendar,
      blocks: blocks.map((all) => all.map(([span, rest]) => ({ ...span, ...rest }))),
      noRoom: fc.array(fc.nat(999), { maxLength: 3 }),
      othersWords: fc.boolean(),
      order: fc.array(text, { maxLength: 2 }),
    }),
    read: (of) => ({
      account: of('Account'),
      calendar: readCalendar(of('Calendar')),
      blocks: of('Into your calendar').split('\n').map(readBlock),
      noRoom: readNumbers(of('No block has room for')),
      othersWords: of('Words of others in it') === 'yes',
      order: readOrder(of('Hours you prefer')),
    }),
  },
  hours_learn: {
    args: fc.record({
      lesson: fc.record({
        what: fc.constantFrom('focus', 'meeting'),
        from: fc.integer({ min: 0, max: 23 }),
        to: fc.integer({ min: 0, max: 23 }),
        events: fc.array(fc.record({ id: text, title: text, day }), { maxLength: 3 }),
      }),
    }),
    read: (of) => ({ lesson: readLesson(of('Proposed first')) }),
  },
  calendar_respond: {
    args: fc
      .record({
        ...{ account: address, id: handle, ...members },
        answer: fc.constantFrom('accepted', 'declined', 'tentative', 'proposed'),
        organizer: address,
        entry: fc.constantFrom('noted', 'filed', 'none'),
      })
      .chain((asked) =>
        fc
          .tuple(fc.oneof(fc.record({ told: fc.constantFrom('server', 'nobody'), calendar }), letter), proposed)
          .map(([way, times]) => ({ ...asked, ...way, ...(asked.answer === 'proposed' && { times }) })),
      ),
    read: (of, lines) => ({
      ...{ account: of('Account'), id: of('Event id'), ...readMembers(of) },
      answer: of('Answer'),
      ...(lines.has('Times that you propose') && { times: of('Times that you propose').split('\n').map(readSpan) }),
      organizer: of('To the organizer'),
      told: wordFor(of('Told'), { server: 'by your calendar service', mail: 'by the mail below', nobody: 'not at all' }),
      entry: wordFor(of('In your calendar'), {
        noted: 'your answer is noted',
        filed: 'the event is put there as it stands here',
        none: 'nothing changes',
      }),
      ...(lines.has('Calendar') && { calendar: readCalendar(of('Calendar')) }),
      ...(lines.has('Message-ID') && readLetter(of)),
    }),
  },
};

/** The day of a series that goes is shown on the person's clock; its own zone stands at the series. */
function inTheZone({ start, end }: { start: object; end: object }): boolean {
  return !('zone' in start) || (start.zone === ZONE && 'zone' in end && end.zone === ZONE);
}
