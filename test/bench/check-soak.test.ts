import { describe, expect, test } from 'vitest';
import { checkDay, type Day, growthMb, violations } from '../../bench/proofs/soak/check.ts';

/** Ten minutes: of these the third adds a task and the eighth sets a reminder. */
const good: Day = {
  minutes: 10,
  shown: ['Answered m0 m1.', ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `Answered m${n}.`), '⏰ bell m7'],
  tasks: ['errand m2'],
  reminders: ['bell m7'],
  briefs: [],
  unsent: 0,
  unfinished: 0,
};

test('a day that went well breaks nothing, also with a repeat that says so', () => {
  const shown = [...good.shown, 'Answered m9. This may be a repeat: the connection broke.'];
  expect(violations(checkDay({ ...good, shown }))).toBe(0);
});

describe('what was broken in a day is counted:', () => {
  test.each<[string, Partial<Day>, Partial<ReturnType<typeof checkDay>>]>([
    ['a message without an answer', { shown: good.shown.filter((text) => !text.includes('m4')) }, { lost: 1 }],
    ['a wish that was not done', { tasks: [] }, { lost: 1 }],
    ['a reminder that never rang', { shown: good.shown.slice(0, -1) }, { lost: 1 }],
    ['a deed done twice', { tasks: ['errand m2', 'errand m2'] }, { doubleActions: 1 }],
    ['an answer that came twice', { shown: [...good.shown, 'Answered m3.'] }, { doubleReplies: 1 }],
    ['a reminder that rang twice', { shown: [...good.shown, '⏰ bell m7'] }, { doubleReplies: 1 }],
    ['two briefs of a day', { briefs: ['brief:one', 'brief:two'] }, { doubleReplies: 1 }],
    ['a message that still waits', { unsent: 1 }, { unsent: 1 }],
    ['an action that is still open', { unfinished: 1 }, { unfinished: 1 }],
  ])('%s', (_name, change, broken) => {
    expect(checkDay({ ...good, ...change })).toMatchObject(broken);
    expect(violations(checkDay({ ...good, ...change }))).toBe(1);
  });

  test('a whole day without its brief', () => {
    expect(checkDay({ ...good, minutes: 1440 }).lost).toBe(checkDay({ ...good, minutes: 1440, briefs: ['brief:one'] }).lost + 1);
  });
});

test('growth is from the first lives but the very first to the last ones', () => {
  expect(growthMb([500, 300, 302, 304, 310, 340, 342, 344])).toBe(40);
});
