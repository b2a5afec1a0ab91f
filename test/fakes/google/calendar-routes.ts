import type { Context, Hono } from '@emulators/core';
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js';
import { createSyncTokens, type SyncTokens } from './sync-tokens.ts';

type GoogleEvent = calendar_v3.Schema$Event;

export interface CalendarWorld {
  readonly account: string;
  readonly calendars: (calendar_v3.Schema$CalendarListEntry & { readonly acl?: readonly calendar_v3.Schema$AclRule[] })[];
  /** By calendar and id, the deleted ones as `cancelled`, as Google keeps them. */
  readonly events: Map<string, GoogleEvent>;
  /** Who was written to, at each change. */
  readonly told: string[][];
  readonly tokens: SyncTokens;
  put(calendarId: string, event: GoogleEvent): GoogleEvent;
}

/** An account with its main calendar, which nobody else sees. */
export function createCalendarWorld(account: string): CalendarWorld {
  const events = new Map<string, GoogleEvent>();
  let versions = 0;
  return {
    account,
    calendars: [{ id: account, summary: 'Ann', primary: true, accessRole: 'owner', timeZone: 'Europe/Berlin' }],
    events,
    told: [],
    tokens: createSyncTokens(),
    put(calendarId, event) {
      versions += 1;
      const organizer = event.organizer ?? { email: account, self: true };
      const stored = { status: 'confirmed', ...event, organizer, etag: `"${versions}"`, iCalUID: `${event.id}@google.com` };
      events.set(`${calendarId} ${event.id}`, stored);
      return stored;
    },
  };
}

/** Calendar API v3 as its reference tells it, as far as it is asked. */
export function calendarRoutes(app: Hono, world: CalendarWorld): void {
  function synced<T extends object>(c: Context, list: string, items: ReadonlyMap<string, T>, gone: (id: string) => T) {
    const page = world.tokens.page(list, items, new URL(c.req.url).searchParams, gone);
    return page ? c.json(page) : refuse(c, 410, 'fullSyncRequired');
  }

  app.get('/calendar/v3/users/me/calendarList', (c) => {
    const entries = world.calendars.map(({ acl: _, ...entry }) => entry);
    return synced(c, 'calendars', new Map(entries.map((entry) => [entry.id ?? '', entry])), (id) => ({ id, deleted: true }));
  });
  app.get('/calendar/v3/calendars/:cid/acl', (c) => {
    const calendar = world.calendars.find(({ id }) => id === c.req.param('cid'));
    if (calendar?.accessRole !== 'owner') return refuse(c, 403, 'forbidden');
    const rules = calendar.acl ?? [{ role: 'owner', scope: { type: 'user', value: world.account } }];
    const byId = rules.map((rule) => [`${rule.scope?.type}:${rule.scope?.value}`, rule] as const);
    const list = new Map(byId.map(([id, rule]) => [id, { id, ...rule }]));
    return synced(c, `acl ${calendar.id}`, list, (id) => ({ id, role: 'none', scope: {} }));
  });
  app.get('/calendar/v3/calendars/:cid/events', (c) => {
    const cid = c.req.param('cid');
    const own = [...world.events].filter(([key]) => key.startsWith(`${cid} `)).map(([, event]) => event);
    // A day that was taken out of a series is told of as long as the series is there.
    const there = own.filter(({ status, recurringEventId }) => status !== 'cancelled' || recurringEventId);
    const list = new Map(there.map((event) => [event.id ?? '', event]));
    return synced<GoogleEvent>(c, `events ${cid}`, list, (id) => ({ id, status: 'cancelled' }));
  });
  app.get('/calendar/v3/calendars/:cid/events/:eid', (c) => {
    const event = world.events.get(keyOf(c));
    return event ? c.json(event) : refuse(c, 404, 'notFound');
  });
  app.post('/calendar/v3/calendars/:cid/events', async (c) => {
    const event = (await c.req.json()) as GoogleEvent;
    const cid = c.req.param('cid');
    if (!/^[a-v0-9]{5,1024}$/.test(event.id ?? '')) return refuse(c, 400, 'invalid');
    if (world.events.has(`${cid} ${event.id}`)) return refuse(c, 409, 'duplicate');
    world.told.push(addresses(event));
    return c.json(world.put(cid, clean(event)));
  });
  app.patch('/calendar/v3/calendars/:cid/events/:eid', async (c) => {
    const before = world.events.get(keyOf(c));
    if (!before) return refuse(c, 404, 'notFound');
    if (!matches(c, before)) return refuse(c, 412, 'conditionNotMet');
    const change = (await c.req.json()) as GoogleEvent;
    const after = clean({ ...before, ...change, start: merged(before.start, change.start), end: merged(before.end, change.end) });
    world.told.push([...new Set([...addresses(before), ...addresses(after)])]);
    return c.json(world.put(c.req.param('cid'), after));
  });
  app.delete('/calendar/v3/calendars/:cid/events/:eid', (c) => {
    const before = world.events.get(keyOf(c));
    if (!before || before.status === 'cancelled') return refuse(c, before ? 410 : 404, before ? 'deleted' : 'notFound');
    if (!matches(c, before)) return refuse(c, 412, 'conditionNotMet');
    world.told.push(addresses(before));
    world.put(c.req.param('cid'), { ...before, status: 'cancelled' });
    return c.body(null, 204);
  });
}

function keyOf(c: Context): string {
  return `${c.req.param('cid')} ${c.req.param('eid')}`;
}

function matches(c: Context, { etag }: GoogleEvent): boolean {
  const wanted = c.req.header('if-match');
  return wanted === undefined || wanted === '*' || wanted === etag;
}

function refuse(c: Context, status: 400 | 403 | 404 | 409 | 410 | 412, reason: string) {
  return c.json({ error: { code: status, errors: [{ reason }] } }, status);
}

/** A member that is set to null is gone. */
function clean<T extends object>(value: T): T {
  const entries = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(entries.map(([key, each]) => [key, /^(?:start|end)$/.test(key) ? clean(each) : each])) as T;
}

function merged(before: object | undefined, change: object | undefined): calendar_v3.Schema$EventDateTime {
  return { ...before, ...change };
}

function addresses({ attendees }: GoogleEvent): string[] {
  return (attendees ?? []).map(({ email }) => email ?? '');
}
