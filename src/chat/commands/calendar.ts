import type { Act } from '../../actions/act.ts';
import { readLength } from '../../phrases/read-length.ts';
import { answerByAct } from './act-answer.ts';
import type { Command } from './command.ts';

interface CalendarCommandDeps {
  readonly act: Act;
}

/** `/free` and `/plan`: what there is room for, and what is important put into it. */
export function createCalendarCommands({ act }: CalendarCommandDeps): Command[] {
  return [
    {
      name: 'free',
      description: 'When you are free: for undisturbed work, and for meetings',
      usage: '/free, /free this week, /free tomorrow 45m',
      run: (context, argument) => answerByAct(act, context, 'calendar_free', readWish(argument.trim())),
    },
    {
      name: 'plan',
      description: 'Puts what is important into your focus blocks; you see it before',
      usage: '/plan, /plan tomorrow',
      run: (context, argument) =>
        answerByAct(act, context, 'calendar_plan', argument.trim() === '' ? {} : { when: argument.trim() }),
    },
  ];
}

/** A length at the end says how long it has to be. */
function readWish(argument: string): { readonly when: string; readonly minutes?: number } {
  const [, before = '', said = ''] = /^(.*?)\s*(\d+\s*(?:m|mins?|minutes?|h|hours?))$/i.exec(argument) ?? [];
  const length = said === '' ? undefined : readLength(said);
  const when = (length ? before.replace(/\s+for$/i, '') : argument) || 'next 2 days';
  return length ? { when, minutes: length.total('minutes') } : { when };
}
