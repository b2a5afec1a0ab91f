import { fromContent } from '../../../adapters/google/event.ts';
import { createGoogleKind } from '../../../adapters/google/kind.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import type { CalendarEvent } from '../../../src/ports/calendar.ts';
import type { ConnectValues } from '../../../src/ports/connect.ts';
import { type FakeGoogle, startFakeGoogle } from '../../../test/fakes/google/server.ts';
import { type Accounts, eachOf } from './accounts.ts';
import type { Member } from './cast.ts';
import { fromEvent, fromMail, type HeldTime, readMail } from './held-text.ts';
import type { HeldEvent, HeldMail, Holdings } from './holdings.ts';
import type { World } from './world.ts';

const WIDTH = 8;
/** As IMAP names the places that Gmail has labels for; the first that fits. */
const PLACES = { TRASH: 'Trash', DRAFT: 'Drafts', SENT: 'Sent', INBOX: 'INBOX' } as const;
const LABELS = { inbox: ['INBOX'], archive: [], sent: ['SENT'], drafts: ['DRAFT'], trash: ['TRASH'], junk: ['SPAM'] } as const;

interface Signed {
  readonly google: FakeGoogle;
  readonly values: ConnectValues;
  /** Sent mails that lay there at first. */
  readonly old: ReadonlySet<string>;
}

/** Mail, calendar and address book of everybody at Google, each on an emulator of their own, where they have signed in. */
export async function openGoogle(cast: readonly Member[], worldOf: (member: Member) => World): Promise<Accounts> {
  const signed = new Map<Member, Signed>();
  const of = (member: Member): Signed => {
    const one = signed.get(member);
    if (!one) throw new Error(`${member.account} has no account at Google`);
    return one;
  };
  await eachOf(cast, WIDTH, async (member) => {
    const world = worldOf(member);
    const google = await startFakeGoogle(world.account);
    await fill(google, world);
    const values = { ...(await signIn(google)), ...google.settings };
    signed.set(member, { google, values, old: new Set(world.mails.map(({ messageId }) => messageId)) });
  });
  return {
    connectionsOf: (member) => [{ kind: 'google', values: of(member).values }],
    async held(member): Promise<Holdings> {
      const { google, old } = of(member);
      const mails = google.store.messages.all();
      const sent = mails.filter(({ message_id: id, label_ids: labels }) => labels.includes('SENT') && !old.has(id));
      return {
        mails: mails.map((mail): HeldMail => ({ messageId: mail.message_id, subject: mail.subject, ...placeOf(mail.label_ids) })),
        events: [...google.calendar.events.values()].filter(({ status }) => status !== 'cancelled').map(toHeld),
        taken: await Promise.all(sent.map(({ raw }) => readMail(Buffer.from(raw ?? '', 'base64url').toString()))),
      };
    },
    async close() {
      await Promise.all([...signed.values()].map(({ google }) => google.close()));
    },
  };
}

async function fill({ url, token, calendar, people }: FakeGoogle, { mails, events, contacts, account }: World): Promise<void> {
  for (const mail of mails) {
    const raw = (await fromMail(mail)).toString('base64url');
    const labelIds = [...LABELS[mail.mailbox], ...(mail.unread ? ['UNREAD'] : [])];
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ raw, labelIds, internalDate: String(Date.parse(mail.at)) });
    const { ok, status } = await fetch(`${url}/gmail/v1/users/me/messages`, { method: 'POST', headers, body });
    if (!ok) throw new Error(`Gmail answered ${status}`);
  }
  for (const event of events) calendar.put(account, toGoogle(event, account));
  people.contacts.push(...contacts);
}

/** As /connect google does it, with the owner of the account there to agree. */
async function signIn({ settings, url, agree }: FakeGoogle): Promise<ConnectValues> {
  const { signal } = new AbortController();
  const { GOOGLE_CLIENT_ID: clientId = '', GOOGLE_CLIENT_SECRET: clientSecret = '' } = settings;
  const app = { clientId, clientSecret, authUrl: settings.GOOGLE_AUTH_URL, tokenUrl: settings.GOOGLE_TOKEN_URL };
  const wishes = { access: 'change', files: 'no', tasks: 'no' };
  const asked = await createGoogleKind(app, systemRandom).check('', wishes, signal, `${url}/back`);
  if (!('finish' in asked)) throw new Error('Google does not ask its owner');
  const back = new URL(await agree(new URL(asked.url)));
  return (await asked.finish(back.searchParams.get('code') ?? '', signal)).values;
}

function placeOf(labels: readonly string[]): Pick<HeldMail, 'mailbox' | 'flags'> {
  const [, mailbox = 'Archive'] = Object.entries(PLACES).find(([label]) => labels.includes(label)) ?? [];
  return { mailbox, flags: labels.includes('UNREAD') ? [] : ['\\Seen'] };
}

function toGoogle({ id, organizer, own, ...content }: CalendarEvent, account: string) {
  const email = own ? account : organizer;
  return { ...fromContent(content), id, organizer: { email, self: own } };
}

type GoogleEvent = ReturnType<FakeGoogle['calendar']['put']>;

function toHeld(event: GoogleEvent): HeldEvent {
  const { id, summary, description, location, start, end, recurrence, attendees } = event;
  const said = { title: summary ?? '', description: description ?? '', location: location ?? '', recurrence: recurrence ?? [] };
  const guests = (attendees ?? []).map(({ email }) => email ?? '');
  const held = { ...said, start: timeOf(start), end: timeOf(end), guests };
  return fromEvent(id ?? '', held, JSON.stringify(event));
}

function timeOf(time: GoogleEvent['start']): HeldTime {
  if (time?.date) return { date: time.date };
  return { at: `${new Date(time?.dateTime ?? '').toISOString().slice(0, 19)}Z` };
}
