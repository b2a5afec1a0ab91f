import { ImapFlow } from 'imapflow';
import { newObject } from '../../../adapters/ics/write-event.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import { toValues } from '../../../src/mail/account.ts';
import type { CalendarEvent } from '../../../src/ports/calendar.ts';
import { startSmtpSink } from '../../../test/fakes/smtp-sink.ts';
import { startDovecot } from '../../../test/fixtures/dovecot.ts';
import { startRadicale } from '../../../test/fixtures/radicale.ts';
import { type Accounts, type Connection, eachOf } from './accounts.ts';
import type { Member } from './cast.ts';
import { fromMail, readEvents, readMail } from './held-text.ts';
import type { HeldMail, Holdings } from './holdings.ts';
import type { World } from './world.ts';

const HERE = '127.0.0.1';
const WIDTH = 8;
const FOLDERS = { inbox: 'INBOX', archive: 'Archive', sent: 'Sent', drafts: 'Drafts', trash: 'Trash', junk: 'Junk' } as const;

/** Mail of everybody on one Dovecot, whose mails leave by SMTP, and their calendars on one Radicale; each with a name of their own there. */
export async function openServers(cast: readonly Member[], worldOf: (member: Member) => World): Promise<Accounts> {
  const [sink, radicale] = await Promise.all([startSmtpSink(), startRadicale(cast.map(nameOf))]);
  const dovecot = await startDovecot({ relayPort: sink.port });
  const calendarOf = (member: Member) => `${radicale.url}/${nameOf(member)}/home/`;

  async function onMail<T>(member: Member, work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const auth = { user: nameOf(member), pass: dovecot.password };
    const client = new ImapFlow({ host: HERE, port: dovecot.imapPort, secure: false, doSTARTTLS: false, auth, logger: false });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  }

  async function fill(member: Member): Promise<void> {
    const { mails, events, account } = worldOf(member);
    await onMail(member, async (client) => {
      for (const mail of mails)
        await client.append(FOLDERS[mail.mailbox], await fromMail(mail), mail.unread ? [] : ['\\Seen'], new Date(mail.at));
    });
    const body = calendarText(events, account);
    const headers = { 'content-type': 'text/calendar; charset=utf-8' };
    const { ok, status } = await radicale.ask(nameOf(member), calendarOf(member), { method: 'PUT', headers, body });
    if (!ok) throw new Error(`Radicale answered ${status}`);
  }

  const held = async (member: Member): Promise<Holdings> => {
    const name = nameOf(member);
    const objects = await radicale.ask(name, calendarOf(member));
    if (!objects.ok) throw new Error(`Radicale answered ${objects.status}`);
    const own = sink.taken.filter(({ login }) => login === name);
    return {
      mails: await onMail(member, mailsIn),
      events: readEvents(await objects.text()),
      taken: await Promise.all(own.map(({ to, data }) => readMail(data, to))),
    };
  };

  await eachOf(cast, WIDTH, fill);
  return {
    connectionsOf(member): readonly Connection[] {
      const { account: address } = worldOf(member);
      const user = nameOf(member);
      const server = (port: number) => ({ host: HERE, port, security: 'plain' }) as const;
      const ports = { imap: server(dovecot.imapPort), smtp: server(dovecot.submissionPort) };
      const principal = `${radicale.url}/${user}/`;
      const place = { server: radicale.url, principal, home: principal, account: address };
      return [
        { kind: 'mail', values: { ...toValues({ address, user, ...ports }), password: dovecot.password } },
        { kind: 'calendar', values: { ...place, user, password: radicale.password, access: 'change', tasks: 'no' } },
      ];
    },
    held,
    async close() {
      await Promise.all([dovecot.stop(), radicale.close(), sink.stop()]);
    },
  };
}

function nameOf({ account }: Member): string {
  return `p${account}`;
}

/** All mailboxes of an account. */
async function mailsIn(client: ImapFlow): Promise<HeldMail[]> {
  const found: HeldMail[] = [];
  for (const { path } of await client.list()) {
    const { exists } = await client.mailboxOpen(path, { readOnly: true });
    const mails = exists === 0 ? [] : await client.fetchAll('1:*', { envelope: true, flags: true });
    for (const { envelope, flags = new Set<string>() } of mails) {
      const { messageId = '', subject = '' } = envelope ?? {};
      found.push({ messageId, subject, mailbox: path, flags: [...flags].filter((flag) => flag !== '\\Recent').sort() });
    }
  }
  return found;
}

/** One text with all of them: a whole calendar can be put at once. */
function calendarText(events: readonly CalendarEvent[], account: string): string {
  const all = events.map(({ id, organizer, own, ...content }) => {
    const text = newObject(id, content, { now: systemClock.now(), account: own ? account : organizer });
    return text.slice(text.indexOf('BEGIN:VEVENT'), text.indexOf('END:VCALENDAR'));
  });
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Emma//EN', `${all.join('')}END:VCALENDAR`, ''].join('\r\n');
}
