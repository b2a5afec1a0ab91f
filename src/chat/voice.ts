import { and, eq } from 'drizzle-orm';
import { shown } from '../actions/card/shown.ts';
import type { HearDeps } from '../agent/keep-file.ts';
import { isRecording, keepRecording, recordingId, updateVoiceNote } from '../agent/recordings.ts';
import type { WriteDown } from '../agent/write-down.ts';
import type { Tx } from '../db/client.ts';
import { DatabaseAway } from '../db/failure.ts';
import { inbox } from '../db/schema/chat.ts';
import { storableJson } from '../db/storable.ts';
import type { Clock } from '../ground/clock.ts';
import { AppError, isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { enqueue } from '../outbox/outbox.ts';
import type { Button, IncomingFile, IncomingMessage } from '../ports/chat.ts';
import { isStop } from './command-line.ts';

export interface Voice {
  /**
   * Writes down the recordings of a waiting message: their words become its text, which is shown with Fix and then worked on like any
   * other. What cannot be written down is told with what to do, and stays for another try.
   */
  hear(personId: string, message: IncomingMessage, signal: AbortSignal): Promise<void>;
}

export interface VoiceDeps extends HearDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly buttons: Buttons;
  /** Undefined while nothing is set that could listen. */
  readonly writeDown: WriteDown | undefined;
  readonly recordingKeepHours: number;
  /** The spoken word was stop. Told again until it was carried out, which closes the message. */
  readonly onSpokenStop: (personId: string, message: IncomingMessage) => Promise<void>;
  readonly onQueued: () => void;
}

interface HeardRecording {
  readonly id: string;
  readonly own: boolean;
  /** What was said, or why that is not known. */
  readonly words?: string;
  readonly failure?: string;
  /** True when another try may help. */
  readonly mayRetry?: boolean;
}

const NOT_SET =
  'I cannot listen yet. Whoever runs me sets TRANSCRIBE_URL to a speech-to-text server (OpenAI or one of their own, .env.example shows it). Until then, please type what matters.';
const NO_WORDS = 'I heard no words in it. Record it again, or type what matters.';
const OUR_FAULT = 'Something went wrong on my side while I listened; the log says more.';

export function createVoice(deps: VoiceDeps): Voice {
  return {
    async hear(personId, message, signal) {
      // An earlier try has heard it, and could not carry it out.
      if (isStop(message.text)) return deps.onSpokenStop(personId, message);
      const heard: HeardRecording[] = [];
      for (const file of message.files.filter(isRecording)) heard.push(await hearOne(deps, personId, message, file, signal));
      // Stopped, the message is closed already; at a shutdown it waits for the next start.
      if (signal.aborted) return;
      const worded = withWords(message, heard);
      const stops = worded.foreignText === undefined && isStop(worded.text);
      // A stop waits, and keeps its recording, until it is carried out: so a lane or the next start comes to it again.
      const next = stops ? { ...worded, files: message.files } : worded;
      await deps.db.asPerson(personId, async (tx) => {
        if (await replace(tx, personId, next, isEmpty(next))) await tell(deps, tx, personId, message, heard);
      });
      deps.onQueued();
      if (stops) await deps.onSpokenStop(personId, worded);
    },
  };
}

async function hearOne(
  deps: VoiceDeps,
  personId: string,
  message: IncomingMessage,
  file: IncomingFile,
  signal: AbortSignal,
): Promise<HeardRecording> {
  const { clock, log, writeDown } = deps;
  const id = recordingId(message, file);
  let own = false;
  let isKept = false;
  try {
    const recording = await keepRecording(deps, { personId, now: clock.now(), signal }, message, file);
    own = recording.own;
    isKept = true;
    if (!writeDown) throw new AppError('config', NOT_SET);
    const words = await writeDown(recording, signal);
    return { id, own, ...(words === '' ? { failure: NO_WORDS } : { words }) };
  } catch (error) {
    if (error instanceof DatabaseAway) throw error;
    const isOurs = isAppError(error);
    if (!isOurs && !signal.aborted) log.error('voice-failed', describeError(error));
    return { id, own, failure: isOurs ? error.message : OUR_FAULT, mayRetry: isKept && !isAppError(error, 'invalid') };
  }
}

function withWords(message: IncomingMessage, heard: readonly HeardRecording[]): IncomingMessage {
  const wordsOf = (own: boolean) => heard.flatMap((one) => (one.own === own && one.words ? [one.words] : []));
  const { foreignText, ...rest } = message;
  const others = [foreignText, ...wordsOf(false)].filter(Boolean).join('\n\n');
  const text = [message.text, ...wordsOf(true)].filter(Boolean).join('\n\n');
  const files = message.files.filter((file) => !isRecording(file));
  return { ...rest, text, files, ...(others && { foreignText: others }) };
}

function isEmpty({ text, foreignText, files }: IncomingMessage): boolean {
  return text.trim() === '' && foreignText === undefined && files.length === 0;
}

/** False when the message was closed meanwhile, by STOP. */
async function replace(tx: Tx, personId: string, message: IncomingMessage, done: boolean): Promise<boolean> {
  const waiting = and(eq(inbox.personId, personId), eq(inbox.key, message.key), eq(inbox.state, 'stored'));
  const rows = await tx
    .update(inbox)
    .set({ payload: storableJson(message), ...(done && { state: 'done' }) })
    .where(waiting)
    .returning({ seq: inbox.seq });
  return rows.length > 0;
}

async function tell(
  deps: VoiceDeps,
  tx: Tx,
  personId: string,
  message: IncomingMessage,
  heard: readonly HeardRecording[],
): Promise<void> {
  for (const { id, words } of heard) if (words) await updateVoiceNote(tx, personId, id, { heard: true });
  const buttons = heard.flatMap((one): Button[][] => {
    const next = nextPress(one);
    return next ? [[{ id: deps.buttons.sign({ verb: next[0], id: one.id }, personId), label: next[1], style: 'plain' }]] : [];
  });
  const text = heard.map((one) => lineOf(one, deps.recordingKeepHours)).join('\n\n');
  const why = { trigger: 'your voice note', by: 'rule', sources: [message.key], actions: [] };
  const said = buttons.length > 0 ? { text, buttons } : { text };
  await enqueue(tx, { personId, key: heardKey(message.key), message: said, why, now: deps.clock.now(), to: message });
}

function lineOf({ own, words, failure, mayRetry }: HeardRecording, keepHours: number): string {
  if (words) return `${own ? 'I heard' : 'In the recording I heard'}: “${shown(words)}”`;
  return `${failure ?? NO_WORDS}${mayRetry ? ` I keep the recording for ${keepHours} hours.` : ''}`;
}

/** Verb and label of what can be pressed under it. */
function nextPress({ own, words, mayRetry }: HeardRecording): readonly [string, string] | undefined {
  if (words) return own ? ['fixvoice', 'Fix'] : undefined;
  return mayRetry ? ['hearagain', 'Try again'] : undefined;
}

/** The outbox key of what a voice note was heard as. */
export function heardKey(key: string): string {
  return `heard:${key}`;
}
