import { expect, test } from 'vitest';
import type { Command } from '../../../src/chat/commands/command.ts';
import { createHelpCommand } from '../../../src/chat/commands/help.ts';
import { context } from './planning-context.ts';

test('/help lists every command with its example, itself too', async () => {
  const other: Command = {
    name: 'find',
    description: 'Search everything',
    usage: '/find locker code',
    run: async () => ({ message: { text: '' } }),
  };
  const commands: Command[] = [other, { ...other, name: 'home', usage: '/home', hidden: true }];
  const help = createHelpCommand(() => commands);
  commands.push(help);
  const { message } = await help.run(context, '');
  expect(message.text.split('\n').slice(2)).toEqual([
    '- `/find locker code`: Search everything',
    '- `/help`: See every command with an example',
  ]);
});

test('/help on Slack says which commands go behind another', async () => {
  const { message } = await createHelpCommand(() => []).run({ ...context, platform: 'slack' }, '');
  expect(message.text).toContain('`/adjutant find Ana`');
});
