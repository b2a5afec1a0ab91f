import type { Temporal } from 'temporal-polyfill';
import type { Act } from '../actions/act.ts';
import type { Kind } from '../actions/kind.ts';
import type { ShowCards } from '../actions/show-again.ts';
import type { Undo } from '../actions/undo.ts';
import type { Audit } from '../audit/audit.ts';
import { channelButtons } from '../chat/channel-choice.ts';
import { createAsCommand } from '../chat/commands/as.ts';
import { createAuditCommand } from '../chat/commands/audit.ts';
import { createCalendarCommands } from '../chat/commands/calendar.ts';
import { createCardsCommand } from '../chat/commands/cards.ts';
import type { Command, CommandContext } from '../chat/commands/command.ts';
import { createConnectCommand } from '../chat/commands/connect.ts';
import { createDayCommands, createSharedToday } from '../chat/commands/day.ts';
import { createExportCommand } from '../chat/commands/export.ts';
import { createHelpCommand } from '../chat/commands/help.ts';
import { createHomeCommand } from '../chat/commands/home.ts';
import { createInviteCommand } from '../chat/commands/invite.ts';
import { createLinkCommands } from '../chat/commands/link.ts';
import { createMemoryLook } from '../chat/commands/look-at-memory.ts';
import { createMailCommand } from '../chat/commands/mail.ts';
import { createMemoryCommands } from '../chat/commands/memory.ts';
import { createNewsCommands } from '../chat/commands/news.ts';
import { createNotesCommand } from '../chat/commands/notes.ts';
import { createPrivateCommand } from '../chat/commands/private.ts';
import { createRateCommand } from '../chat/commands/rate.ts';
import { createReminderCommands } from '../chat/commands/reminders.ts';
import { createSettingsCommand } from '../chat/commands/settings.ts';
import { createShareCommand } from '../chat/commands/share.ts';
import { startCommand } from '../chat/commands/start.ts';
import { createStatusCommand } from '../chat/commands/status.ts';
import { stopCommand } from '../chat/commands/stop.ts';
import { createTaskCommands } from '../chat/commands/tasks.ts';
import { createUndoCommand } from '../chat/commands/undo.ts';
import { createWatchCommand } from '../chat/commands/watch.ts';
import { createWhyCommand } from '../chat/commands/why.ts';
import { createWorkflowCommand } from '../chat/commands/workflows.ts';
import type { ConnectLinks } from '../chat/connect-links.ts';
import type { Farewell } from '../chat/farewell.ts';
import { focusButtons } from '../chat/task-buttons.ts';
import type { Download } from '../chat/transcript-source.ts';
import type { Database } from '../db/client.ts';
import type { Site } from '../ground/whereabouts.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { Linking } from '../people/linking.ts';
import { type Agenda, createAgenda } from '../proactive/brief/agenda.ts';
import type { Brief } from '../proactive/brief/brief.ts';
import type { Gather } from '../proactive/brief/gather.ts';
import { createObserve } from '../proactive/observe.ts';
import type { Identity } from '../vault/identity.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import type { Connections } from './actions.ts';
import type { Workflows } from './workflows.ts';

interface CommandDeps extends Workflows {
  readonly db: Database;
  readonly act: Act;
  readonly kinds: readonly Kind[];
  readonly buttons: Buttons;
  readonly undo: Undo;
  readonly audit: Audit;
  readonly linking: Linking;
  readonly showCards: ShowCards;
  readonly storedFiles: StoredFiles;
  readonly identity: Identity;
  readonly gather: Gather;
  readonly gatherAll: Gather;
  readonly brief: Brief;
  readonly review: Brief;
  readonly nudge: () => void;
  readonly download: Download;
  readonly connections: Connections;
  readonly connectLinks: ConnectLinks | undefined;
  readonly farewell: Farewell | undefined;
  readonly about: {
    readonly model: string | undefined;
    readonly modelSite: Site | undefined;
    readonly dailyTokenLimit: number | undefined;
    readonly embedder: string;
    readonly embedderSite: Site | undefined;
    readonly listenerSite: Site | undefined;
    readonly database: 'embedded' | 'server';
    readonly startedAt: Temporal.Instant;
  };
}

/** Every command, in the order of the menu. A new one is added here and nowhere else. */
export function allCommands(deps: CommandDeps): Command[] {
  const agenda: Agenda = createAgenda({ ...deps, ...deps.connections });
  const buttonsFor = ({ personId, profile, now }: CommandContext) =>
    deps.db.asPerson(personId, (tx) => focusButtons(tx, personId, profile, now, deps.buttons));
  const channelsFor = ({ personId, profile }: CommandContext) =>
    deps.db.asPerson(personId, (tx) => channelButtons(tx, personId, profile, deps.buttons));
  const day = createDayCommands({ ...deps, agenda });
  const tasks = createTaskCommands({ act: deps.act, buttonsFor });
  const reminders = createReminderCommands(deps);
  const rating = createRateCommand(deps);
  const shared = new Map(
    [...day.filter(({ name }) => name === 'agenda'), createSharedToday(agenda), ...tasks, ...reminders, rating].map((each) => [
      each.name,
      each,
    ]),
  );
  const commands: Command[] = [
    startCommand,
    createHelpCommand(() => commands),
    ...day,
    ...tasks,
    ...reminders,
    ...createNewsCommands(deps),
    rating,
    ...createCalendarCommands({ ...deps, ...deps.connections }),
    createNotesCommand(deps),
    createWatchCommand(deps),
    createWorkflowCommand({ ...deps, button: (verb, id) => deps.buttons.sign({ verb, id }, id) }),
    createMailCommand({ ...deps, ...deps.connections }),
    ...createMemoryCommands(deps),
    createMemoryLook(deps),
    createPrivateCommand(deps),
    createWhyCommand(deps),
    createUndoCommand(deps),
    stopCommand,
    createSettingsCommand({ act: deps.act, buttonsFor: channelsFor }),
    ...createLinkCommands(deps),
    createCardsCommand(deps),
    createInviteCommand(deps),
    createShareCommand(deps),
    createAsCommand({ ...deps, shared }),
    ...connectCommands(deps),
    createExportCommand(deps),
    createAuditCommand(deps),
    createHomeCommand({ ...deps, agenda }),
    createStatusCommand({
      db: deps.db,
      instance: deps.identity.id,
      observe: createObserve({ db: deps.db, gather: deps.gatherAll }),
      ...deps.about,
    }),
  ];
  return commands;
}

function connectCommands({ db, nudge, connections: { feeds, forms }, connectLinks: links, farewell }: CommandDeps): Command[] {
  if (!feeds) return [];
  const filled = forms && links && farewell && { ...forms, links, farewell };
  return [createConnectCommand({ db, nudge, ...feeds, forms: filled })];
}
