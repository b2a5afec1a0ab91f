import { firstWords } from '../../actions/card/card-text.ts';
import { shown } from '../../actions/card/shown.ts';
import type { Kind } from '../../actions/kind.ts';
import { type ActionRow, openCards } from '../../actions/ledger.ts';
import type { Database } from '../../db/client.ts';
import { type Channel, channelsOf } from '../../people/channels.ts';
import type { Profile } from '../../people/profile.ts';
import { fieldText } from '../../people/profile-path.ts';
import type { Agenda, AgendaDay } from '../../proactive/brief/agenda.ts';
import { clockText, dayText, liveMomentText } from '../../reminders/moment-text.ts';
import { PAGE_COMMAND } from '../command-line.ts';
import type { Command, CommandContext } from './command.ts';

interface HomeDeps {
  readonly db: Database;
  readonly agenda: Agenda;
  readonly kinds: readonly Kind[];
}

const SETTINGS = [
  ['Morning brief', 'settings.brief'],
  ['Quiet hours', 'settings.quietHours'],
  ['Time zone', 'identity.timezone'],
  ['I speak first on', 'settings.preferredChannel'],
] as const;

/**
 * The page that a platform shows beside the conversation: what presses most comes first. It has no buttons: a card is pressed where it stands
 * whole.
 */
export function createHomeCommand({ db, agenda, kinds }: HomeDeps): Command {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  return {
    name: PAGE_COMMAND,
    hidden: true,
    description: 'Today, open questions, settings and linked accounts on one page',
    usage: `/${PAGE_COMMAND}`,
    async run(context) {
      const { personId, profile, now } = context;
      const days = await agenda({ personId, profile, now });
      const { open, channels } = await db.asPerson(personId, async (tx) => ({
        open: await openCards(tx, personId, now),
        channels: await channelsOf(tx, personId),
      }));
      const sections = [
        today(context, days),
        waiting(open, byName, profile),
        settings(profile),
        accounts(channels),
        `_As of ${clockText(now.toZonedDateTimeISO(profile.identity.timezone))}. Open the page again to see it anew._`,
      ];
      return { message: { text: sections.join('\n\n') } };
    },
  };
}

function today({ profile, now }: CommandContext, days: readonly AgendaDay[]): string {
  const date = now.toZonedDateTimeISO(profile.identity.timezone).toPlainDate();
  const lines = days.find(({ day }) => day.equals(date))?.lines ?? ['Nothing with a date today.'];
  return [`**Today, ${dayText(date)}**`, ...lines].join('\n');
}

function waiting(open: readonly ActionRow[], kinds: ReadonlyMap<string, Kind>, profile: Profile): string {
  if (open.length === 0) return '**Waiting for your press**\nNothing.';
  const lines = open.map((row) => `- ${questionOf(row, kinds.get(row.kind), profile)}`);
  return ['**Waiting for your press**', ...lines, '', 'Their cards stand in our conversation, whole.'].join('\n');
}

function questionOf({ args, kind: name, expiresAt }: ActionRow, kind: Kind | undefined, profile: Profile): string {
  const [first] = kind?.card(args, profile) ?? [];
  const what = kind && first ? `${kind.verb}: ${shown(firstWords(first.value))}` : `\`${name}\``;
  return expiresAt ? `${what} (open until ${liveMomentText(expiresAt.toZonedDateTimeISO(profile.identity.timezone))})` : what;
}

function settings(profile: Profile): string {
  return ['**Settings**', ...SETTINGS.map(([label, path]) => `- ${label}: ${fieldText(profile, path)}`)].join('\n');
}

function accounts(channels: readonly Channel[]): string {
  const lines = channels.map(({ platform, live }) => `- ${platform}: ${live ? 'reaches you' : 'refuses my messages'}`);
  return ['**Linked accounts**', ...lines].join('\n');
}
