import type { Database } from '../../db/client.ts';
import { NEWS_KINDS, type NewsKind } from '../../db/schema/news.ts';
import { AppError } from '../../ground/errors.ts';
import { readLength } from '../../phrases/read-length.ts';
import { beginFocus, endFocus, focusAt } from '../../proactive/notify/focus-times.ts';
import { newsLine } from '../../proactive/notify/news-message.ts';
import { noticesSince } from '../../proactive/notify/notices.ts';
import type { Focus } from '../../proactive/notify/when-to-say.ts';
import { setSchedule } from '../../proactive/schedules.ts';
import { nearText } from '../../reminders/moment-text.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

interface NewsDeps {
  readonly db: Database;
  readonly nudge: () => void;
}

/** `/focus` and `/news`: when the person wants to hear of nothing, and what there was. */
export function createNewsCommands(deps: NewsDeps): Command[] {
  return [
    {
      name: 'focus',
      description: 'Holds all news for a while, but what you allow and your own reminders',
      usage: '/focus 50m, /focus 2 hours mail, /focus off',
      run: (context, argument) => focus(deps, context, argument.trim()),
    },
    { name: 'news', description: 'All news since yesterday, told or not', usage: '/news', run: (context) => news(deps, context) },
  ];
}

/** A meeting does not wait for the focus to end. */
const ALWAYS: readonly NewsKind[] = ['calendar'];
const LONGEST_HOURS = 24;
const USAGE = `Write a length of up to ${LONGEST_HOURS} hours, and what may come through: /focus 50m, /focus 2 hours mail.`;

async function focus({ db, nudge }: NewsDeps, context: CommandContext, argument: string): Promise<CommandAnswer> {
  const { personId, now } = context;
  if (argument === '') {
    const current = await db.asPerson(personId, (tx) => focusAt(tx, personId, now));
    return saying(current ? holding(current, context) : 'No focus time goes on. /focus 50m begins one.');
  }
  if (/^(?:off|end|stop)$/i.test(argument)) return saying(await end({ db, nudge }, context));
  const { length, allowed } = readFocus(argument);
  const wish = { until: now.add(length), allowed: [...ALWAYS, ...allowed] };
  await db.asPerson(personId, async (tx) => {
    await beginFocus(tx, personId, wish, now);
    await setSchedule(tx, personId, 'news', wish.until);
  });
  nudge();
  return saying(holding(wish, context));
}

async function end({ db, nudge }: NewsDeps, { personId, now }: CommandContext): Promise<string> {
  const ended = await db.asPerson(personId, async (tx) => {
    const ended = await endFocus(tx, personId, now);
    if (ended) await setSchedule(tx, personId, 'news', now);
    return ended;
  });
  nudge();
  return ended ? 'The focus time is over. What I held comes now.' : 'No focus time was going on.';
}

function readFocus(argument: string) {
  const words = argument.toLowerCase().split(/[\s,]+/);
  const kindOf = (word: string) => NEWS_KINDS.find((kind) => [kind, `${kind}s`, `${kind}es`].includes(word));
  const length = readLength(words.filter((word) => !kindOf(word)).join(' '));
  if (!length || length.total('hours') > LONGEST_HOURS || length.sign <= 0) {
    throw new AppError('invalid', `"${argument.slice(0, 60)}" does not fit. ${USAGE} There is: ${NEWS_KINDS.join(', ')}.`);
  }
  return { length, allowed: words.flatMap((word) => kindOf(word) ?? []) };
}

function holding({ until, allowed }: Focus, { profile, now }: CommandContext): string {
  const through = [...new Set(allowed)].join(', ');
  return `Until ${nearText(until, now, profile.identity.timezone)} I hold all news but: ${through}. Your own reminders come. /focus off ends it.`;
}

async function news({ db }: NewsDeps, { personId, profile, now }: CommandContext): Promise<CommandAnswer> {
  const zone = profile.identity.timezone;
  const since = now.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 1 }).toZonedDateTime(zone).toInstant();
  const all = await db.asPerson(personId, (tx) => noticesSince(tx, personId, since));
  if (all.length === 0) return saying('There has been no news since yesterday.');
  const waits = all.filter(({ state }) => state === 'waiting').length;
  const heading = `**News since yesterday**${waits > 0 ? ` (${waits} of it not told yet)` : ''}`;
  const text = [heading, ...all.map((notice) => `- ${newsLine(notice, now, zone)}`)].join('\n');
  return { message: { text }, why: { sources: all.map(({ source }) => source) } };
}

function saying(text: string): CommandAnswer {
  return { message: { text } };
}
