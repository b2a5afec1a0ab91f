import type { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import { countWaiting } from '../../actions/show-again.ts';
import { spentToday } from '../../agent/usage.ts';
import type { Database } from '../../db/client.ts';
import type { Site } from '../../ground/whereabouts.ts';
import { lookingThrough } from '../../mail/watch-store.ts';
import { channelsOf } from '../../people/channels.ts';
import type { Observe, Snapshot } from '../../proactive/observe.ts';
import { liveMomentText } from '../../reminders/moment-text.ts';
import type { Command } from './command.ts';
import { listenPolicy, promptPolicy, searchPolicy } from './data-policy.ts';

interface StatusDeps {
  readonly db: Database;
  /** The model's name; undefined without one. */
  readonly model: string | undefined;
  readonly modelSite: Site | undefined;
  readonly dailyTokenLimit: number | undefined;
  readonly embedder: string;
  /** Where texts go to be made searchable by meaning; undefined where that is this process. */
  readonly embedderSite: Site | undefined;
  /** Where voice notes go to be written down; undefined where nowhere. */
  readonly listenerSite: Site | undefined;
  readonly database: 'embedded' | 'server';
  readonly startedAt: Temporal.Instant;
  readonly observe: Observe;
  /** The public id of this instance. */
  readonly instance: string;
}

/** Shows what is connected and what was used today. */
export function createStatusCommand(deps: StatusDeps): Command {
  return {
    name: 'status',
    description: 'See what is connected and how I am doing',
    usage: '/status',
    async run({ personId, profile, now }) {
      const snapshot = await deps.observe(personId, now);
      return deps.db.asPerson(personId, async (tx) => {
        const channels = await channelsOf(tx, personId);
        const spent = await spentToday(tx, { personId, now, zone: profile.identity.timezone });
        const up = now.since(deps.startedAt).round({ largestUnit: 'hours', smallestUnit: 'minutes' });
        const limit = deps.dailyTokenLimit === undefined ? '' : ` of ${deps.dailyTokenLimit}`;
        const text = [
          `- Running for ${up.hours} h ${up.minutes} min, on the ${deps.database === 'embedded' ? 'embedded database' : 'database server'}`,
          deps.model === undefined
            ? '- Model: none (commands, reminders and the brief work without), so nothing goes to one'
            : `- Model: ${deps.model}. ${promptPolicy(deps.modelSite)}`,
          `- Tokens today: ${spent}${limit}`,
          `- Memory search by: ${deps.embedder}, ${searchPolicy(deps.embedderSite)}`,
          `- Voice notes: ${listenPolicy(deps.listenerSite)}`,
          ...lookLines(snapshot),
          ...(await lookingThrough(tx, personId)).map(
            ({ account, waiting }) => `- Looking through ${account}: ${waiting} mails to go`,
          ),
          ...waitingLines(await countWaiting(tx, personId, now)),
          `- This instance signs as \`${deps.instance}\``,
          ...channels.map(({ platform, live }) => `- ${platform}: ${live ? 'reaches you' : 'refuses my messages'}`),
        ].join('\n');
        return { message: { text } };
      });
    },
  };
}

/** What is seen of the person's day: when something comes next, and what of it cannot be seen. */
function lookLines({ at, wakesAt, notRead, notConnected }: Snapshot): string[] {
  const next = wakesAt ? liveMomentText(wakesAt.toZonedDateTimeISO(at.timeZoneId)) : 'nothing is planned';
  return [
    `- Next time I speak by myself: ${next}`,
    ...notRead.map((what) => `- Not read: ${shown(what)}`),
    ...(notConnected.length > 0 ? [`- Not connected: ${notConnected.join(', ')} (/connect shows how)`] : []),
  ];
}

function waitingLines(count: number): string[] {
  const cards = count === 1 ? '1 card' : `${count} cards`;
  return count === 0 ? [] : [`- Waiting for your press: ${cards} (/cards shows what waits here)`];
}
