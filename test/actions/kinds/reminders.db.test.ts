import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reminderKinds } from '../../../src/actions/kinds/reminders.ts';
import { activeReminders } from '../../../src/reminders/store.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { actionsWorld } from '../world.ts';
import { createHand } from './planning.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const active = (personId: string) => fixture.db.asPerson(personId, (tx) => activeReminders(tx, personId));

test('a reminder is set with absolute arguments, and the answer gives date, weekday and zone', async () => {
  const hand = await createHand(fixture.db);
  const done = await hand.wish('reminder_set', { text: 'call Ana', when: 'tomorrow at 9' });
  expect(done.said).toBe(
    'Reminder 1 is set: call Ana, [Thursday, 5 March 2026, 09:00 (Europe/Berlin)](time:2026-03-05T08:00:00Z).',
  );
  expect(done.args).toEqual({
    text: 'call Ana',
    at: '2026-03-05T08:00:00Z',
    zone: 'Europe/Berlin',
    startsLocal: '2026-03-05T09:00',
  });
});

test('a repeated one says how often and when first', async () => {
  const hand = await createHand(fixture.db);
  const done = await hand.wish('reminder_set', { text: 'every weekday at 8 stretch' });
  expect(done.said).toBe(
    'Reminder 1 is set: stretch, every weekday at 08:00, first on [Thursday, 5 March 2026, 08:00 (Europe/Berlin)](time:2026-03-05T07:00:00Z).',
  );
  expect(done.args).toMatchObject({ rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', startsLocal: '2026-03-05T08:00' });
  expect((await hand.wish('reminder_list', {})).said).toBe(
    '- **1** stretch: every weekday at 08:00, next on [Thursday, 5 March 2026, 08:00 (Europe/Berlin)](time:2026-03-05T07:00:00Z)',
  );
});

test.each([
  [{ text: 'call Ana', when: 'yesterday' }, 'is over already'],
  [{ text: 'call Ana', when: 'tomorrow at 9 sharp' }, '"sharp" is left over'],
  [{ text: 'call Ana' }, 'I found no time in this'],
  [{ text: 'tomorrow at 9' }, 'Say what to remind you of'],
  [{ text: 'x'.repeat(1001), when: 'tomorrow' }, 'under 1,000 characters'],
])('%j is refused with what to write instead', async (input, said) => {
  const hand = await createHand(fixture.db);
  await expect(hand.wish('reminder_set', input)).rejects.toThrow(said);
  expect(await active(hand.personId)).toEqual([]);
});

describe('what can mean two times', () => {
  /** The clock stands at nine on a Saturday, 21 November 2026, in Berlin. */
  const ask = async (when: string) => {
    const world = await actionsWorld(fixture.db, reminderKinds);
    const outcome = await world.act({ kind: 'reminder_set', input: { text: 'call Ana', when } });
    if (outcome.state !== 'proposed') throw new Error(outcome.said);
    return { world, outcome };
  };

  test.each([
    ['at 7', ['Sat 21 Nov, 19:00', 'Sun 22 Nov, 07:00']],
    ['tomorrow at 5', ['Sun 22 Nov, 05:00', 'Sun 22 Nov, 17:00']],
    ['5/6', ['Thu 6 May, 09:00', 'Sat 5 Jun, 09:00']],
    ['every day at 5', ['every day at 17:00', 'every day at 05:00']],
  ])('"%s" is asked with a button for each, and nothing is set', async (when, labels) => {
    const { world, outcome } = await ask(when);
    expect(outcome.card.buttons?.map((row) => row.map(({ label }) => label))).toEqual([labels, ['Edit', 'Cancel']]);
    expect(await active(world.personId)).toEqual([]);
  });

  test.each([
    [0, 'Saturday, 21 November 2026, 19:00 (Europe/Berlin)', '2026-11-21T18:00:00Z', '2026-11-21T19:00'],
    [1, 'Sunday, 22 November 2026, 07:00 (Europe/Berlin)', '2026-11-22T06:00:00Z', '2026-11-22T07:00'],
  ])('the press on option %i sets that one, once, also after a restart', async (option, said, at, startsLocal) => {
    const { world, outcome } = await ask('at 7');
    world.newLife();
    const press = (which: number) =>
      fixture.db.asPerson(world.personId, (tx) =>
        world.approvals.approve(tx, world.personId, outcome.actionId, 'telegram:7', which),
      );
    expect((await press(option)).said).toBe(`Reminder 1 is set: call Ana, [${said}](time:${at}).`);
    expect((await press(1 - option)).said).toBe('This was already done. Nothing was done twice.');
    expect((await active(world.personId)).map(({ nextAt }) => nextAt?.toString())).toEqual([at]);
    expect((await world.ledger()).map(({ args }) => args)).toEqual([
      { text: 'call Ana', at, zone: 'Europe/Berlin', startsLocal },
    ]);
  });

  const over = (at: string) => ({ text: 'call Ana', at, zone: 'Europe/Berlin', startsLocal: '2026-03-04T12:00' });

  test('an option whose time is over for more than an hour when it is pressed is refused, and nothing is set', async () => {
    const hand = await createHand(fixture.db);
    const pressed = hand.run('reminder_set', over('2026-03-04T10:59:59Z'));
    await expect(pressed).rejects.toThrow('That time is over already. Say it again with another one.');
    expect(await active(hand.personId)).toEqual([]);
  });

  test.each(['2026-03-04T11:59:59Z', '2026-03-04T11:00:00Z'])(
    'one that is pressed soon after its time, %s, is set for then: it is due',
    async (at) => {
      const hand = await createHand(fixture.db);
      await hand.run('reminder_set', over(at));
      expect((await active(hand.personId)).map(({ nextAt }) => nextAt?.toString())).toEqual([at]);
    },
  );

  test('a repeating one that is pressed later counts on to its next time', async () => {
    const hand = await createHand(fixture.db);
    const daily = {
      text: 'stretch',
      at: '2026-03-03T08:00:00Z',
      zone: 'Europe/Berlin',
      rrule: 'FREQ=DAILY',
      startsLocal: '2026-03-03T09:00',
    };
    expect((await hand.run('reminder_set', daily)).said).toContain('first on [Thursday, 5 March 2026, 09:00');
    expect((await active(hand.personId)).map(({ nextAt }) => nextAt?.toString())).toEqual(['2026-03-05T08:00:00Z']);
  });

  test('what is meant beyond doubt is not asked', async () => {
    const world = await actionsWorld(fixture.db, reminderKinds);
    const outcome = await world.act({ kind: 'reminder_set', input: { text: 'call Ana tomorrow at 9' } });
    expect(outcome).toMatchObject({
      state: 'done',
      said: 'Reminder 1 is set: call Ana, [Sunday, 22 November 2026, 09:00 (Europe/Berlin)](time:2026-11-22T08:00:00Z).',
    });
  });
});

test('undo takes a reminder off, but not one that has changed since', async () => {
  const hand = await createHand(fixture.db);
  const set = await hand.wish('reminder_set', { text: 'call Ana', when: 'tomorrow at 9' });
  expect(await hand.undo('reminder_set', set.undo)).toBe('Reminder 1 is not set any more.');
  expect(await active(hand.personId)).toEqual([]);
  await expect(hand.undo('reminder_set', set.undo)).rejects.toThrow('gone off or changed since');
});

test('cancelling is undone exactly, and cancels once', async () => {
  const hand = await createHand(fixture.db);
  await hand.wish('reminder_set', { text: 'call Ana', when: 'every day at 9' });
  const before = await active(hand.personId);
  const cancelled = await hand.wish('reminder_cancel', { reminder: 'ana' });
  expect(cancelled.said).toBe('Reminder 1 is cancelled: call Ana.');
  await expect(hand.wish('reminder_cancel', { reminder: '1' })).rejects.toThrow('There is no open reminder');
  expect(await hand.undo('reminder_cancel', cancelled.undo)).toContain('Reminder 1 is set again');
  expect(await active(hand.personId)).toEqual(before);
});

test('one that is set again after its time is due right away', async () => {
  const hand = await createHand(fixture.db);
  await hand.wish('reminder_set', { text: 'call Ana', when: 'in 20 minutes' });
  const cancelled = await hand.wish('reminder_cancel', { reminder: '1' });
  hand.setNow('2026-03-04T18:00:00Z');
  expect(await hand.undo('reminder_cancel', cancelled.undo)).toBe('Reminder 1 is set again: call Ana, due right away.');
});
