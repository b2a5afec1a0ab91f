import type { Act } from '../../actions/act.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Database } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { readLength } from '../../phrases/read-length.ts';
import type { EyesOf } from '../../ports/connections.ts';
import { conflictMessage, notSeenLines } from '../../proactive/conflicts/conflict-message.ts';
import { DAYS_AHEAD, openConflicts, sceneryOf } from '../../proactive/conflicts/find-conflicts.ts';
import { answerByAct } from './act-answer.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

interface CalendarCommandDeps {
  readonly db: Database;
  readonly audit: Audit;
  readonly act: Act;
  readonly buttons: Buttons;
  readonly eyesOf: EyesOf;
}

/** `/free`, `/plan`, `/optimise` and `/conflicts`: room for what is to come, and order in what is there. */
export function createCalendarCommands(deps: CalendarCommandDeps): Command[] {
  const wishing = (kind: string) => (context: CommandContext, argument: string) =>
    answerByAct(deps.act, context, kind, argument.trim() === '' ? {} : { when: argument.trim() });
  return [
    {
      name: 'free',
      description: 'When you are free: for undisturbed work, and for meetings',
      usage: '/free, /free this week, /free tomorrow 45m',
      run: (context, argument) => answerByAct(deps.act, context, 'calendar_free', readWish(argument.trim())),
    },
    {
      name: 'plan',
      description: 'Puts what is important into your focus blocks; you see it before',
      usage: '/plan, /plan tomorrow',
      run: wishing('calendar_plan'),
    },
    {
      name: 'optimise',
      description: 'Puts the events of a day that are yours alone into better order; you see it before',
      usage: '/optimise, /optimise tomorrow',
      run: wishing('calendar_optimise'),
    },
    {
      name: 'conflicts',
      description: 'Events that overlap in the next two weeks, and what can be done',
      usage: '/conflicts',
      run: (context) => conflicts(deps, context),
    },
  ];
}

async function conflicts({ db, audit, buttons, eyesOf }: CalendarCommandDeps, context: CommandContext): Promise<CommandAnswer> {
  const { personId, profile, now, signal } = context;
  const { calendar } = await eyesOf(personId);
  if (!calendar) throw new AppError('unavailable', 'No calendar is connected. Connect one with /connect.');
  const scenery = await sceneryOf(calendar, profile, now, signal);
  const open = openConflicts(scenery, profile, now);
  const entry = { at: now, dataType: 'calendar', access: 'read' as const, action: '/conflicts', ref: `${open.length} found` };
  await db.asPerson(personId, (tx) => audit.record(tx, personId, [entry]));
  if (open.length === 0) {
    const nothing = `Nothing overlaps in the next ${DAYS_AHEAD} days.`;
    return { message: { text: [nothing, ...notSeenLines(scenery)].join('\n\n') } };
  }
  const sign = (verb: string, id: string) => buttons.sign({ verb, id }, personId);
  const reader = { personId, ...scenery, sign };
  const sources = open.flatMap(({ conflict }) => [`event:${conflict.first.id}`, `event:${conflict.second.id}`]);
  return { message: conflictMessage(open, reader), why: { sources } };
}

/** A length at the end says how long it has to be. */
function readWish(argument: string): { readonly when: string; readonly minutes?: number } {
  const [, before = '', said = ''] = /^(.*?)\s*(\d+\s*(?:m|mins?|minutes?|h|hours?))$/i.exec(argument) ?? [];
  const length = said === '' ? undefined : readLength(said);
  const when = (length ? before.replace(/\s+for$/i, '') : argument) || 'next 2 days';
  return length ? { when, minutes: length.total('minutes') } : { when };
}
