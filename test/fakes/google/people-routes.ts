import type { Hono } from '@emulators/core';

export interface PeopleWorld {
  /** The preferred address first. */
  contacts: { readonly name: string; readonly addresses: readonly string[] }[];
}

/** People API v1: `people.connections.list`, whose pages are as long as asked for (at most 1,000). */
export function peopleRoutes(app: Hono, world: PeopleWorld): void {
  app.get('/v1/people/me/connections', (c) => {
    const { searchParams } = new URL(c.req.url);
    const from = Number(searchParams.get('pageToken') ?? 0);
    const until = from + Number(searchParams.get('pageSize') ?? 100);
    const connections = world.contacts.slice(from, until).map(({ name, addresses }, index) => ({
      resourceName: `people/c${from + index}`,
      names: [{ displayName: name }],
      emailAddresses: addresses.map((value, place) => ({ value, metadata: { primary: place === 0 } })),
    }));
    return c.json({ connections, ...(until < world.contacts.length && { nextPageToken: String(until) }) });
  });
}
