import { Temporal } from 'temporal-polyfill';
import { describeError, type Log } from '../../ground/log.ts';
import type { Write } from '../brief/rewording.ts';
import { borneOut, joined, MOST_FOR_A_MODEL, notesPrompt } from './claimed-notes.ts';
import type { Notes } from './notes.ts';
import { type Moment, plainNotes } from './plain-notes.ts';
import { readTranscript } from './read-transcript.ts';
import { statementsOf } from './statements.ts';

interface Given {
  readonly title: string;
  readonly text: string;
  /** ISO 8601 instant at which it came. */
  readonly at: string;
}

interface TakeDeps {
  readonly write: Write | undefined;
  readonly log: Log;
}

/** Whose notes they are. */
interface Reader {
  readonly personId: string;
  /** IANA. */
  readonly zone: string;
}

/**
 * The notes of a transcript, by rules; a model, where there is one, may point at more, of which stays what the words bear out. One that fails
 * changes nothing. `by` is `rule` or the model's name. Rejects with `invalid` when nothing is said in it.
 */
export async function takeNotes(
  { write, log }: TakeDeps,
  { title, text, at }: Given,
  reader: Reader,
  signal: AbortSignal,
): Promise<{ readonly notes: Notes; readonly by: string }> {
  const lines = readTranscript(text);
  const said = statementsOf(lines);
  const moment: Moment = { now: Temporal.Instant.from(at), zone: reader.zone };
  const plain = plainNotes(said, moment);
  const whole = { title, at, lines: [...lines] };
  if (!write || text.length > MOST_FOR_A_MODEL) return { notes: { ...whole, ...plain }, by: 'rule' };
  try {
    const answer = await write(notesPrompt(lines), signal, reader);
    const claimed = answer && borneOut(answer.text, lines, said, moment);
    if (claimed) return { notes: { ...whole, ...joined(plain, claimed) }, by: answer.by };
    log.info('notes-without-claims', { lines: lines.length });
  } catch (error) {
    signal.throwIfAborted();
    log.warn('notes-without-model', describeError(error));
  }
  return { notes: { ...whole, ...plain }, by: 'rule' };
}
