import type { Act } from '../actions/act.ts';
import type { Approvals } from '../actions/approvals.ts';
import type { DueActions } from '../actions/due-actions.ts';
import type { Edit } from '../actions/edit.ts';
import type { Undo } from '../actions/undo.ts';
import type { Audit } from '../audit/audit.ts';
import type { ConnectLinks } from '../chat/connect-links.ts';
import { createDoorstep } from '../chat/doorstep.ts';
import type { Farewell } from '../chat/farewell.ts';
import { createInbox } from '../chat/inbox.ts';
import type { Lanes } from '../chat/lanes.ts';
import { createLastSeen } from '../chat/last-seen.ts';
import { createNotesMaking } from '../chat/notes-making.ts';
import { createBriefPress } from '../chat/presses/brief.ts';
import { createChannelPress } from '../chat/presses/channel.ts';
import { createConflictPress } from '../chat/presses/conflict.ts';
import { createForgetPress, useHandler } from '../chat/presses/connect.ts';
import { followUpHandler } from '../chat/presses/follow-up.ts';
import { createHabitPress, habitHandler } from '../chat/presses/habit.ts';
import { createInvitationPress } from '../chat/presses/invitation.ts';
import { createLinkPresses } from '../chat/presses/link.ts';
import { mailHandlers } from '../chat/presses/mail.ts';
import { createMemoryPress } from '../chat/presses/memory.ts';
import { createNoteItemPress, notesHandlers } from '../chat/presses/notes.ts';
import { createPairingPress } from '../chat/presses/pairing.ts';
import { createPutBackPress } from '../chat/presses/put-back.ts';
import { createOfferPress, ratingHandlers } from '../chat/presses/rating.ts';
import { createReconnectPress } from '../chat/presses/reconnect.ts';
import { reminderHandlers } from '../chat/presses/reminder.ts';
import { createSharePress } from '../chat/presses/share.ts';
import { createTaskPress } from '../chat/presses/task.ts';
import { trustHandlers } from '../chat/presses/trust.ts';
import { createUnlinkPress } from '../chat/presses/unlink.ts';
import { createHearAgainPress, fixHandler } from '../chat/presses/voice.ts';
import { createRecipePress } from '../chat/presses/workflow.ts';
import { cardHandlers, createPresses, createUndoPress, type OutsidePress, type PressHandler } from '../chat/presses.ts';
import type { Stop } from '../chat/stop.ts';
import type { Database } from '../db/client.ts';
import type { Jobs } from '../db/jobs.ts';
import type { Clock } from '../ground/clock.ts';
import type { Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { createClaim } from '../people/claim.ts';
import { createClaimToken } from '../people/claim-token.ts';
import { admitInvited } from '../people/invites.ts';
import type { Linking } from '../people/linking.ts';
import { createStrangers } from '../people/strangers.ts';
import type { ChatAdapter, ChatHandlers, IncomingPress, Platform } from '../ports/chat.ts';
import type { Write } from '../proactive/brief/rewording.ts';
import type { Clockwork } from '../proactive/clockwork.ts';
import { ensureSchedules } from '../proactive/ensure-schedules.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import type { Engine } from '../workflows/engine.ts';
import type { Connections } from './actions.ts';
import { createDownload } from './download.ts';
import type { Inbox } from './inbox.ts';

interface DoorDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly home: string;
  readonly zone: string;
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  readonly act: Act;
  readonly writeReply: Inbox['writeReply'];
  readonly onDeclined: Inbox['onDeclined'];
  readonly audit: Audit;
  readonly linking: Linking;
  readonly buttons: Buttons;
  readonly lanes: Lanes;
  readonly approvals: Approvals;
  readonly undo: Undo;
  readonly edit: Edit;
  readonly stop: Stop;
  readonly clockwork: Clockwork;
  readonly dueActions: DueActions;
  readonly engine: Engine;
  readonly storedFiles: StoredFiles;
  readonly jobs: Jobs;
  /** Undefined without a model. */
  readonly writeNotes: Write | undefined;
  readonly connections: Connections;
  /** Undefined where nothing is connected by a form. */
  readonly farewell: Farewell | undefined;
  readonly connectLinks: ConnectLinks | undefined;
  readonly onQueued: () => void;
}

