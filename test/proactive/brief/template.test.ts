import { expect, test } from 'vitest';
import { briefText } from '../../../src/proactive/brief/template.ts';

test('R105 each line has its source, empty sections are left out, and the end is marked', () => {
  const text = briefText('**Morning**', {
    facts: [
      { section: 'Reminders', source: 'reminder:3', text: '09:00 call *Ana*', tainted: false },
      { section: 'Focus', source: 'task:12', text: 'Pay rent', tainted: false },
      { section: 'Reminders', source: 'reminder:4', text: '10:00 tea', tainted: false },
    ],
    notRead: [],
  });
  expect(text).toBe(
    [
      '**Morning**',
      '**Reminders**\n- 09:00 call \\*Ana\\* (reminder 3)\n- 10:00 tea (reminder 4)',
      '**Focus**\n- Pay rent (task 12)',
      'That is all.',
    ].join('\n\n'),
  );
});

test('an empty brief says so, and names what could not be read', () => {
  expect(briefText('**Morning**', { facts: [], notRead: ['tasks since 07:10'] })).toBe(
    '**Morning**\n\nNothing is due.\n\n_Not read: tasks since 07:10._\n\nThat is all.',
  );
});
