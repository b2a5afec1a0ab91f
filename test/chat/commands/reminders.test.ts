import { expect, test } from 'vitest';
import { createReminderCommands } from '../../../src/chat/commands/reminders.ts';
import { context, createFakeAct } from './planning-context.ts';

test.each([
  ['', 'reminder_list', {}],
  ['list', 'reminder_list', {}],
  ['cancel 3', 'reminder_cancel', { reminder: '3' }],
  ['tomorrow at 9 call Ana', 'reminder_set', { text: 'tomorrow at 9 call Ana' }],
  ['me to call Ana tomorrow at 9', 'reminder_set', { text: 'call Ana tomorrow at 9' }],
])('/remind %s wishes for %s and wakes the clockwork', async (argument, kind, input) => {
  const { act, wishes } = createFakeAct();
  let nudges = 0;
  const [command] = createReminderCommands({
    act,
    nudge: () => {
      nudges += 1;
    },
  });
  await command?.run(context, argument);
  expect(wishes.map((wish) => [wish.kind, wish.input])).toEqual([[kind, input]]);
  expect(nudges).toBe(1);
});
