interface Page<T> {
  readonly items: readonly T[];
  readonly nextPageToken?: string;
  readonly nextSyncToken?: string;
}

/** Lists that are told whole once, and by a token from then on. */
export interface SyncTokens {
  /** Items that were told so far, of all lists. */
  sent(): number;
  /** From now on no token that was given is known. */
  forget(): void;
  /**
   * The page that `asked` (a query) names, of what its sync token has not seen; undefined for a token that is not known. `gone` makes of an item that
   * is not there any more what stands for it among the changes.
   */
  page<T extends object>(
    list: string,
    items: ReadonlyMap<string, T>,
    asked: URLSearchParams,
    gone: (id: string) => T,
  ): Page<T> | undefined;
}

export function createSyncTokens(): SyncTokens {
  const seen = new Map<string, ReadonlyMap<string, string>>();
  const begun = new Map<string, Page<object>>();
  let given = 0;
  let sent = 0;

  function changes<T>(list: string, all: ReadonlyMap<string, T>, token: string | null, gone: (id: string) => T) {
    const before = token === null ? new Map<string, string>() : seen.get(`${list} ${token}`);
    if (!before) return undefined;
    const now = new Map([...all].map(([id, item]) => [id, JSON.stringify(item)]));
    const changed = [...all].flatMap(([id, item]) => (before.get(id) === now.get(id) ? [] : [item]));
    given += 1;
    seen.set(`${list} ${given}`, now);
    return { items: [...changed, ...[...before.keys()].filter((id) => !now.has(id)).map(gone)], nextSyncToken: `${given}` };
  }

  return {
    sent: () => sent,
    forget: () => seen.clear(),
    page<T extends object>(list: string, all: ReadonlyMap<string, T>, asked: URLSearchParams, gone: (id: string) => T) {
      const [of = '', from = '0'] = asked.get('pageToken')?.split(' ') ?? [];
      const told = (begun.get(of) as Page<T> | undefined) ?? changes(list, all, asked.get('syncToken'), gone);
      if (!told) return undefined;
      begun.set(told.nextSyncToken ?? '', told);
      const until = Number(from) + Number(asked.get('maxResults') ?? 250);
      const items = told.items.slice(Number(from), until);
      sent += items.length;
      if (until < told.items.length) return { items, nextPageToken: `${told.nextSyncToken} ${until}` };
      return { items, nextSyncToken: told.nextSyncToken ?? '' };
    },
  };
}
