import { expect, it } from 'vitest';
import { createCalendarCommands } from '../../../src/chat/commands/calendar.ts';
import { context, createFakeAct } from './planning-context.ts';

it.each([
  ['free', '', 'calendar_free', { when: 'next 2 days' }],
  ['free', 'this week', 'calendar_free', { when: 'this week' }],
  ['free', 'tomorrow 45m', 'calendar_free', { when: 'tomorrow', minutes: 45 }],
  ['free', 'tomorrow for 2 hours', 'calendar_free', { when: 'tomorrow', minutes: 120 }],
  ['free', '90 min', 'calendar_free', { when: 'next 2 days', minutes: 90 }],
  ['optimise', 'tomorrow', 'calendar_optimise', { when: 'tomorrow' }],
  ['plan', '', 'calendar_plan', {}],
  ['plan', 'tomorrow', 'calendar_plan', { when: 'tomorrow' }],
])('/%s %s wishes for %s', async (name, argument, kind, input) => {
  const { act, wishes } = createFakeAct();
  const command = createCalendarCommands({ act } as unknown as Parameters<typeof createCalendarCommands>[0]).find(
    (each) => each.name === name,
  );
  await command?.run(context, argument);
  expect(wishes).toMatchObject([{ kind, input, tainted: false, unattended: false }]);
});
