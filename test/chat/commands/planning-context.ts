import { Temporal } from 'temporal-polyfill';
import type { Act, ActOutcome, Wish } from '../../../src/actions/act.ts';
import type { CommandContext } from '../../../src/chat/commands/command.ts';
import { defaultProfile } from '../../../src/people/profile.ts';

/** A command given in Berlin on a Wednesday at 13:00. */
export const context: CommandContext = {
  personId: '00000000-0000-4000-8000-000000000001',
  profile: defaultProfile('Europe/Berlin', 'Ann'),
  platform: 'telegram',
  chat: 'c',
  source: 'telegram:7',
  direct: true,
  user: 'ann',
  replyTo: undefined,
  now: Temporal.Instant.from('2026-03-04T12:00:00Z'),
  signal: new AbortController().signal,
};

/** An `act` that notes what was wished for and answers with `outcome`. */
export function createFakeAct(outcome?: ActOutcome): { readonly act: Act; readonly wishes: Wish[] } {
  const wishes: Wish[] = [];
  const done = { state: 'done', said: 'Done.', actionId: 'a1', undoable: true, tainted: false, effect: 'private' } as const;
  return {
    wishes,
    act: async (wish) => {
      wishes.push(wish);
      return outcome ?? done;
    },
  };
}
