import type { Agenda } from '../../proactive/brief/agenda.ts';
import { agendaText } from '../../proactive/brief/agenda.ts';
import type { Brief } from '../../proactive/brief/brief.ts';
import { sourcesOf } from '../../proactive/brief/fact.ts';
import type { Gather } from '../../proactive/brief/gather.ts';
import { briefText } from '../../proactive/brief/template.ts';
import { dayText } from '../../reminders/moment-text.ts';
import type { Command, CommandContext } from './command.ts';

interface DayDeps {
  readonly gather: Gather;
  readonly agenda: Agenda;
  readonly brief: Brief;
  readonly review: Brief;
}

/** `/today`, `/agenda`, `/brief` and `/review`: what the days ahead hold, and what this one held. */
export function createDayCommands({ gather, agenda, brief, review }: DayDeps): Command[] {
  return [
    {
      name: 'today',
      description: 'What today holds: reminders, tasks, what to focus on.',
      usage: '/today',
      async run({ personId, profile, now, ...context }) {
        const gathered = await gather({ personId, profile, now }, 'command today');
        const heading = `**Today, ${todayText({ personId, profile, now, ...context })}**`;
        return { message: { text: briefText(heading, gathered) }, why: { sources: sourcesOf(gathered.facts) } };
      },
    },
    {
      name: 'agenda',
      description: 'Everything with a date in the next seven days.',
      usage: '/agenda',
      async run({ personId, profile, now }) {
        const days = await agenda({ personId, profile, now });
        return { message: { text: agendaText(days) }, why: { sources: days.flatMap((day) => day.sources) } };
      },
    },
    {
      name: 'brief',
      description: 'Your brief now. The one of the morning still comes.',
      usage: '/brief',
      async run(context) {
        const heading = `**Your brief, ${todayText(context)}**`;
        const { message, by, sources } = await brief.compose(context.personId, heading, context.signal);
        return { message, why: { by, sources: [...sources] } };
      },
    },
    {
      name: 'review',
      description: 'What was done today, what is left, and tomorrow',
      usage: '/review',
      async run(context) {
        const heading = `**Your review, ${todayText(context)}**`;
        const { message, by, sources } = await review.compose(context.personId, heading, context.signal);
        return { message, why: { by, sources: [...sources] } };
      },
    },
  ];
}

/** What today holds for somebody else who may see it: what has a date, and nothing of mail, memory or messages. */
export function createSharedToday(agenda: Agenda): Command {
  return {
    name: 'today',
    description: 'What today holds',
    usage: '/today',
    async run({ personId, profile, now }) {
      const today = now.toZonedDateTimeISO(profile.identity.timezone).toPlainDate();
      const days = await agenda({ personId, profile, now });
      return {
        message: {
          text: agendaText(
            days.filter(({ day }) => day.equals(today)),
            'today',
          ),
        },
      };
    },
  };
}

function todayText({ profile, now }: CommandContext): string {
  return dayText(now.toZonedDateTimeISO(profile.identity.timezone).toPlainDate());
}
