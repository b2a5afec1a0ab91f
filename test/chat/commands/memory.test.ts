import { describe, expect, it } from 'vitest';
import type { Act, ActOutcome, Wish } from '../../../src/actions/act.ts';
import type { CommandContext } from '../../../src/chat/commands/command.ts';
import { createMemoryCommands } from '../../../src/chat/commands/memory.ts';
import { defaultProfile } from '../../../src/people/profile.ts';
import { T0 } from '../../memory/fill.ts';

const context: CommandContext = {
  personId: 'p',
  profile: defaultProfile('UTC', ''),
  platform: 'telegram',
  chat: '7',
  source: 'telegram:12',
  direct: true,
  user: 'ann',
  replyTo: undefined,
  now: T0,
  signal: new AbortController().signal,
};

const done: ActOutcome = {
  state: 'done',
  said: 'Done so.',
  actionId: 'action-1',
  undoable: true,
  tainted: false,
  effect: 'private',
};

function commandsWith(outcome: ActOutcome) {
  const wishes: Wish[] = [];
  const act: Act = async (wish) => {
    wishes.push(wish);
    return outcome;
  };
  const commands = new Map(createMemoryCommands({ act }).map((command) => [command.name, command]));
  const run = async (name: string, argument: string) => commands.get(name)?.run(context, argument);
  return { wishes, commands, run };
}

describe('the memory commands', () => {
  it.each([
    ['remember', 'memory_save', { text: 'the code is 4711' }, { told: 'the code is 4711' }],
    ['find', 'memory_search', { query: 'the code is 4711' }, {}],
    ['forget', 'memory_forget', { words: 'the code is 4711' }, {}],
  ])('/%s wishes for %s with what was written, once for each message', async (name, kind, input, more) => {
    const { wishes, run } = commandsWith(done);
    const answer = { message: { text: 'Done so.' }, why: { actions: ['action-1'] } };
    expect(await run(name, '  the code is 4711 ')).toEqual({ ...answer, ...more });
    expect(wishes).toEqual([
      {
        ...{ personId: 'p', kind, input, key: `telegram:12:${kind}`, source: 'telegram:12', tainted: false, unattended: false },
        ownWords: 'the code is 4711',
        commanded: true,
      },
    ]);
  });

  it.each(['remember', 'find', 'forget'])('/%s alone is answered with an example to copy, and nothing is done', async (name) => {
    const { wishes, commands, run } = commandsWith(done);
    await expect(run(name, '  ')).rejects.toThrow(commands.get(name)?.usage ?? 'no such command');
    expect(wishes).toEqual([]);
  });

  it('shows the card when the action is to be asked for first', async () => {
    const card = { text: 'Forget this?' };
    const { run } = commandsWith({ state: 'proposed', card, actionId: 'action-2' });
    expect(await run('forget', 'locker')).toEqual({ key: 'card:action-2', message: card, why: { actions: ['action-2'] } });
  });

  it('passes on why something was refused', async () => {
    const { run } = commandsWith({ state: 'refused', said: 'I remember nothing of that.' });
    await expect(run('forget', 'locker')).rejects.toThrow('I remember nothing of that.');
  });
});
