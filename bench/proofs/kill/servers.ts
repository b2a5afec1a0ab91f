import { systemClock } from '../../../src/ground/clock.ts';
import { startSmtpSink } from '../../../test/fakes/smtp-sink.ts';
import { startDovecot } from '../../../test/fixtures/dovecot.ts';
import { startRadicale } from '../../../test/fixtures/radicale.ts';
import { type Accounts, ANN, connectBy, mailOf, untilTaken } from './accounts.ts';

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
  const fill = (values: Readonly<Record<string, string>>) => (page: string) =>
    fetch(page, { method: 'POST', body: new URLSearchParams(values) });
  return {
    settings: {},
    connect: (scene) => connectBy(scene, { calendar: fill(calendar), mail: fill(mail) }),
    deliver: (line) => dovecot.deliver(ANN, mailOf(line), systemClock.now().toString()),
    async keepsSilent() {
      sink.fault({ at: 'HANG' });
      await untilTaken(() => sink.taken.length);
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
