import { createFeed, type Feed } from '../../adapters/ics/feed.ts';
import type { Parsing } from '../../adapters/isolated/parsing.ts';
import { createEgress } from '../../adapters/web/egress.ts';
import type { FeedEntry } from '../calendar/feed-list.ts';
import { occurrencesIn } from '../calendar/series.ts';
import type { LookAtFeed } from '../chat/commands/connect.ts';
import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import type { Settings } from '../ground/config.ts';
import { load } from '../people/profile-store.ts';
import type { CalendarReader } from '../ports/calendar.ts';

interface FeedsDeps {
  readonly settings: Settings;
  readonly db: Database;
  readonly clock: Clock;
  readonly parsing: Parsing;
  readonly isOperator: (personId: string) => Promise<boolean>;
}

export interface Feeds {
  /** Those of `entries` opened; what is not among them is let go. `zone` is the person's. */
  open(personId: string, entries: readonly FeedEntry[], zone: string): Promise<readonly CalendarReader[]>;
  readonly lookAtFeed: LookAtFeed;
}

/** The calendar feeds of everybody, each fetched once in a while and held as long as the process lives. */
export function createFeeds({ settings, db, clock, parsing, isOperator }: FeedsDeps): Feeds {
  const held = new Map<string, Feed>();

  async function feedAt(personId: string, url: string, zone: string): Promise<Feed> {
    const key = JSON.stringify([personId, url, zone]);
    const feed = held.get(key) ?? makeFeed(url, zone, await isOperator(personId));
    held.set(key, feed);
    return feed;
  }

  /** Whoever runs the machine may name a host in their own network; for anybody else that would be a way into it. */
  function makeFeed(url: string, zone: string, isTheirNetwork: boolean): Feed {
    const { hostname, port, protocol } = new URL(url);
    const own = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
    const egress = createEgress({ clock, allowHosts: [...settings.WEB_ALLOW_HOSTS, ...(isTheirNetwork ? [own] : [])] });
    return createFeed({ url, egress, clock, zone, expand: occurrencesIn, parsing });
  }

  /** What is disconnected is not held any longer. */
  function letGo(personId: string, entries: readonly FeedEntry[], zone: string): void {
    const kept = new Set(entries.map(({ url }) => JSON.stringify([personId, url, zone])));
    for (const key of held.keys()) if (key.startsWith(`["${personId}"`) && !kept.has(key)) held.delete(key);
  }

  return {
    async open(personId, entries, zone) {
      letGo(personId, entries, zone);
      return Promise.all(entries.map(({ url }) => feedAt(personId, url, zone)));
    },
    async lookAtFeed(personId, url, signal) {
      const profile = await db.asPerson(personId, (tx) => load(tx, personId));
      return (await feedAt(personId, url, profile.identity.timezone)).look(signal);
    },
  };
}
