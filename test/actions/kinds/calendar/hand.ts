import { Temporal } from 'temporal-polyfill';
import type { HandsContext, OutsideKind } from '../../../../src/actions/kind.ts';
import { calendarKinds } from '../../../../src/actions/kinds/calendar/kinds.ts';
import type { Tx } from '../../../../src/db/client.ts';
import { defaultProfile } from '../../../../src/people/profile.ts';
import { createFakeCalendar, type SeedEvent } from '../../../fakes/calendar.ts';
import { createFakeContacts } from '../../../fakes/contacts.ts';

export const ACCOUNT = 'ann@example.com';

export const CALENDARS = [
  { id: 'main', name: 'Ann' },
  { id: 'team-all@group.calendar.example', name: 'Team', shared: true },
  { id: 'feed', name: 'Holidays', writable: false },
];

/** What the calendar kinds do with a fake account on Saturday, 21 November 2026, 9:00 in Berlin, as the ledger would store it in between. */
export function createCalendarHand(events: readonly SeedEvent[] = [], over: Partial<HandsContext> = {}) {
  const calendar = createFakeCalendar({ account: ACCOUNT, calendars: CALENDARS, events });
  const contacts = createFakeContacts([['Ben Moss', 'ben@b.example']]);
  const context: HandsContext = {
    personId: '11111111-1111-4111-8111-111111111111',
    profile: defaultProfile('Europe/Berlin', 'Ann'),
    now: Temporal.Instant.from('2026-11-21T08:00:00Z'),
    source: 'telegram:1',
    tainted: false,
    ownWords: '',
    eyes: { calendar: calendar.reader, contacts: contacts.reader },
    hands: { calendar: calendar.writer },
    // The database is asked whether a tainted wish has written to an event, and what was learned of the hours: nothing.
    inDb: (work) => work(withoutRows),
    signal: new AbortController().signal,
    actionId: 'a1',
    ...over,
  };
  const resolve = async (name: string, input: object): Promise<unknown> => stored(await kindOf(name).resolve(context, input));
  const effect = (name: string, args: unknown) => kindOf(name).effect(args, context);

  return {
    calendar,
    context,
    resolve,
    async effectOf(name: string, input: object) {
      return effect(name, await resolve(name, input));
    },
    /** The lines of the card, and beneath them what to look at twice. */
    async card(name: string, input: object) {
      const args = await resolve(name, input);
      const lines = kindOf(name)
        .card(args, context.profile)
        .map(({ label, value }) => `${label}: ${value}`);
      return { lines, warnings: await kindOf(name).warn(context, args) };
    },
    run: (name: string, args: unknown) => kindOf(name).run(context, args),
    find: (name: string, args: unknown) => kindOf(name).find(context, args),
    /** Everything but the gate: what the wish comes to, and how it is undone. */
    async wish(name: string, input: object) {
      const args = await resolve(name, input);
      const result = await kindOf(name).run(context, args);
      if ('unknown' in result) throw new Error(result.unknown);
      const undo = stored(result.undo);
      const { said, tainted = false } = result;
      return { args, said, tainted, undoable: undo !== undefined, undo: () => kindOf(name).undo(context, undo) };
    },
  };
}

/** Whatever is selected, there is none of it. */
const withoutRows = new Proxy({} as Tx, {
  get: (_, name) => (name === 'then' ? (found: (rows: readonly never[]) => void) => found([]) : () => withoutRows),
});

export function kindOf(name: string): OutsideKind {
  const kind = calendarKinds.find((each) => each.name === name);
  if (!kind) throw new Error(`no kind ${name}`);
  return kind;
}

function stored(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
