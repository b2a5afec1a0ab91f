import type { Kind } from '../actions/kind.ts';
import { calendarKinds } from '../actions/kinds/calendar/kinds.ts';
import { hoursLearn } from '../actions/kinds/calendar/learn-hours.ts';
import { contactKinds } from '../actions/kinds/contacts.ts';
import { documentWrite } from '../actions/kinds/documents.ts';
import { fileKinds } from '../actions/kinds/files.ts';
import { mailLook } from '../actions/kinds/mail/look.ts';
import { mailDraft, mailSend } from '../actions/kinds/mail/send.ts';
import { mailTidy } from '../actions/kinds/mail/tidy.ts';
import { memoryForget, memorySave, memorySearch } from '../actions/kinds/memory.ts';
import { memoryNames } from '../actions/kinds/memory-names.ts';
import { memoryShapeKinds } from '../actions/kinds/memory-shape.ts';
import { messageSend } from '../actions/kinds/messages.ts';
import { profileUpdate } from '../actions/kinds/profile.ts';
import { reminderKinds } from '../actions/kinds/reminders.ts';
import { taskKinds } from '../actions/kinds/tasks.ts';
import { webKinds } from '../actions/kinds/web.ts';
import type { Prepared, Recall } from '../memory/recall.ts';
import type { Tombstones } from '../memory/tombstones.ts';
import type { Platform } from '../ports/chat.ts';
import type { EyesOf } from '../ports/connections.ts';
import type { DocumentReader } from '../ports/documents.ts';
import { reschedule } from '../proactive/reschedule.ts';
import { watchKinds } from '../proactive/watches/kinds.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { workflowKinds } from '../workflows/kinds.ts';

interface KindDeps {
  readonly isConnected: (platform: Platform) => boolean;
  readonly recall: Recall;
  readonly tombstones: Tombstones;
  readonly storedFiles: StoredFiles;
  readonly documents: DocumentReader;
  /** The vector of a search, where making one waits for no network. */
  readonly prepare: ((text: string) => Promise<Prepared>) | undefined;
}

/** Everything that can be done. A new kind is added here and nowhere else. */
export function allKinds({ recall, prepare, tombstones, storedFiles, documents, isConnected }: KindDeps): Kind[] {
  const kinds: Kind[] = [
    memorySearch({ recall, ...(prepare && { prepare }) }),
    memorySave,
    memoryForget({ tombstones }),
    ...memoryShapeKinds,
    memoryNames,
    ...taskKinds,
    ...reminderKinds,
    messageSend({ isConnected }),
    ...mailLook({ documents }),
    mailDraft({ storedFiles }),
    mailSend({ storedFiles }),
    ...mailTidy,
    ...contactKinds,
    ...calendarKinds,
    hoursLearn,
    ...webKinds,
    ...fileKinds({ storedFiles, documents }),
    documentWrite({ storedFiles }),
    profileUpdate({ onChange: reschedule }),
    ...watchKinds,
  ];
  return [...kinds, ...workflowKinds(kinds.filter(isForAll))];
}

/** The kinds that only a command, a press or a rule of ours reaches, no model and no step of a workflow. */
const COMMAND_ONLY = new Set([
  'memory_forget',
  'memory_keep',
  'memory_correct',
  'memory_names',
  'workflow_edit',
  'mail_junk',
  'mail_not_junk',
  'mail_to_inbox',
  'hours_learn',
  'calendar_note',
]);

/** True of what a model and the steps of workflows may wish for. */
export function isForAll({ name }: Kind): boolean {
  return !COMMAND_ONLY.has(name);
}

/** What a model may call for a person: what needs a connection that is not there is not offered. */
export function toolsFor(kinds: readonly Kind[], eyesOf: EyesOf): (personId: string) => Promise<Kind[]> {
  const callable = kinds.filter(isForAll);
  return async (personId) => {
    const eyes = await eyesOf(personId);
    return callable.filter(({ needs }) => needs === undefined || eyes[needs] !== undefined);
  };
}
