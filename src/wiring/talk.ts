import type { Kind } from '../actions/kind.ts';
import { createWriteDown } from '../agent/write-down.ts';
import type { Audit } from '../audit/audit.ts';
import { menuOf } from '../chat/commands/menu.ts';
import { createCommandRunner } from '../chat/commands/runner.ts';
import type { ConnectLinks } from '../chat/connect-links.ts';
import { createConversation } from '../chat/conversation.ts';
import { createEdits } from '../chat/edits.ts';
import type { Farewell } from '../chat/farewell.ts';
import { createLanes, type Lanes } from '../chat/lanes.ts';
import { createVoice, type VoiceDeps } from '../chat/voice.ts';
import { withUndo } from '../chat/with-undo.ts';
import { siteOf } from '../ground/whereabouts.ts';
import type { Recall } from '../memory/recall.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { Linking } from '../people/linking.ts';
import type { MenuCommand } from '../ports/chat.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import type { AssistantDeps } from './assistant.ts';
import { allCommands } from './commands.ts';
import { createDownload } from './download.ts';
import { toolsFor } from './kinds.ts';
import type { Work } from './work.ts';

interface TalkDeps extends AssistantDeps, Work {
  readonly onSpokenStop: VoiceDeps['onSpokenStop'];
  readonly audit: Audit;
  readonly linking: Linking;
  readonly buttons: Buttons;
  readonly storedFiles: StoredFiles;
  readonly recall: Recall;
  readonly kinds: readonly Kind[];
  readonly onQueued: () => void;
  readonly onLearned: (personId: string) => void;
  readonly connectLinks: ConnectLinks | undefined;
  readonly farewell: Farewell | undefined;
}

/** What happens to a message once it is in: the lanes, and in them turns and commands. */
export function createTalk(deps: TalkDeps): { readonly menu: readonly MenuCommand[]; readonly lanes: Lanes } {
  const { db, clock, log, adapters, brain, embedder, undo, buttons, kinds, clockwork, transcriber } = deps;
  const about = {
    ...deps,
    model: brain?.name,
    modelSite: brain?.site,
    dailyTokenLimit: brain?.dailyTokenLimit,
    embedder: embedder.model,
    embedderSite: deps.embedderSite,
    listenerSite: transcriber && siteOf(transcriber.url),
    startedAt: clock.now(),
  };
  const download = createDownload(adapters);
  const commands = allCommands({ ...deps, download, nudge: clockwork.nudge, about });
  const takeBack = createEdits({ db, undo, clock });
  const runner = createCommandRunner({ ...deps, commands, takeBack, finish: withUndo(db, buttons) });

  const writeDown = transcriber && createWriteDown({ transcriber, clock, log });
  const next = createConversation({
    ...deps,
    download,
    voice: createVoice({ ...deps, download, writeDown }),
    toolsFor: toolsFor(kinds, deps.connections.eyesOf),
    commands: runner,
    takeBack,
  });
  const lanes = createLanes({ next, clock, log });
  return { menu: menuOf(commands.filter(({ hidden }) => !hidden)), lanes };
}