interface Door {
  readonly handlers: ChatHandlers;
  /** The token to claim with; undefined once a platform is claimed. */
  claimToken(): Promise<string | undefined>;
}

/** What platforms hand over: messages to the inbox, presses and STOP beside everything that runs. */
export function createDoor(deps: DoorDeps): Door {
  const { db, clock, lanes, approvals, undo, edit, stop, clockwork, dueActions, engine } = deps;
  const onJoined = () => ensureSchedules(db, clock.now());
  const claim = createClaim({ db, token: createClaimToken(deps.home, deps.random) });
  const strangers = createStrangers({ sign: deps.buttons.sign, zone: deps.zone });
  const sayToStranger = createDoorstep(deps.adapters, deps.log);
  const onMessage = createInbox({
    ...deps,
    admit: async (tx, message, now) => (await admitInvited(tx, message, deps.zone, now)) !== undefined,
    onJoined,
    claim,
    strangers,
    sayToStranger,
    onMessage: lanes.wake,
    onStop: stop.now,
  });
  const pairing = createPairingPress({ db, clock, strangers, onJoined });
  const link = createLinkPresses({ ...deps, sayToStranger });
  const makeNotes = createNotesMaking({ ...deps, download: createDownload(deps.adapters), write: deps.writeNotes });
  const notes = notesHandlers({ ...deps, makeNotes });
  const cards = [
    ...cardHandlers(approvals, edit, deps.onDeclined),
    ...reminderHandlers(clock),
    ...trustHandlers(clock),
    ...ratingHandlers(deps),
    ...notes,
    habitHandler(deps),
    followUpHandler(approvals),
  ];
  const accounts = accountPresses(deps);
  const handlers = new Map([...cards, ...accounts.handlers, ...mailHandlers(deps), fixHandler(deps)]);
  const again = createHearAgainPress({ ...deps, onMessage: lanes.wake });
  const own = [
    createUnlinkPress(deps),
    createSharePress(deps),
    createChannelPress(deps),
    createTaskPress(deps),
    createBriefPress(deps),
    createNoteItemPress(deps),
    createMemoryPress(deps),
    createConflictPress({ ...deps, ...deps.connections }),
    createInvitationPress({ ...deps, ...deps.connections }),
    createPutBackPress({ ...deps, ...deps.connections }),
    createHabitPress(deps),
    createOfferPress(deps),
    createRecipePress(deps),
    ...accounts.outside,
  ];
  const outside = [createUndoPress(undo), pairing, link.owner, ...own, again];
  const press = createPresses({ ...deps, handlers, outside, guest: link.guest });
  const nudge = () => {
    clockwork.nudge();
    dueActions.kick();
    engine.kick();
  };
  const lastSeen = createLastSeen(db);
  const onPress = async (pressed: IncomingPress) => {
    // It comes once: what it needs may still be on its way when the platform is connected already.
    await deps.jobs.started();
    return press(pressed).finally(nudge);
  };
  return { handlers: { onMessage, onPress, lastSeen }, claimToken: claim.open };
}

/** What can be pressed about accounts, where any are connected by a form. */
function accountPresses(deps: DoorDeps): { readonly handlers: [string, PressHandler][]; readonly outside: OutsidePress[] } {
  const { farewell, connections, connectLinks: links } = deps;
  const { forms } = connections;
  if (!forms || !farewell || !links) return { handlers: [], outside: [] };
  const given = { ...deps, ...forms, farewell, links };
  return { handlers: [useHandler(given)], outside: [createForgetPress(given), createReconnectPress(given)] };
}
