import { shown } from '../../actions/card/shown.ts';
import type { FeedList } from '../../calendar/feed-list.ts';
import type { Database } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import type { Command, CommandContext } from './command.ts';

/** What a calendar feed holds, fetched for this person; rejects with what to do when it cannot be read. */
export type LookAtFeed = (
  personId: string,
  url: string,
  signal: AbortSignal,
) => Promise<{ readonly name: string; readonly events: number; readonly unread: number }>;

export interface FeedLinks {
  readonly feeds: FeedList;
  readonly lookAtFeed: LookAtFeed;
}

interface ConnectDeps extends FeedLinks {
  readonly db: Database;
}

const HOW = `To connect a calendar, copy its private iCal address and write:

\`/connect feed https://…/basic.ics\`

- **Google Calendar**: Settings, your calendar, "Secret address in iCal format"
- **Outlook**: Settings, Shared calendars, Publish, the ICS link
- **iCloud**: Share the calendar as public, copy the link
- **Nextcloud, Fastmail and others**: "Share link" or "Export address"

I only read it. Whoever knows the address can read it too, so I keep it encrypted.`;

/** Connects, lists and disconnects what is read for the person. */
export function createConnectCommand({ db, feeds, lookAtFeed }: ConnectDeps): Command {
  async function list({ personId }: CommandContext): Promise<string> {
    const all = await db.asPerson(personId, (tx) => feeds.all(tx, personId));
    if (all.length === 0) return `Nothing is connected yet.\n\n${HOW}`;
    const lines = all.map(({ name, url }, index) => `${index + 1}. **${shown(name)}**, ${new URL(url).hostname}`);
    return `Calendars that I read:\n${lines.join('\n')}\n\nTo disconnect one: \`/connect off 1\`. To add another: \`/connect feed https://…\``;
  }

  async function add({ personId, signal }: CommandContext, said: string): Promise<string> {
    const url = addressOf(said);
    const { name, events, unread } = await lookAtFeed(personId, url, signal);
    await db.asPerson(personId, (tx) => feeds.add(tx, personId, { url, name }));
    const rest = unread === 0 ? '' : ` ${unread} of its entries make no sense to me and are left out.`;
    return `Connected: **${shown(name)}**, ${events} ${events === 1 ? 'entry' : 'entries'}.${rest} It is in /today and /agenda from now on.`;
  }

  async function remove({ personId }: CommandContext, said: string): Promise<string> {
    const { name } = await db.asPerson(personId, (tx) => feeds.remove(tx, personId, Number(said)));
    return `Disconnected: **${shown(name)}**. I have forgotten its address.`;
  }

  return {
    name: 'connect',
    description: 'Connect your calendar, or see what is connected',
    usage: '/connect feed https://calendar.example/private.ics',
    async run(context, argument) {
      const [word = '', rest = ''] = argument.trim().split(/\s+/, 2);
      switch (word.toLowerCase()) {
        case '':
          return { message: { text: await list(context) } };
        case 'feed':
          return { message: { text: await add(context, rest) } };
        case 'off':
          return { message: { text: await remove(context, rest) } };
        default:
          throw new AppError('invalid', HOW);
      }
    },
  };
}

/** Services show the address of a feed as `webcal`, which is fetched by https. */
function addressOf(said: string): string {
  const url = said.replace(/^webcals?:\/\//i, 'https://');
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new AppError('invalid', HOW);
  return new URL(url).href;
}
