import { startFakeGoogle } from '../../../test/fakes/google/server.ts';
import { type Accounts, ANN, mailOf, overlapping, requireDone, untilTaken } from './accounts.ts';

/** Gmail and Google Calendar, on an emulator: what is sent lies among the sent mails of the account. */
export async function openGoogle(): Promise<Accounts> {
  const google = await startFakeGoogle(ANN);
  const sent = () => google.store.messages.all().filter(({ label_ids: labels }) => labels.includes('SENT'));

  /** Sends the form, agrees at Google as the owner of the account does there, and comes back. */
  async function agree(page: string): Promise<void> {
    const form = new URLSearchParams({ access: 'change', files: 'no', tasks: 'no' });
    const onward = await (await fetch(page, { method: 'POST', body: form })).text();
    const href = /class="onward" href="([^"]+)"/.exec(onward)?.[1];
    if (href === undefined) throw new Error(`the page does not lead to Google: ${onward}`);
    await requireDone(await fetch(await google.agree(new URL(href.replaceAll('&amp;', '&')))));
  }

  return {
    settings: google.settings,
    doors: { google: agree },
    async deliver(line) {
      const raw = Buffer.from(mailOf(line)).toString('base64url');
      const taken = await fetch(`${google.url}/gmail/v1/users/me/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${google.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ raw, labelIds: ['INBOX', 'UNREAD'] }),
      });
      if (!taken.ok) throw new Error(`Gmail answered ${taken.status}`);
    },
    async keepsSilent() {
      google.fail({ path: '/drafts/send', meets: 'silence' });
      await untilTaken(() => sent().length);
    },
    mailed: () => sent().map(({ subject }) => subject),
    planned: async () => {
      const standing = [...google.calendar.events.values()].filter(({ status }) => status !== 'cancelled');
      return standing.map(({ summary, start }) => ({ title: summary ?? '', start: start?.dateTime ?? '' }));
    },
    drafted: async () =>
      google.store.messages
        .all()
        .filter(({ label_ids: labels }) => labels.includes('DRAFT'))
        .map(({ subject }) => subject),
    async overlap() {
      for (const { title, from, until } of overlapping()) {
        const event = { summary: title, start: { dateTime: `${from}` }, end: { dateTime: `${until}` } };
        google.calendar.put(ANN, { id: title.toLowerCase().replace(/\W/g, ''), ...event });
      }
    },
    farewells: () => google.journal.filter((asked) => asked === 'POST /oauth2/revoke').length,
    close: google.close,
  };
}
