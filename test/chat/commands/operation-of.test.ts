import { expect, it } from 'vitest';
import { operationOf } from '../../../src/chat/commands/operation-of.ts';

it.each([
  ['today', 'read today'],
  ['/Agenda', 'read agenda'],
  ['tasks', 'read tasks'],
  ['tasks  matrix', 'read tasks'],
  ['tasks add Call the bank', 'add task'],
  ['TASKS ADD Call the bank', 'add task'],
  ['tasks done 3', 'complete task'],
  ['tasks\nadd x', 'add task'],
  ['tasks drop 3', 'talk'],
  ['remind', 'read reminders'],
  ['remind list', 'read reminders'],
  ['remind cancel 3', 'cancel reminder'],
  ['remind tomorrow at 9 call', 'set reminder'],
  ['find spare key', 'read memory'],
  ['free this week', 'read free times'],
  ['conflicts', 'read conflicts'],
  ['plan tomorrow', 'plan calendar'],
  ['optimise', 'plan calendar'],
  ['review', 'read review'],
  ['mail', 'read mail'],
  ['memory Ana', 'read memory'],
  ['memory correct fact:1 She is in Rome', 'remember'],
  ['notes', 'take notes'],
  ['private off', 'talk in private'],
  ['workflow', 'read workflows'],
  ['workflow runs', 'read workflows'],
  ['workflow pause 1', 'change workflows'],
  ['export', 'export'],
  ['what do you know of her', 'talk'],
  ['constructor', 'talk'],
  ['', 'talk'],
])('"%s" is: %s', (line, operation) => {
  expect(operationOf(line)).toBe(operation);
});
