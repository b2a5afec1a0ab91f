import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { CalendarWriter } from '../../../../src/ports/calendar.ts';
import type { Task } from '../../../../src/tasks/store.ts';
import type { SeedEvent } from '../../../fakes/calendar.ts';
import { createCalendarHand, kindOf } from './hand.ts';

const task = (number: number, over: Partial<Task> = {}): Task => ({
  personId: '11111111-1111-4111-8111-111111111111',
  id: `00000000-0000-4000-8000-00000000000${number}`,
  number,
  title: `Task ${number}`,
  notes: '',
  dueAt: null,
  dueIsDay: false,
  importance: 8,
  estimateMinutes: 60,
  goal: null,
  habit: false,
  tainted: false,
  state: 'open',
  createdAt: Temporal.Instant.from('2026-11-01T08:00:00Z'),
  startedAt: null,
  changedAt: null,
  finishedAt: null,
  ...over,
});

const MEETING = { title: 'Budget', start: '2026-11-23T16:30', end: '2026-11-23T17:30' };

/** The week of Monday, 23 November 2026; focus is kept from 9 to 10 and from 16 to 17. */
function handWith(tasks: readonly Task[], events: readonly SeedEvent[] = [MEETING]) {
  return createCalendarHand(events, { inDb: async <T>() => tasks as T });
}

const TASKS = [
  task(1, { importance: 6 }),
  task(2, { importance: 9 }),
  task(3, { importance: 2 }),
  task(4, { estimateMinutes: 90 }),
];

describe('calendar_plan', () => {
  it('R28 puts what is important into free focus blocks, the most important first, and says what has no room', async () => {
    const { lines } = await handWith(TASKS).card('calendar_plan', { when: 'monday to tuesday' });
    const [, , placed = '', noRoom] = lines;
    expect(placed.split('\n').map((each) => each.replace(/ \(id \w+\)$/, ''))).toEqual([
      'Into your calendar: Monday, 23 November 2026, 09:00 to 10:00 (Europe/Berlin, UTC+01:00): "Focus: Task 2" for task 2',
      'Tuesday, 24 November 2026, 09:00 to 10:00 (Europe/Berlin, UTC+01:00): "Focus: Task 1" for task 1',
    ]);
    expect(noRoom).toBe('No block has room for: task 4');
  });

  it('R28 makes own events without guests in an unshared calendar, and takes all of them out again', async () => {
    const hand = handWith(TASKS);
    const before = hand.calendar.all();
    expect(await hand.effectOf('calendar_plan', {})).toBe('private');
    expect(kindOf('calendar_plan').asksFirst).toBe(true);
    const { said, undo } = await hand.wish('calendar_plan', { when: 'monday to tuesday' });
    expect(said).toBe('2 focus blocks are in your calendar.');
    const made = hand.calendar.journal.map(({ op, content, told, shared }) => [op, content?.title, told, shared]);
    expect(made).toEqual([
      ['create', 'Focus: Task 2', [], false],
      ['create', 'Focus: Task 1', [], false],
    ]);
    await undo();
    expect(hand.calendar.all()).toEqual(before);
  });

  it('plans nothing twice, and takes the tasks that are named', async () => {
    const hand = handWith(TASKS);
    await hand.wish('calendar_plan', { when: 'monday' });
    expect(await hand.resolve('calendar_plan', { when: 'monday to tuesday', tasks: [2, 3] })).toMatchObject({
      blocks: [{ task: 3 }],
      noRoom: [],
    });
    await expect(hand.resolve('calendar_plan', { tasks: [9] })).rejects.toThrow('There is no open task 9');
  });

  it.each([
    [[], 'or nothing is open'],
    [[task(1, { estimateMinutes: 300 })], '09:00-10:00, 16:00-17:00 Europe/Berlin'],
  ])('says why nothing can be planned: %#', async (tasks, problem) => {
    await expect(handWith(tasks).resolve('calendar_plan', {})).rejects.toThrow(problem);
  });

  it.each([
    ['reject', 'Only 1 of 2 changes are made: The calendar does not answer. Please try again later.'],
    ['no-answer', 'Only 1 of 2 changes are made: of the next one I cannot tell, the connection was lost; look at the calendar.'],
    ['no-answer-after', '2 focus blocks are in your calendar.'],
  ] as const)('undoes as much as was done when the server fails in the middle: %s', async (fault, said) => {
    const hand = handWith(TASKS);
    const before = hand.calendar.all();
    const args = await hand.resolve('calendar_plan', { when: 'monday to tuesday' });
    const { writer } = hand.calendar;
    let writes = 0;
    const failing: CalendarWriter = {
      ...writer,
      create(...event) {
        writes += 1;
        if (writes === 2) hand.calendar.fail(fault);
        return writer.create(...event);
      },
    };
    const result = await kindOf('calendar_plan').run({ ...hand.context, hands: { calendar: failing } }, args);
    expect(result).toMatchObject({ said });
    if ('said' in result) await kindOf('calendar_plan').undo(hand.context, result.undo);
    expect(hand.calendar.all()).toEqual(before);
  });

  it('after a death in the middle finds what is there', async () => {
    const hand = handWith(TASKS);
    const args = await hand.resolve('calendar_plan', { when: 'monday to tuesday' });
    expect(await hand.find('calendar_plan', args)).toBe('nothing');
    await hand.run('calendar_plan', args);
    expect(await hand.find('calendar_plan', args)).toMatchObject({ said: '2 focus blocks are in your calendar.' });
    const [first] = hand.calendar.journal;
    hand.calendar.drop(first?.id ?? '');
    expect(await hand.find('calendar_plan', args)).toMatchObject({ said: expect.stringContaining('Only 1 of 2') });
  });

  it('writes words of others only with their mark', async () => {
    const own = await handWith([task(1)]).wish('calendar_plan', {});
    const foreign = await handWith([task(1, { tainted: true })]).wish('calendar_plan', {});
    expect([own.tainted, foreign.tainted]).toEqual([false, true]);
  });
});
