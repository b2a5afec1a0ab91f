import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ActOutcome } from '../../../../src/actions/act.ts';
import { hashOf } from '../../../../src/actions/canonical.ts';
import { calendarKinds } from '../../../../src/actions/kinds/calendar/kinds.ts';
import type { ActionRow } from '../../../../src/actions/ledger.ts';
import type { Eyes, Hands } from '../../../../src/ports/connections.ts';
import { createFakeCalendar, type FakeCalendar, type SeedEvent } from '../../../fakes/calendar.ts';
import { openTestDatabase, type TestDatabase } from '../../../fixtures/database.ts';
import { type ActionsWorld, actionsWorld } from '../../world.ts';

const ACCOUNT = 'ann@example.com';
const LUNCH = { title: 'Lunch', start: '2026-12-01T12:00' };
const INVITING = { ...LUNCH, guests: ['ben@b.example'] };
const EVENTS: readonly SeedEvent[] = [
  { id: 'own', title: 'Dentist', start: '2026-12-02T10:00', end: '2026-12-02T11:00' },
  { id: 'meeting', title: 'Review', start: '2026-12-03T10:00', end: '2026-12-03T11:00', guests: ['ben@b.example'] },
  {
    id: 'invite',
    title: 'Pitch',
    own: false,
    organizer: 'eve@e.example',
    start: '2026-12-04T10:00',
    end: '2026-12-04T11:00',
    guests: [ACCOUNT],
  },
];

let database: TestDatabase;
let world: ActionsWorld;
let calendar: FakeCalendar;
/** Each person's own account: a gate that took another's would write into the wrong journal. */
const accounts = new Map<string, FakeCalendar>();

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  const of = (personId: string): FakeCalendar => {
    const own = accounts.get(personId);
    if (!own) throw new Error('nobody connected an account for them');
    return own;
  };
  const eyesOf = async (personId: string): Promise<Eyes> => ({ calendar: of(personId).reader });
  const handsOf = async (personId: string): Promise<Hands> => ({ calendar: of(personId).writer });
  world = await actionsWorld(database.db, calendarKinds, { connections: { eyesOf, handsOf } });
  calendar = createFakeCalendar({
    account: ACCOUNT,
    calendars: [{ id: 'main' }, { id: 'team', name: 'Team', shared: true }],
    events: EVENTS,
  });
  accounts.set(world.personId, calendar);
  await world.dueActions.start();
});
afterEach(() => world.dueActions.stop());

const act = (kind: string, input: object, wish = {}) => world.act({ kind, input, ...wish });
const press = async (id: string) => {
  const outcome = await world.approve(id);
  world.dueActions.kick();
  await world.dueActions.settle();
  return outcome;
};
const rowOf = async (id: string): Promise<ActionRow> => {
  const row = (await world.ledger()).find((each) => each.id === id);
  if (!row) throw new Error('no such action');
  return row;
};
const cardOf = (outcome: ActOutcome) => {
  if (outcome.state !== 'proposed') throw new Error(`this was ${outcome.state}`);
  return outcome;
};
const doneBy = (outcome: ActOutcome) => {
  if (outcome.state !== 'done') throw new Error(`this was ${outcome.state}`);
  return outcome;
};

