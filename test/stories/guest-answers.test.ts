import { eq, like, or } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMime } from '../../adapters/mime/read.ts';
import { actions } from '../../src/db/schema/actions.ts';
import { notices } from '../../src/db/schema/news.ts';
import { schedules } from '../../src/db/schema/planning.ts';
import { setSchedule } from '../../src/proactive/schedules.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { hasOwnServers, type OwnServers, startOwnServers } from '../fixtures/own-servers.ts';
import { type House, openHouse } from '../wiring/house.ts';
import { untilShown } from '../wiring/until-shown.ts';

/** What mails about meetings were told as. */
const ofMeetings = or(like(notices.key, 'meeting:%'), like(notices.key, 'invitation:%'));
const ANN = 'ann@me.example';
const BEN = 'ben@b.example';
const START = '2026-11-21T08:00:00Z';
let servers: OwnServers;
let house: House;
let ann: string;

const TIMES = ['DTSTART;TZID=Europe/Berlin:20261124T100000', 'DTEND;TZID=Europe/Berlin:20261124T110000'];

/** A meeting of Ann's own as another program wrote it, with all sorts of things that are nobody's business. */
function own(uid: string, ...more: readonly string[]): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Other//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20261119T000000Z',
    'SEQUENCE:1',
    `SUMMARY:${uid}`,
    `DESCRIPTION:${'A long text that is folded somewhere. '.repeat(4)}`,
    'CATEGORIES:WORK,KEPT',
    'X-OTHER-THING;X-A="b;PARTSTAT=c":kept',
    ...TIMES,
    ...more,
    `ORGANIZER;CN=Ann:mailto:${ANN}`,
    'ATTENDEE;CN=Eve;PARTSTAT=ACCEPTED:mailto:eve@e.example',
    `ATTENDEE;CN="Ben, of the boats on the river";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${BEN}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:soon',
    'TRIGGER:-PT7M',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

interface Said {
  readonly from?: string;
  readonly guest?: string;
  readonly method?: string;
  readonly answer?: string;
  readonly sequence?: number;
  /** Hour and minute on 20 November, UTC. */
  readonly at?: string;
  readonly lines?: readonly string[];
}

describe.skipIf(!hasOwnServers)(
  'R29 R35 what guests of an own meeting say by mail, where the calendar server does not listen',
  () => {
    beforeAll(async () => {
      servers = await startOwnServers({ address: ANN, clock: createFakeClock(START), smtp: 'dovecot' });
      house = await openHouse({ model: false, connections: servers.connections });
      ann = await house.move('ann');
      await house.db.asPerson(ann, async (tx) => {
        for (const kind of ['calendar', 'mail'] as const) await setSchedule(tx, ann, kind, house.clock.now());
      });
      await until('I watch');
    });
    afterAll(async () => {
      await house.close();
      await servers.close();
    });

    const url = (uid: string) => `${servers.home}${uid}.ics`;
    const bytes = async (uid: string) => (await servers.radicale.ask(ANN, url(uid))).text();
    /** Gives the bytes as the server keeps them. */
    async function put(uid: string, body: string): Promise<string> {
      await servers.radicale.ask(ANN, url(uid), { method: 'PUT', body, headers: { 'content-type': 'text/calendar' } });
      return bytes(uid);
    }
    let mails = 0;
    async function say(
      uid: string,
      { from = BEN, guest = BEN, method = 'REPLY', answer, sequence = 1, at = '1000', lines = TIMES }: Said,
    ) {
      mails += 1;
      const part = [
        ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Other//EN', `METHOD:${method}`, 'BEGIN:VEVENT', `UID:${uid}`],
        ...(at === '' ? [] : [`DTSTAMP:20261120T${at}00Z`]),
        ...[`SEQUENCE:${sequence}`, `SUMMARY:${uid}`, ...lines, `ORGANIZER:mailto:${ANN}`],
        ...[`ATTENDEE;PARTSTAT=${answer ?? 'TENTATIVE'}:mailto:${guest}`, 'END:VEVENT', 'END:VCALENDAR', ''],
      ];
      const head = [`From: ${from}`, `To: ${ANN}`, 'Subject: An answer', `Message-ID: <${mails}@b.example>`, 'MIME-Version: 1.0'];
      const text = [...head, `Content-Type: text/calendar; method=${method}`, '', ...part].join('\r\n');
      await servers.dovecot.deliver(ANN, text, START);
    }
    const until = (words: string, after = 0) => untilShown(house, 'ann', words, after);
    async function told(words: string, saying: () => Promise<void>) {
      const before = house.shown('ann').length;
      const count = await found();
      await saying();
      // What is done by itself has a deadline by the same clock, so that stands still until the look has ended.
      const [next] = await house.db.asPerson(ann, (tx) => tx.select().from(schedules).where(eq(schedules.kind, 'mail')));
      await house.clock.advanceTo(next?.nextAt ?? START);
      while ((await found()) === count) await new Promise((resolve) => setImmediate(resolve));
      return until(words, before);
    }
    const found = () => house.db.asPerson(ann, (tx) => tx.$count(notices, ofMeetings));
    type Shown = Awaited<ReturnType<typeof until>>;
    const labels = ({ message }: Shown) => message.buttons?.flat().map(({ label }) => label) ?? [];
    async function press({ message, messageId }: Shown, label: string): Promise<string> {
      const id = message.buttons?.flat().find((each) => each.label === label)?.id ?? '';
      const said = await house.press('ann', id, { messageId });
      await house.texts('ann');
      return said;
    }
    const now = ({ messageId }: Shown) => house.shown('ann').findLast((each) => each.messageId === messageId) as Shown;
    const NOTE = 'Note it in the calendar';

    test('an answer is noted by one press: of the event nothing else changes, nobody is told, and Undo gives back the bytes', async () => {
      const before = await put('budget', own('budget'));
      const line = await told('answered accepted', () => say('budget', { answer: 'ACCEPTED' }));
      expect(line.message.text).toContain('`ben@b.example` answered accepted: "budget"');
      expect(await bytes('budget')).toBe(before);
      const sent = servers.sink.taken.length;
      expect(await press(line, NOTE)).toBe('Noted in your calendar: `ben@b.example` accepted, budget.');
      const after = await bytes('budget');
      const unfolded = (text: string) => text.replaceAll('\r\n ', '');
      expect(after).not.toBe(before);
      expect(unfolded(after)).toBe(unfolded(before).replace('PARTSTAT=NEEDS-ACTION', 'PARTSTAT=ACCEPTED'));
      expect(await press(now(line), 'Undo')).toContain('The event is as it was.');
      expect(await bytes('budget')).toBe(before);
      expect(servers.sink.taken).toHaveLength(sent);
    }, 60_000);

    test('the later answer counts, whichever is pressed first', async () => {
      const before = await put('order', own('order'));
      const first = await told('answered accepted: "order"', () => say('order', { answer: 'ACCEPTED', at: '1100' }));
      const second = await told('answered declined: "order"', () => say('order', { answer: 'DECLINED', at: '1200' }));
      expect(await press(second, NOTE)).toContain('declined, order');
      const after = await bytes('order');
      expect(after).toContain('PARTSTAT=DECLINED');
      expect(await press(first, NOTE)).toBe('A later answer of theirs is noted already, so I left the event alone.');
      expect(await bytes('order')).toBe(after);
      // Once that is taken back, the earlier one is all there is.
      await press(now(second), 'Undo');
      expect(await bytes('order')).toBe(before);
      expect(await press(first, NOTE)).toContain('accepted, order');
    }, 60_000);

    test.each<[string, Said]>([
      ['comes from somebody else', { from: 'mallory@m.example', answer: 'DECLINED' }],
      ['is about an older version', { sequence: 0, answer: 'DECLINED' }],
      ['comes from somebody who was not asked', { from: 'cid@c.example', guest: 'cid@c.example', answer: 'DECLINED' }],
      ['was written at no time', { answer: 'DECLINED', at: '' }],
    ])(
      'what %s is told and can be noted by nobody',
      async (name, said) => {
        const uid = name.replaceAll(' ', '-');
        const before = await put(uid, own(uid));
        const line = await told(uid, () => say(uid, said));
        expect(labels(line)).not.toContain(NOTE);
        expect(await bytes(uid)).toBe(before);
      },
      60_000,
    );

    test('of a series one day is answered, and the others stay as they are', async () => {
      const rule = 'RRULE:FREQ=WEEKLY;COUNT=5';
      const before = await put('weekly', own('weekly', rule));
      const day = ['RECURRENCE-ID:20261201T090000Z', 'DTSTART:20261201T090000Z', 'DTEND:20261201T100000Z'];
      const line = await told('answered declined: "weekly"', () => say('weekly', { answer: 'DECLINED', lines: day }));
      expect(await press(line, NOTE)).toContain('declined, weekly');
      const after = await bytes('weekly');
      expect(after.match(/BEGIN:VEVENT/g)).toHaveLength(2);
      const look = { from: '2026-11-23T00:00:00Z', until: '2026-12-20T00:00:00Z', text: 'weekly' };
      const { calendar } = await servers.connections.eyesOf(ann);
      const found = (await calendar?.events(look, 9, new AbortController().signal)) ?? [];
      const answers = found.map(({ start, guests }) => [
        JSON.stringify(start).slice(7, 17),
        guests.find(({ address }) => address === BEN)?.answer,
      ]);
      expect(answers).toEqual([
        ['2026-11-24', 'needs-action'],
        ['2026-12-01', 'declined'],
        ['2026-12-08', 'needs-action'],
        ['2026-12-15', 'needs-action'],
      ]);
      await press(now(line), 'Undo');
      expect(await bytes('weekly')).toBe(before);
    }, 60_000);

    test('a time that a guest proposes is moved to by a press on the card that the person could have wished for, with the mail to all', async () => {
      await put('moves', own('moves'));
      const times = ['DTSTART:20261125T130000Z', 'DTEND:20261125T133000Z', 'X-ADJUTANT-SLOT:20261126T100000Z/20261126T110000Z'];
      const line = await told('proposes another time', () => say('moves', { method: 'COUNTER', lines: times }));
      expect(labels(line).slice(0, 2)).toEqual(['Move to Wed 25 Nov, 14:00', 'Move to Thu 26 Nov, 11:00']);
      const before = await bytes('moves');
      expect(await press(line, 'Move to Wed 25 Nov, 14:00')).toBe('I ask you first, on a card.');
      expect(await bytes('moves')).toBe(before);
      const card = house.shown('ann').at(-1) as Shown;
      expect(card.message.text).toContain('Wednesday, 25 November 2026, 14:00 to 14:30');
      expect(card.message.text).toContain('**Mail to the guests:**');
      const sent = servers.sink.taken.length;
      await press(card, 'Change');
      expect(await bytes('moves')).toMatch(/DTSTART;TZID=Europe\/Berlin:20261125T140000/);
      const [mail] = servers.sink.taken.slice(sent);
      expect(mail?.to.toSorted()).toEqual([BEN, 'eve@e.example']);
      expect((await readMime(Buffer.from(mail?.data ?? ''))).meeting).toMatchObject({
        method: 'request',
        uid: 'moves',
        sequence: 2,
      });
      // What the guest proposed was for the time before.
      expect(await press(line, 'Move to Thu 26 Nov, 11:00')).toContain('Your meeting has changed since');
    }, 60_000);

    test('it happens by itself where the person lets it, and the record names their setting', async () => {
      const before = await put('alone', own('alone'));
      await house.say('ann', '/settings meetings.noteAnswers on');
      await house.texts('ann');
      const line = await told('answered tentative: "alone"', () => say('alone', { answer: 'TENTATIVE' }));
      expect(line.message.text).toContain('It is noted in your calendar: you let me do that by myself.');
      expect(await bytes('alone')).toContain('PARTSTAT=TENTATIVE');
      const rows = await house.db.asPerson(ann, (tx) => tx.select().from(actions).where(eq(actions.kind, 'calendar_note')));
      const [row] = rows.filter(({ unattended }) => unattended);
      expect(row).toMatchObject({
        decidedBy: 'your setting meetings.noteAnswers',
        state: 'done',
        tainted: true,
        effect: 'private',
      });
      expect(await press(line, 'Undo')).toContain('The event is as it was.');
      expect(await bytes('alone')).toBe(before);
      await house.say('ann', '/settings meetings.noteAnswers off');
      await house.texts('ann');
    }, 60_000);
  },
);
