import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { usualLead, type Worked } from '../../src/tasks/usual-lead.ts';

const ZONE = 'Europe/Berlin';

/** A task of each month that was due at the end of its 20th and begun so many days before. */
function begunBefore(days: readonly number[], title = (month: number) => `Write report ${month}/2026`): Worked[] {
  return days.map((ahead, index) => {
    const due = Temporal.ZonedDateTime.from(`2026-0${index + 1}-20T23:59[${ZONE}]`);
    const startedAt = due.subtract({ days: ahead }).with({ hour: 0, minute: 10 }).toInstant();
    return { number: index + 1, title: title(index + 1), dueAt: due.toInstant(), startedAt, finishedAt: due.toInstant() };
  });
}

describe('R10 how far ahead tasks like one are begun', () => {
  test('three days on five of six', () => {
    const lead = usualLead('Write the report July', begunBefore([3, 3, 1, 3, 3, 3]), ZONE);
    expect(lead).toEqual({ days: 3, count: 5, of: 6, tasks: [1, 2, 4, 5, 6] });
  });

  test('what nobody marked as started was begun when it was done', () => {
    const done = begunBefore([2, 2, 2, 2]).map((task) => ({ ...task, finishedAt: task.startedAt, startedAt: null }));
    expect(usualLead('Write report', done, ZONE)?.days).toBe(2);
  });

  test.each([
    ['too few', begunBefore([3, 3, 3])],
    ['no usual day', begunBefore([1, 2, 3, 4, 3, 6])],
    ['always on the day itself', begunBefore([0, 0, 0, 0])],
    ['other tasks', begunBefore([3, 3, 3, 3], () => 'Water the plants')],
    ['half the words', begunBefore([3, 3, 3, 3], () => 'Write birthday cards')],
    ['no due date', begunBefore([3, 3, 3, 3]).map((task) => ({ ...task, dueAt: null }))],
  ])('nothing is said of %s', (_, done) => {
    expect(usualLead('Write report 9/2026', done, ZONE)).toBeUndefined();
  });
});
