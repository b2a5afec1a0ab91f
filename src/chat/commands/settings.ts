import type { Act } from '../../actions/act.ts';
import type { Profile } from '../../people/profile.ts';
import { FIELD_PATHS, fieldText } from '../../people/profile-path.ts';
import type { Button, OutgoingMessage } from '../../ports/chat.ts';
import { answerByAct } from './act-answer.ts';
import type { Command, CommandContext } from './command.ts';

const CHANNEL = 'settings.preferredChannel';

/** Short words for what is set most. */
const SHORT: Readonly<Record<string, string>> = {
  brief: 'settings.brief',
  review: 'settings.review',
  briefWithout: 'settings.briefWithout',
  quiet: 'settings.quietHours',
  channel: CHANNEL,
  zone: 'identity.timezone',
  name: 'identity.name',
  hours: 'identity.workingHours',
  sharing: 'settings.sharing.all',
  'news.mail': 'settings.news.mail',
  'news.calendar': 'settings.news.calendar',
  'news.break': 'settings.news.break',
  'news.watch': 'settings.news.watch',
  'news.habit': 'settings.news.habit',
  'news.workflow': 'settings.news.workflow',
  'news.memory': 'settings.news.memory',
  'mail.sortBy': 'settings.mail.sortBy',
  'mail.replies': 'settings.mail.replies',
  'mail.noRepliesTo': 'settings.mail.noRepliesTo',
  'mail.putAway': 'settings.mail.putAway',
  'mail.keepInInbox': 'settings.mail.keepInInbox',
  'mail.followUpDays': 'settings.mail.followUpDays',
  'meetings.autoAccept': 'settings.meetings.autoAccept',
  'meetings.noteAnswers': 'settings.meetings.noteAnswers',
  'memory.model': 'settings.memory.model',
  'sharing.all': 'settings.sharing.all',
  'sharing.messages': 'settings.sharing.messages',
  'sharing.mail': 'settings.sharing.mail',
  'sharing.calendar': 'settings.sharing.calendar',
  'sharing.web': 'settings.sharing.web',
};

const GROUPS = [
  ['About you', 'identity.'],
  ['Messages', 'preferences.communication.'],
  ['Meetings and focus', 'preferences.scheduling.'],
  ['Getting things done', 'preferences.productivity.'],
  ['Goals', 'goals.'],
  ['Settings', 'settings.'],
] as const;

interface SettingsDeps {
  readonly act: Act;
  /** One for each channel that I can speak to first. */
  readonly buttonsFor: (context: CommandContext) => Promise<readonly (readonly Button[])[]>;
}

/** Shows settings and profile, and changes one field of them. */
export function createSettingsCommand({ act, buttonsFor }: SettingsDeps): Command {
  return {
    name: 'settings',
    description: 'See and change your settings and profile',
    usage: '/settings brief 07:15',
    async run(context, argument) {
      const [word = '', value = ''] = split(argument);
      if (word === '') return { message: withButtons(overview(context.profile), await buttonsFor(context)) };
      const path = shortFor(word) ?? word;
      const choices = path === CHANNEL ? await buttonsFor(context) : [];
      if (value === '') return { message: withButtons(line(context.profile, path), choices) };
      return answerByAct(act, context, 'profile_update', { path, value });
    },
  };
}

function withButtons(text: string, buttons: readonly (readonly Button[])[]): OutgoingMessage {
  return buttons.length === 0 ? { text } : { text, buttons };
}

function split(argument: string): string[] {
  return /^(\S+)\s*([\s\S]*)$/.exec(argument.trim())?.slice(1) ?? [];
}

function shortFor(word: string): string | undefined {
  const said = word.toLowerCase();
  return Object.entries(SHORT).find(([short]) => short.toLowerCase() === said)?.[1];
}

function overview(profile: Profile): string {
  const groups = GROUPS.map(([title, prefix]) => {
    const lines = FIELD_PATHS.filter((path) => path.startsWith(prefix)).map((path) => `- ${line(profile, path)}`);
    return `**${title}**\n${lines.join('\n')}`;
  });
  return `${groups.join('\n\n')}\n\n${HOW}`;
}

const HOW = `To change something, write for example:
- \`/settings brief 07:15\` or \`/settings brief off\`
- \`/settings quiet 22:00-07:00\`
- \`/settings news.mail digest\`, or now, soon, off, automatic
- \`/settings channel slack\` or \`/settings channel automatic\`
- \`/settings zone Europe/Berlin\`
- \`/settings hours 9 AM - 6 PM\`
- \`/settings sharing off\` or \`/settings sharing.mail off\`
- \`/settings goals.shortTerm +Learn Spanish\`
- \`/settings preferences.scheduling.bufferBetweenMeetings 30\`

/undo takes the latest change back.`;

function line(profile: Profile, path: string): string {
  return `\`${path}\`: ${fieldText(profile, path) || 'empty'}`;
}
