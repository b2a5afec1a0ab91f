import { z } from 'zod';
import { keptFileId } from '../agent/keep-file.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database, Tx } from '../db/client.ts';
import { DatabaseAway } from '../db/failure.ts';
import type { Jobs } from '../db/jobs.ts';
import type { Clock } from '../ground/clock.ts';
import { AppError, isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import { saveFact } from '../memory/facts.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { enqueue } from '../outbox/outbox.ts';
import { load } from '../people/profile-store.ts';
import { type IncomingPress, PLATFORMS } from '../ports/chat.ts';
import type { Write } from '../proactive/brief/rewording.ts';
import type { Notes } from '../proactive/transcripts/notes.ts';
import { notesMessage } from '../proactive/transcripts/notes-message.ts';
import { takeNotes } from '../proactive/transcripts/take-notes.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { type Download, messageUnder, textOf, transcriptIn } from './transcript-source.ts';

interface NotesMakingDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: Audit;
  readonly jobs: Jobs;
  readonly buttons: Buttons;
  readonly storedFiles: StoredFiles;
  readonly download: Download;
  /** Absent without a model: then rules alone take the notes. */
  readonly write: Write | undefined;
  readonly onQueued: () => void;
}

const job = z.object({
  personId: z.uuid(),
  key: z.string(),
  /** The key of the press: a later one on the same message is a new try and gets an answer of its own. */
  press: z.string(),
  platform: z.enum(PLATFORMS),
  chat: z.string(),
});

/** Has notes made of the transcript in the message with this key, and told where the press was that allowed it; with its transaction. */
export type MakeNotes = (tx: Tx, personId: string, key: string, press: IncomingPress) => Promise<void>;

export function createNotesMaking(deps: NotesMakingDeps): MakeNotes {
  const queue = deps.jobs.define('notes', job, (wish, signal) => make(deps, wish, signal));
  return async (tx, personId, key, { key: press, platform, chat }) => {
    await queue.send(tx, { personId, key, press, platform, chat }, { key: `notes ${personId} ${key}` });
  };
}

/** Where the notes of the conversation in this message are kept. */
export function notesId(key: string): string {
  return keptFileId(key, 'notes');
}

/** How the outbox keys of all messages begin that showed these notes. */
export function notesKey(id: string): string {
  return `notes:${id}`;
}

async function make(deps: NotesMakingDeps, wish: z.infer<typeof job>, signal: AbortSignal): Promise<void> {
  const { db, clock, log } = deps;
  const { personId, key, press, ...to } = wish;
  try {
    await keep(deps, wish, await read(deps, wish, signal));
  } catch (error) {
    if (signal.aborted || error instanceof DatabaseAway) throw error;
    if (!isAppError(error)) log.error('notes-failed', describeError(error));
    const text = isAppError(error) ? error.message : 'Something went wrong on my side while I made the notes; the log says more.';
    const why = { trigger: 'your press on Keep notes', by: 'rule', sources: [key], actions: [] };
    await db.asPerson(personId, (tx) =>
      enqueue(tx, { personId, key: `notes-failed:${key}:${press}`, message: { text }, why, now: clock.now(), to }),
    );
  }
  deps.onQueued();
}

interface Made {
  readonly notes: Notes;
  readonly by: string;
}

async function read(
  { db, download, write, log }: NotesMakingDeps,
  wish: z.infer<typeof job>,
  signal: AbortSignal,
): Promise<Made> {
  const { personId, key, platform } = wish;
  const { message, zone } = await db.asPerson(personId, async (tx) => ({
    message: await messageUnder(tx, personId, key),
    zone: (await load(tx, personId)).identity.timezone,
  }));
  const source = message && transcriptIn(message);
  if (!source) throw new AppError('not-found', 'The transcript is not there any more. Send it once more with /notes.');
  const given = { text: await textOf(source, platform, download, signal), title: source.title, at: message.sentAt };
  return takeNotes({ write, log }, given, { personId, zone }, signal);
}

/** What was decided joins memory as the words of others; all of it once, whatever is repeated. */
async function keep(
  { db, clock, audit, buttons, storedFiles }: NotesMakingDeps,
  { personId, key, press, ...to }: z.infer<typeof job>,
  { notes, by }: Made,
): Promise<void> {
  const id = notesId(key);
  const now = clock.now();
  const bytes = new TextEncoder().encode(JSON.stringify(notes));
  await db.asPerson(personId, async (tx) => {
    const { timezone } = (await load(tx, personId)).identity;
    await storedFiles.keep(tx, personId, { name: `notes of ${notes.title}.json`, mime: 'application/json', bytes }, id);
    for (const { speaker, quote, line } of notes.decisions) {
      const text = `Decided in ${notes.title}, line ${line}${speaker === '' ? '' : `, by ${speaker}`}: ${quote}`;
      await saveFact(tx, { personId, text, trust: 'outside', source: key, recordedAt: now });
    }
    await audit.record(tx, personId, [{ at: now, dataType: 'transcript', access: 'write', action: '/notes', ref: id }]);
    const message = notesMessage(id, personId, notes, timezone, (verb, of, reader) => buttons.sign({ verb, id: of }, reader));
    const why = { trigger: 'your press on Keep notes', by, sources: [`file:${id}`, key], actions: [] };
    await enqueue(tx, { personId, key: `${notesKey(id)}:${press}`, message, why, now, to });
  });
}
