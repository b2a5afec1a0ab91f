import type { Temporal } from 'temporal-polyfill';
import { systemClock } from '../../../src/ground/clock.ts';
import { startSmtpSink } from '../../../test/fakes/smtp-sink.ts';
import { startDovecot } from '../../../test/fixtures/dovecot.ts';
import { startRadicale } from '../../../test/fixtures/radicale.ts';
import { type Accounts, ANN, mailOf, overlapping, requireDone, untilTaken } from './accounts.ts';

const HERE = '127.0.0.1';

/** Mail on Dovecot, whose mails leave by SMTP, and a calendar on Radicale. */
export async function openServers(): Promise<Accounts> {
  const [sink, radicale] = await Promise.all([startSmtpSink(), startRadicale([ANN])]);
  const dovecot = await startDovecot({ relayPort: sink.port });
  const home = await radicale.calendar(ANN, 'home');
  const login = { user: ANN, access: 'change', tasks: 'no' };
  const calendar = { ...login, place: radicale.url, password: radicale.password };
  const mail = {
    ...{ address: ANN, user: '', password: dovecot.password, access: 'change' },
    ...{ imap: HERE, imapport: `${dovecot.imapPort}`, smtp: HERE, smtpport: `${dovecot.submissionPort}` },
  };
  const fill = (values: Readonly<Record<string, string>>) => async (page: string) =>
    requireDone(await fetch(page, { method: 'POST', body: new URLSearchParams(values) }));
  return {
    settings: {},
    doors: { calendar: fill(calendar), mail: fill(mail) },
    deliver: (line) => dovecot.deliver(ANN, mailOf(line), systemClock.now().toString()),
    async keepsSilent() {
      sink.fault({ at: 'HANG' });
      await untilTaken(() => sink.taken.length);
    },
    mailed: () => sink.taken.map(({ data }) => /^Subject: (.*)$/m.exec(data)?.[1] ?? ''),
    async planned() {
      const objects = await radicale.ask(ANN, home);
      const lines = (await objects.text()).split('BEGIN:VEVENT').slice(1);
      const valueIn = (name: string, event: string) => new RegExp(`^${name}[:;](.*)$`, 'm').exec(event)?.[1]?.trim() ?? '';
      return lines.map((event) => ({ title: valueIn('SUMMARY', event), start: valueIn('DTSTART', event) }));
    },
    drafted: () => dovecot.subjectsIn(ANN, 'Drafts'),
    async overlap() {
      for (const { title, from, until } of overlapping()) {
        const event = [
          ...['BEGIN:VEVENT', `UID:${title}`, `DTSTAMP:${utc(from)}`, `SUMMARY:${title}`],
          `DTSTART:${utc(from)}`,
          `DTEND:${utc(until)}`,
          'END:VEVENT',
        ];
        const body = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Ann//EN', ...event, 'END:VCALENDAR', ''].join('\r\n');
        const { status } = await radicale.ask(ANN, `${home}${title.replace(' ', '-')}.ics`, { method: 'PUT', body });
        if (status !== 201) throw new Error(`PUT ${status}`);
      }
    },
    farewells: () => undefined,
    async close() {
      await Promise.all([dovecot.stop(), radicale.close(), sink.stop()]);
    },
  };
}

/** As iCalendar writes it (RFC 5545, section 3.3.5). */
function utc(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');
}