describe('what reaches others in a calendar', () => {
  it.each([
    ['an event with a guest', 'calendar_create', INVITING],
    ['an event where others can see it', 'calendar_create', { ...LUNCH, calendar: 'team' }],
    ['a change of an event with guests', 'calendar_update', { event: 'meeting', title: 'x' }],
    ['a guest for an own event', 'calendar_update', { event: 'own', addGuests: ['ben@b.example'] }],
    ['the end of an event with guests', 'calendar_delete', { event: 'meeting' }],
    ['an answer', 'calendar_respond', { event: 'invite', answer: 'accepted' }],
  ])('%s is never written without a press, and once with many', async (_, kind, input) => {
    for (const wish of [{}, { tainted: true }, { unattended: true }]) {
      expect((await act(kind, input, wish)).state).toBe('proposed');
      await world.clock.advance(3_600_000);
      await world.dueActions.settle();
    }
    expect(calendar.journal).toEqual([]);
    const id = await world.propose({ kind, input });
    await Promise.all(Array.from({ length: 5 }, () => press(id)));
    expect(calendar.journal).toHaveLength(1);
    expect(await rowOf(id)).toMatchObject({
      state: 'done',
      undo: kind === 'calendar_create' && 'calendar' in input ? expect.anything() : null,
    });
  });

  it('is written exactly as the card’s arguments say', async () => {
    const id = await world.propose({
      kind: 'calendar_create',
      input: { ...INVITING, location: 'Oak', description: 'Soup\nand bread' },
    });
    const { args, argsHash } = await rowOf(id);
    await press(id);
    const { title, when, location, description, guests, calendar: where, id: uid } = args as Record<string, unknown>;
    const [write] = calendar.journal;
    expect(write).toMatchObject({
      op: 'create',
      calendarId: (where as { id: string }).id,
      id: uid,
      content: { title, location, description, guests, ...(when as object) },
      told: ['ben@b.example'],
    });
    expect(hashOf((await rowOf(id)).args)).toBe(argsHash);
  });

  it('is not written when it was declined', async () => {
    const id = await world.propose({ kind: 'calendar_create', input: INVITING });
    await world.decline(id);
    await press(id);
    expect(calendar.journal).toEqual([]);
  });

  it('is said on the card, with whom it reaches and that it cannot be undone', async () => {
    const { card } = cardOf(await act('calendar_create', INVITING));
    for (const part of ['Lunch', 'Tuesday, 1 December 2026, 12:00 to 13:00', 'UTC+01:00', 'ben@b.example', 'cannot be undone'])
      expect(card.text.replaceAll('\\', '')).toContain(part);
    expect(card.buttons?.[0]?.[0]).toMatchObject({ label: 'Create' });
  });

  it('fails in words when the event has changed between card and press', async () => {
    const id = await world.propose({ kind: 'calendar_update', input: { event: 'meeting', title: 'x' } });
    calendar.put({ ...EVENTS[1]!, location: 'Elsewhere' });
    await press(id);
    expect(await rowOf(id)).toMatchObject({ state: 'failed', outcome: expect.stringContaining('has changed since') });
    expect(calendar.journal).toEqual([]);
  });
});

describe('an event of the person’s own', () => {
  it('is created at once, and undone exactly', async () => {
    const { actionId, undoable } = doneBy(await act('calendar_create', LUNCH));
    expect(undoable).toBe(true);
    expect(calendar.journal).toMatchObject([{ op: 'create', told: [], shared: false, content: { title: 'Lunch', guests: [] } }]);
    expect(await world.takeBack(actionId)).toBe('The event is not there any more: Lunch.');
    expect(calendar.all()).toHaveLength(EVENTS.length);
    expect((await rowOf(actionId)).state).toBe('undone');
  });

  it('is deleted at once, and given back as it was', async () => {
    const before = calendar.all().find(({ id }) => id === 'own');
    const { actionId } = doneBy(await act('calendar_delete', { event: 'dentist' }));
    expect(calendar.all().some(({ id }) => id === 'own')).toBe(false);
    await world.takeBack(actionId);
    expect(calendar.all().find(({ id }) => id === 'own')).toEqual({ ...before, etag: expect.any(String) });
  });

  it('is left alone by undo when it has changed since', async () => {
    const { actionId } = doneBy(await act('calendar_update', { event: 'own', title: 'Doctor' }));
    calendar.put({ ...EVENTS[0]!, title: 'Vet' });
    await expect(world.takeBack(actionId)).rejects.toThrow('has changed since');
    expect(calendar.all().find(({ id }) => id === 'own')?.title).toBe('Vet');
  });

  it.each([{ tainted: true }, { unattended: true }])('is asked about when the wish is %j', async (wish) => {
    cardOf(await act('calendar_create', LUNCH, wish));
    cardOf(await act('calendar_delete', { event: 'own' }, wish));
    expect(calendar.journal).toEqual([]);
  });

  it('is not created when the wish cannot be exact, and leaves no row', async () => {
    const outcome = await act('calendar_create', { title: 'x', start: '2026-02-30T10:00:00' });
    expect(outcome).toMatchObject({ state: 'refused', said: expect.stringContaining('does not exist') });
    expect(await world.ledger()).toEqual([]);
  });
});

