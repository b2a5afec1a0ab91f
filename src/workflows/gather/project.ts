import { and, eq, gte } from 'drizzle-orm';
import { shown } from '../../actions/card/shown.ts';
import { tasks } from '../../db/schema/planning.ts';
import { silenceText } from '../../ground/what-answers.ts';
import { searchAll } from '../../mail/accounts.ts';
import { recallLineText } from '../../memory/recall-line.ts';
import { dueText } from '../../tasks/due-text.ts';
import { openTasks } from '../../tasks/store.ts';
import { holdsWords, section } from './section.ts';
import type { Found, GatherDeed, Sight } from './sight.ts';

const MOST_MAILS = 10;
const RECALL_TOKENS = 500;

/** What we know of a project: its tasks, what was done of late, what was said of it, and mail. Without words, of all of them. */
export async function project(sight: Sight, { words, days }: GatherDeed): Promise<Found> {
  const { personId, profile, now } = sight;
  const zone = profile.identity.timezone;
  const since = now.subtract({ hours: 24 * days });
  const prepared = words === '' ? undefined : await sight.recall.prepare(words, sight.signal);
  const { open, done, memories } = await sight.inDb(async (tx) => ({
    open: (await openTasks(tx, personId)).filter(({ title, notes, goal }) => holdsWords(words, title, notes, goal)),
    done: (
      await tx
        .select()
        .from(tasks)
        .where(and(eq(tasks.personId, personId), eq(tasks.state, 'done'), gte(tasks.finishedAt, since)))
    ).filter(({ title, notes, goal }) => holdsWords(words, title, notes, goal)),
    memories:
      words === ''
        ? []
        : await sight.recall.search(tx, {
            personId,
            text: words,
            prepared,
            now,
            budgetTokens: RECALL_TOKENS,
            includeOutside: true,
          }),
  }));
  const mails = await mailAbout(sight, words, since.toString());
  const name = words === '' ? 'all projects' : words;
  const text = [
    section(
      `Done in ${days} days: ${shown(name)}`,
      done.map(({ title, number }) => `- ${shown(title)} (task ${number})`),
      'Nothing.',
    ),
    section(
      'Open',
      open.map((task) => `- ${shown(task.title)}${dueOf(dueText(task, now, zone))} (task ${task.number})`),
      'Nothing.',
    ),
    ...(memories.length === 0
      ? []
      : [
          section(
            'What was said',
            memories.map((line) => `- ${shown(recallLineText(line, zone))}`),
            '',
          ),
        ]),
    ...(mails.length === 0 ? [] : [section('Mail', mails, '')]),
  ].join('\n\n');
  const outside = [...open, ...done, ...memories].some(({ tainted }) => tainted) || mails.length > 0;
  return { text, tainted: outside };
}

function dueOf(due: string | undefined): string {
  return due === undefined ? '' : `, ${due}`;
}

async function mailAbout({ eyes, signal }: Sight, words: string, since: string): Promise<string[]> {
  if (words === '') return [];
  const { mails, missing } = await searchAll(eyes, { text: words, since }, MOST_MAILS, signal);
  const lines = mails
    .slice(0, MOST_MAILS)
    .map(({ from, subject }) => `- ${shown(from.name || from.address)}: ${shown(subject || '(no subject)')}`);
  return [...lines, ...missing.map((each) => `- ${shown(silenceText(each))}`)];
}
