import { expect, test } from 'vitest';
import { createTaskCommands } from '../../../src/chat/commands/tasks.ts';
import { context, createFakeAct } from './planning-context.ts';

async function wished(argument: string) {
  const { act, wishes } = createFakeAct();
  await createTaskCommands({ act, buttonsFor: async () => [] })[0]?.run(context, argument);
  return wishes.map(({ kind, input }) => [kind, input]);
}

test.each([
  ['', 'task_list', {}],
  ['all', 'task_list', { layout: 'score' }],
  ['Matrix', 'task_list', { layout: 'matrix' }],
  ['done 3', 'task_complete', { task: '3' }],
  ['start 3', 'task_update', { task: '3', started: true }],
  ['done call ana', 'task_complete', { task: 'call ana' }],
  ['add Pay rent', 'task_add', { title: 'Pay rent' }],
  ['add Pay rent friday', 'task_add', { title: 'Pay rent', due: '2026-03-06' }],
  ['add Pay rent by friday 17:00', 'task_add', { title: 'Pay rent', due: '2026-03-06T16:00:00Z' }],
  ["add Write up yesterday's meeting", 'task_add', { title: "Write up yesterday's meeting" }],
  ['add Look at what broke yesterday', 'task_add', { title: 'Look at what broke yesterday' }],
  ['add friday', 'task_add', { title: 'friday' }],
])('/tasks %s wishes for %s', async (argument, kind, input) => {
  expect(await wished(argument)).toEqual([[kind, input]]);
});

test('the wish is the command itself: untainted, attended, once for one message', async () => {
  const { act, wishes } = createFakeAct();
  const answer = await createTaskCommands({ act, buttonsFor: async () => [] })[0]?.run(context, 'add Pay rent');
  expect(wishes[0]).toMatchObject({ key: 'telegram:7:task_add', source: 'telegram:7', tainted: false, unattended: false });
  expect(answer).toEqual({ message: { text: 'Done.' }, why: { actions: ['a1'] } });
});

test('what is refused and what is unknown say what to write', async () => {
  const { act } = createFakeAct({ state: 'refused', said: 'There is no open task "9".' });
  await expect(createTaskCommands({ act, buttonsFor: async () => [] })[0]?.run(context, 'done 9')).rejects.toThrow(
    'There is no open task "9".',
  );
  await expect(createTaskCommands({ act, buttonsFor: async () => [] })[0]?.run(context, 'burn 9')).rejects.toThrow(
    '/tasks add Pay the rent friday',
  );
});
