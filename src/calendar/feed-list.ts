import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { AppError } from '../ground/errors.ts';
import type { Credentials } from '../vault/credentials.ts';

/** A calendar that the person only reads, by an address that lets anybody who knows it read along: it is kept as a credential. */
export interface FeedEntry {
  readonly url: string;
  /** As the calendar called itself when it was connected. */
  readonly name: string;
}

/** The person's calendar feeds, in that person's transaction. */
export interface FeedList {
  all(tx: Tx, personId: string): Promise<readonly FeedEntry[]>;
  /** Rejects with `invalid` for one that is there already, and when there are too many. */
  add(tx: Tx, personId: string, entry: FeedEntry): Promise<void>;
  /** The first is number 1. Rejects with `not-found`. */
  remove(tx: Tx, personId: string, number: number): Promise<FeedEntry>;
}

const SERVICE = 'calendar-feeds';
const MOST_FEEDS = 20;
const shape = z.object({ feeds: z.array(z.object({ url: z.string(), name: z.string() })) });

export function createFeedList(credentials: Credentials): FeedList {
  const all = async (tx: Tx, personId: string) => (await credentials.load(tx, personId, SERVICE, shape))?.feeds ?? [];
  return {
    all,
    async add(tx, personId, entry) {
      const feeds = await all(tx, personId);
      if (feeds.some(({ url }) => url === entry.url)) throw new AppError('invalid', 'This calendar is connected already.');
      if (feeds.length >= MOST_FEEDS) throw new AppError('invalid', `At most ${MOST_FEEDS} calendars: disconnect one first.`);
      await credentials.save(tx, personId, SERVICE, { feeds: [...feeds, entry] });
    },
    async remove(tx, personId, number) {
      const feeds = await all(tx, personId);
      const gone = feeds[number - 1];
      if (!gone) throw new AppError('not-found', 'There is no calendar of that number. /connect lists them.');
      await credentials.save(tx, personId, SERVICE, { feeds: feeds.filter((each) => each !== gone) });
      return gone;
    },
  };
}
