import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../src/ground/clock.ts';
import { startSmtpSink } from '../../../test/fakes/smtp-sink.ts';
import { noDovecot, startDovecot } from '../../../test/fixtures/dovecot.ts';
import { hasRadicale, startRadicale } from '../../../test/fixtures/radicale.ts';
import type { FakePlatform, Person, Shown } from '../../../test/platforms/platform.ts';
import { CYD, type Line, textOf } from './conversation.ts';

/** Real servers that hold a person's mail and calendar, which outlive every life of the program. What is sent comes to Cyd and everybody else. */
export interface Accounts {
  /** The person connects both, by the pages of /connect and a press for each; resolves once their inbox is watched. */
  connect(scene: { readonly platform: FakePlatform; readonly me: Person }): Promise<void>;
  /** Puts the mail of this line into their inbox. */
  deliver(line: Line): Promise<void>;
  /** The next mail that leaves is taken and not answered; resolves once it is, or after two minutes. */
  keepsSilent(): Promise<void>;
  /** The subjects of the mails that left, in that order. */
  mailed(): readonly string[];
  /** The titles of the events in the calendar, as they stand in its objects. */
  planned(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** True where this machine has what the accounts are on. */
export const serversAreThere = noDovecot === undefined && hasRadicale;

const ANN = 'ann@me.example';
const HERE = '127.0.0.1';
const LOOK_EVERY_MS = 20;
/** Longer than a mail waits to be cancelled. */
const HOLD_PATIENCE_MS = 120_000;
const PATIENCE_MS = 30_000;
/** Whoever waits for news in a proof wants it at once, at whatever hour. */
const AWAKE = ['quiet off', 'brief off', 'review off', 'news.mail now', 'news.calendar now'];

export async function openAccounts(): Promise<Accounts> {
  const [sink, radicale] = await Promise.all([startSmtpSink(), startRadicale([ANN])]);
  const dovecot = await startDovecot({ relayPort: sink.port });
  const home = await radicale.calendar(ANN, 'home');
  const login = { user: ANN, access: 'change', tasks: 'no' };
  const forms = {
    calendar: { ...login, place: radicale.url, password: radicale.password },
    mail: {
      ...{ address: ANN, user: '', password: dovecot.password },
      ...{ imap: HERE, imapport: `${dovecot.imapPort}`, smtp: HERE, smtpport: `${dovecot.submissionPort}` },
    },
  };
  return {
    async connect({ platform, me }) {
      for (const wish of AWAKE) me.writes(`/settings ${wish}`);
      const until = <T>(look: () => T) => platform.waitFor(look, PATIENCE_MS);
      for (const [kind, values] of Object.entries(forms)) {
        const asking = me.writes(`/connect ${kind}`);
        const since = () => behind(me.messages(), asking);
        const page = await until(() => since().flatMap(({ text }) => /^http:\S+/.exec(text) ?? [])[0]);
        await fetch(page, { method: 'POST', body: new URLSearchParams(values) });
        const card = await until(() => since().find((message) => connectButton(message)));
        const press = me.presses(card.messageId, connectButton(card)?.data ?? '');
        await until(press.isTaken);
      }
      await until(() => me.messages().some(({ text }) => text.includes(`I watch ${ANN}`)));
    },
    deliver: (line) => dovecot.deliver(ANN, mailOf(line), systemClock.now().toString()),
    async keepsSilent() {
      const before = sink.taken.length;
      sink.fault({ at: 'HANG' });
      const deadline = performance.now() + HOLD_PATIENCE_MS;
      while (sink.taken.length === before && performance.now() < deadline) await wait(LOOK_EVERY_MS);
    },
    mailed: () => sink.taken.map(({ data }) => /^Subject: (.*)$/m.exec(data)?.[1] ?? ''),
    async planned() {
      const objects = await radicale.ask(ANN, home);
      return [...(await objects.text()).matchAll(/^SUMMARY:(.*)$/gm)].map(([, title = '']) => title.trim());
    },
    async close() {
      await Promise.all([dovecot.stop(), radicale.close(), sink.stop()]);
    },
  };
}

function behind(messages: readonly Shown[], messageId: string): readonly Shown[] {
  return messages.slice(messages.findIndex((message) => message.messageId === messageId) + 1);
}

function connectButton({ buttons }: Shown) {
  return buttons.flat().find(({ text }) => text === 'Connect');
}

/** As Cyd would send it: words that ask something, or a meeting on a day of its own (iTIP in iMIP, RFC 5546 and 6047). */
function mailOf(line: Line): string {
  const head = [
    `From: Cyd <${CYD}>`,
    `To: ${ANN}`,
    `Subject: ${textOf(line)}`,
    `Message-ID: <${line.wish}-${line.mark}@c.example>`,
    'MIME-Version: 1.0',
  ];
  const body =
    line.wish === 'invitation'
      ? ['Content-Type: text/calendar; method=REQUEST; charset=utf-8', '', ...meetingOf(line)]
      : ['Content-Type: text/plain; charset=utf-8', '', 'Can you come today? Please tell me.'];
  return [...head, ...body, ''].join('\r\n');
}

function meetingOf(line: Line): string[] {
  const day = systemClock
    .now()
    .toZonedDateTimeISO('UTC')
    .add({ days: line.mark + 2 })
    .toPlainDate()
    .toString()
    .replaceAll('-', '');
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Cyd//EN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:meeting-${line.mark}`,
    `DTSTAMP:${day}T000000Z`,
    `SUMMARY:${textOf(line)}`,
    `DTSTART:${day}T140000Z`,
    `DTEND:${day}T150000Z`,
    `ORGANIZER:mailto:${CYD}`,
    `ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:${ANN}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
}
