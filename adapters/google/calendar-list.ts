import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js';
import { isAppError } from '../../src/ground/errors.ts';
import type { Calendar } from '../../src/ports/calendar.ts';
import { createSyncedList, type SyncedList } from './synced-list.ts';

type Entry = calendar_v3.Schema$CalendarListEntry;
type Rule = calendar_v3.Schema$AclRule;

/** A calendar with its own zone, in which its whole days are counted. Who else sees it is not looked up yet. */
export interface Listed extends Omit<Calendar, 'shared'> {
  readonly zone: string;
}

export interface CalendarList {
  /** The main calendar first. */
  all(signal: AbortSignal): Promise<readonly Listed[]>;
  /** The same with who else sees them. */
  withReaders(signal: AbortSignal): Promise<readonly Calendar[]>;
}

interface CalendarListDeps {
  readonly api: calendar_v3.Calendar;
  readonly account: string;
  readonly asked: (signal: AbortSignal) => object;
}

const PAGE = 250;

/** The calendars of an account and the access lists of its own, each kept in step by what has changed. */
export function createCalendarList({ api, account, asked }: CalendarListDeps): CalendarList {
  const accessLists = new Map<string, SyncedList<Rule>>();
  const entries = createSyncedList<Entry>({
    page: async (from, signal) => (await api.calendarList.list({ maxResults: PAGE, ...from }, asked(signal))).data,
    idOf: ({ id }) => id ?? '',
    isGone: ({ deleted }) => deleted === true,
  });

  const sorted = async (signal: AbortSignal) =>
    [...(await entries(signal)).values()].sort((a, b) => Number(b.primary ?? false) - Number(a.primary ?? false));

  function rulesOf(calendarId: string): SyncedList<Rule> {
    const known = accessLists.get(calendarId);
    if (known) return known;
    const rules = createSyncedList<Rule>({
      page: async (from, signal) => (await api.acl.list({ calendarId, maxResults: PAGE, ...from }, asked(signal))).data,
      idOf: ({ id, scope }) => id ?? `${scope?.type}:${scope?.value}`,
      isGone: ({ role }) => role === 'none',
    });
    accessLists.set(calendarId, rules);
    return rules;
  }

  /** Only the owner may ask who else sees a calendar (Acl: list). */
  async function isShared({ id, accessRole }: Entry, signal: AbortSignal): Promise<boolean> {
    if (accessRole !== 'owner') return true;
    try {
      const rules = await rulesOf(id ?? '')(signal);
      return [...rules.values()].some((rule) => isAnotherReader(rule, account, id ?? ''));
    } catch (error) {
      signal.throwIfAborted();
      if (!isAppError(error, 'denied')) throw error;
      return true;
    }
  }

  return {
    all: async (signal) => (await sorted(signal)).map(toListed),
    async withReaders(signal) {
      return Promise.all(
        (await sorted(signal)).map(async (entry) => {
          const { zone: _, ...listed } = toListed(entry);
          return { ...listed, shared: await isShared(entry, signal) };
        }),
      );
    },
  };
}

function toListed({ id, summaryOverride, summary, accessRole, timeZone }: Entry): Listed {
  return {
    id: id ?? '',
    name: summaryOverride ?? summary ?? '',
    writable: accessRole === 'owner' || accessRole === 'writer',
    zone: timeZone ?? 'UTC',
  };
}

/** Who sees only that time is taken is a reader too: a new event tells them something. */
function isAnotherReader({ role, scope }: Rule, account: string, calendarId: string): boolean {
  if (role === 'none') return false;
  const value = scope?.value?.toLowerCase();
  return scope?.type !== 'user' || (value !== account.toLowerCase() && value !== calendarId.toLowerCase());
}
