import { describe, expect, test } from 'vitest';
import { checkRemains, type Remains, violations } from '../../bench/proofs/check-kill.ts';

/** Three messages: m0 wants a task, m1 a reminder, m2 an answer. */
const whole: Remains = {
  messages: 3,
  shown: ['Answered m0.', 'Answered m1 m2.', '⏰ bell m1'],
  tasks: ['errand m0'],
  reminders: ['bell m1'],
};
const repeat = '\n\n_This may be a repeat: the connection broke while it was being sent._';
const nothing = { lost: 0, doubleActions: 0, doubleReplies: 0, disorder: 0, markedRepeats: 0 };

test('a conversation that went well breaks nothing', () => {
  expect(checkRemains(whole)).toEqual(nothing);
});

describe('what was broken is counted:', () => {
  const cases: [string, Partial<Remains>, Partial<ReturnType<typeof checkRemains>>][] = [
    ['an answer that never came', { shown: ['Answered m0 m1.', '⏰ bell m1'] }, { lost: 1 }],
    ['a task that was never made', { tasks: [] }, { lost: 1 }],
    ['a reminder that never rang', { shown: ['Answered m0.', 'Answered m1 m2.'] }, { lost: 1 }],
    ['a task made twice', { tasks: ['errand m0', 'errand m0'] }, { doubleActions: 1 }],
    ['an answer said twice', { shown: [...whole.shown, 'Answered m0.'] }, { doubleReplies: 1 }],
    ['a reminder that rang twice', { shown: [...whole.shown, '⏰ bell m1'] }, { doubleReplies: 1 }],
    ['an answer behind a later one', { shown: ['Answered m1 m2.', 'Answered m0.', '⏰ bell m1'] }, { disorder: 1 }],
  ];
  test.each(cases)('%s', (_, change, broken) => {
    const found = checkRemains({ ...whole, ...change });
    expect(found).toEqual({ ...nothing, ...broken });
    expect(violations(found)).toBe(1);
  });
});

test('a repeat that says so breaks nothing', () => {
  const found = checkRemains({ ...whole, shown: [...whole.shown, `Answered m0.${repeat}`] });
  expect(found).toEqual({ ...nothing, markedRepeats: 1 });
  expect(violations(found)).toBe(0);
});

test('a reminder told of in a list of missed ones has rung', () => {
  const shown = ['Answered m0.', 'Answered m1 m2.', 'While I was away:\n- bell m1 (reminder 1): it was for 10:00'];
  expect(checkRemains({ ...whole, shown })).toEqual(nothing);
});
