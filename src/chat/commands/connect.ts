import { shown } from '../../actions/card/shown.ts';
import type { FeedList } from '../../calendar/feed-list.ts';
import type { Database, Tx } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import type { AccountKind } from '../../ports/connect.ts';
import { setSchedule } from '../../proactive/schedules.ts';
import type { Accounts } from '../../vault/accounts.ts';
import type { ConnectLinks } from '../connect-links.ts';
import { type Farewell, wantsToKnow } from '../farewell.ts';
import type { Command, CommandContext } from './command.ts';
import { type Connected, createDisconnect } from './disconnect.ts';

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

interface FormLinks {
  readonly accounts: Accounts;
  readonly kinds: readonly AccountKind[];
  readonly links: ConnectLinks;
  readonly farewell: Farewell;
}

interface ConnectDeps extends FeedLinks {
  readonly db: Database;
  /** Something may be due sooner by now. */
  readonly nudge: () => void;
  /** Without it, nothing is connected by a form. */
  readonly forms?: FormLinks | undefined;
}

const FEED_HOW = `To let me only read a calendar, copy its private iCal address and write:

\`/connect feed https://…/basic.ics\`

- **Google Calendar**: Settings, your calendar, "Secret address in iCal format"
- **Outlook**: Settings, Shared calendars, Publish, the ICS link
- **iCloud**: Share the calendar as public, copy the link
- **Nextcloud, Fastmail and others**: "Share link" or "Export address"

Whoever knows the address can read it too, so I keep it encrypted.`;

/** Connects, lists and disconnects the accounts and feeds of the person. */
export function createConnectCommand({ db, nudge, feeds, lookAtFeed, forms }: ConnectDeps): Command {
  const kinds = forms?.kinds ?? [];
  const how = [...kinds.map(({ kind, about }) => `\`/connect ${kind}\`: ${about}`), '', FEED_HOW].join('\n').trim();

  const disconnect = createDisconnect(db, entries, forms?.farewell.to);

  async function entries(tx: Tx, personId: string): Promise<Connected[]> {
    const accounts = (await forms?.accounts.all(tx, personId)) ?? [];
    const urls = await feeds.all(tx, personId);
    return [
      ...accounts.map(({ id, kind, name, confirmed }) => ({
        line: `**${shown(name)}**, ${kind}${confirmed ? '' : ' (waits for your press on its card)'}`,
        name,
        remove: async (within: Tx, whose: string) => forms?.accounts.remove(within, whose, id, wantsToKnow(kinds, kind)),
      })),
      ...urls.map(({ name, url }, index) => ({
        line: `**${shown(name)}**, ${new URL(url).hostname}`,
        name,
        remove: (within: Tx, whose: string) => feeds.remove(within, whose, index + 1),
      })),
    ];
  }

  async function list({ personId }: CommandContext): Promise<string> {
    const all = await db.asPerson(personId, (tx) => entries(tx, personId));
    if (all.length === 0) return `Nothing is connected yet.\n\n${how}`;
    const lines = all.map(({ line }, index) => `${index + 1}. ${line}`);
    const more = [...kinds.map(({ kind }) => kind), 'feed https://…'].map((word) => `\`/connect ${word}\``).join(', ');
    return `What is connected:\n${lines.join('\n')}\n\nTo disconnect one: \`/connect off 1\`. To add another: ${more}`;
  }

  async function addFeed({ personId, now, signal, direct }: CommandContext, said: string): Promise<string> {
    const url = feedAddress(said);
    if (url === undefined) throw new AppError('invalid', how);
    if (!direct) throw new AppError('denied', FEED_SEEN);
    const { name, events, unread } = await lookAtFeed(personId, url, signal);
    await db.asPerson(personId, async (tx) => {
      await feeds.add(tx, personId, { url, name });
      await setSchedule(tx, personId, 'calendar', now);
    });
    nudge();
    return feedText(name, events, unread);
  }

  async function link(context: CommandContext, kind: AccountKind, given: FormLinks): Promise<string> {
    if (!context.direct)
      throw new AppError('denied', 'Please ask me that in our private chat: whoever opens the link answers for you.');
    const { personId, profile, platform, chat, inside } = context;
    return given.links.open({ personId, whose: profile.identity.name, to: { platform, chat: inside ?? chat } }, kind);
  }

  return {
    name: 'connect',
    description: 'Connect your calendar, or see what is connected',
    usage: kinds[0] ? `/connect ${kinds[0].kind}` : '/connect feed https://calendar.example/private.ics',
    async run(context, argument) {
      const [word = '', rest = ''] = argument.trim().split(/\s+/, 2);
      const wish = word.toLowerCase();
      const kind = kinds.find((each) => each.kind === wish);
      if (kind && forms) return { message: { text: await link(context, kind, forms) } };
      if (wish === '') return { message: { text: await list(context) } };
      if (wish === 'feed') return { message: { text: await addFeed(context, rest) } };
      if (wish === 'off') return disconnect(context, rest);
      throw new AppError('invalid', how);
    },
  };
}

/** Services show the address of a feed as `webcal`, which is fetched by https. Undefined when it is none. */
function feedAddress(said: string): string | undefined {
  const url = said.replace(/^webcals?:\/\//i, 'https://');
  return /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url).href : undefined;
}

const FEED_SEEN =
  'I have not kept that: whoever reads along here can read that calendar now. Have its service make a new address, and send it to me in our private chat.';

function feedText(name: string, events: number, unread: number): string {
  const rest = unread === 0 ? '' : ` ${unread} of its entries make no sense to me and are left out.`;
  return `Connected: **${shown(name)}**, ${events} ${events === 1 ? 'entry' : 'entries'}.${rest} It is in /today and /agenda from now on.`;
}