describe('a look into a calendar', () => {
  it.each([
    ['calendar_list', { when: '2026-12-04' }],
    ['calendar_free', { when: '2026-12-02' }],
  ])('%s runs in any turn', async (kind, input) => {
    for (const wish of [{}, { tainted: true }, { unattended: true }])
      expect(await act(kind, input, wish)).toMatchObject({ state: 'done', effect: 'read', undoable: false });
    expect(calendar.journal).toEqual([]);
  });

  it('taints by words of others, not by times alone', async () => {
    expect(await act('calendar_list', { when: '2026-12-04' })).toMatchObject({ tainted: true });
    expect(await act('calendar_free', { when: '2026-12-04' })).toMatchObject({ tainted: false });
    calendar.put({ id: 'fair', title: 'Fair', own: false, start: '2026-12-04', end: '2026-12-05' });
    expect(await act('calendar_free', { when: '2026-12-04' })).toMatchObject({ tainted: true });
  });

  it('finds nothing of others in an own event, until a tainted wish has written there', async () => {
    const look = () => act('calendar_list', { when: '2026-12-02' });
    expect(await look()).toMatchObject({ state: 'done', tainted: false });
    const change = { event: 'own', description: 'words of others' };
    const outcome = await act('calendar_update', change, { tainted: true });
    if (outcome.state !== 'proposed') throw new Error(`this was ${outcome.state}`);
    await press(outcome.actionId);
    expect(await look()).toMatchObject({ state: 'done', said: expect.stringContaining('words of others'), tainted: true });
  });
});

describe('trouble with the calendar', () => {
  it('that refuses is a failure: nothing was done', async () => {
    calendar.fail('reject');
    expect(await act('calendar_create', LUNCH)).toMatchObject({
      state: 'refused',
      said: expect.stringContaining('does not answer'),
    });
    expect(calendar.journal).toEqual([]);
  });

  it('that loses the answer of a write is settled by a look', async () => {
    calendar.fail('no-answer-after');
    doneBy(await act('calendar_create', LUNCH));
    expect(calendar.journal).toHaveLength(1);
  });

  it('that loses the write itself is told as unknown, never repeated by itself', async () => {
    calendar.fail('no-answer');
    const id = await world.propose({ kind: 'calendar_create', input: INVITING });
    await press(id);
    expect(await rowOf(id)).toMatchObject({ state: 'unknown', outcome: expect.stringContaining('the connection was lost') });
    expect(calendar.journal).toEqual([]);
  });

  it.each([
    ['a death after the write finds it done', 'hang-after' as const],
    ['a death before the write does it in the next life', 'hang' as const],
  ])('%s: once', async (_, fault) => {
    calendar.fail(fault);
    const id = await world.propose({ kind: 'calendar_create', input: INVITING });
    await world.approve(id);
    world.dueActions.kick();
    await until(() => calendar.hanging() === 1);
    await world.dueActions.stop();
    expect((await rowOf(id)).state).toBe('running');
    world.newLife();
    await world.dueActions.start();
    await world.dueActions.settle();
    expect(await rowOf(id)).toMatchObject({ state: 'done', outcome: expect.stringContaining('Created: Lunch') });
    expect(calendar.journal).toHaveLength(1);
  });
});

/** Some rounds of the event loop and of the database. */
async function until(look: () => boolean): Promise<void> {
  for (let round = 0; round < 500 && !look(); round += 1) await world.ledger();
  if (!look()) throw new Error('it never came to that');
}
