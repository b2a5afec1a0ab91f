import { looked, statusOf } from './failure.ts';

/** One page of a list; the last one names the token by which its changes can be asked for. */
export interface SyncPage<T> {
  readonly items?: readonly T[];
  readonly nextPageToken?: string | null;
  readonly nextSyncToken?: string | null;
}

export interface SyncFrom {
  readonly syncToken?: string;
  readonly pageToken?: string;
}

interface SyncedListDeps<T> {
  readonly page: (from: SyncFrom, signal: AbortSignal) => Promise<SyncPage<T>>;
  readonly idOf: (item: T) => string;
  /** True of what stands in a list of changes because it was taken away. */
  readonly isGone: (item: T) => boolean;
  /** The item that it goes with. */
  readonly partOf?: (item: T) => string | null | undefined;
}

/**
 * A list that Google tells whole once, and from then on by what has changed (developers.google.com/workspace/calendar/api/guides/sync). Gives what is
 * in it now. One look at a time: two would fetch the same twice.
 */
export type SyncedList<T> = (signal: AbortSignal) => Promise<ReadonlyMap<string, T>>;

/** A list that is longer is cut off there, and read whole each time. */
const MOST_PAGES = 40;

export function createSyncedList<T>({ page, idOf, isGone, partOf }: SyncedListDeps<T>): SyncedList<T> {
  let held: ReadonlyMap<string, T> = new Map();
  let token = '';
  let turn: Promise<unknown> = Promise.resolve();

  async function sync(signal: AbortSignal): Promise<ReadonlyMap<string, T>> {
    const change = token === '' ? undefined : await changesSince(token, signal);
    const listed = change ?? (await pagesFrom({}, signal));
    if (!change || listed.items.length > 0) held = after(change ? held : new Map(), listed.items);
    token = listed.token;
    return held;
  }

  function after(before: ReadonlyMap<string, T>, items: readonly T[]): ReadonlyMap<string, T> {
    const gone = new Set(items.filter(isGone).map(idOf));
    const stays = ([id, item]: [string, T]) => !gone.has(id) && !gone.has(partOf?.(item) ?? '');
    const fresh = items.filter((item) => !isGone(item)).map((item): [string, T] => [idOf(item), item]);
    return new Map([...[...before].filter(stays), ...fresh]);
  }

  /** Undefined where Google knows the token no longer: then all is read anew. */
  async function changesSince(syncToken: string, signal: AbortSignal) {
    try {
      return await pagesFrom({ syncToken }, signal);
    } catch (error) {
      if (statusOf(error) === 410) return undefined;
      throw error;
    }
  }

  async function pagesFrom(from: SyncFrom, signal: AbortSignal) {
    const items: T[] = [];
    let pageToken: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const found = await page({ ...from, ...(pageToken && { pageToken }) }, signal);
      items.push(...(found.items ?? []));
      if (!found.nextPageToken) return { items, token: found.nextSyncToken ?? '' };
      pageToken = found.nextPageToken;
    }
    return { items, token: '' };
  }

  return (signal) => {
    const mine = turn.catch(() => undefined).then(() => looked(signal, () => sync(signal)));
    turn = mine;
    return mine;
  };
}
