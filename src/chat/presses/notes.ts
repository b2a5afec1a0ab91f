import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Act } from '../../actions/act.ts';
import type { Approvals } from '../../actions/approvals.ts';
import type { Database, Tx } from '../../db/client.ts';
import { inbox, outbox } from '../../db/schema/chat.ts';
import { facts } from '../../db/schema/memory.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue, findPressed } from '../../outbox/outbox.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import { notesSchema } from '../../proactive/transcripts/notes.ts';
import { placeOfItem, taskOf } from '../../proactive/transcripts/notes-message.ts';
import type { StoredFiles } from '../../vault/stored-files.ts';
import { type MakeNotes, notesId, notesKey } from '../notes-making.ts';
import type { OutsidePress, Press, PressHandler } from '../presses.ts';
import { undoButton } from '../undo-button.ts';

const GONE = 'These notes are not there any more.';

/** Keep and No under the question, Delete under the notes. */
export function notesHandlers(deps: {
  readonly clock: Clock;
  readonly makeNotes: MakeNotes;
  readonly storedFiles: StoredFiles;
}): [string, PressHandler][] {
  return [
    [
      'notekeep',
      async (press) => {
        const key = await sourceOf(press);
        if (!key) return { said: GONE };
        await deps.makeNotes(press.tx, press.personId, key, press.press);
        return replace(deps.clock, press, 'You allowed it: I make the notes.');
      },
    ],
    [
      'noteleave',
      async (press) => {
        const key = await sourceOf(press);
        if (key) await blank(press.tx, press.personId, key);
        return replace(deps.clock, press, 'No notes are kept.');
      },
    ],
    ['nodelete', (press) => remove(deps, press)],
  ];
}

/** An item of the notes becomes a task by this press: it stands there word for word, so the press is the person's leave for it. */
export function createNoteItemPress(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
  readonly approvals: Approvals;
  readonly buttons: Buttons;
  readonly storedFiles: StoredFiles;
}): OutsidePress {
  return (personId, { verb, id }, press) => {
    const place = placeOfItem(verb);
    return place === undefined ? undefined : addTask(deps, personId, id, place, press);
  };
}

async function addTask(
  { db, clock, act, approvals, buttons, storedFiles }: Parameters<typeof createNoteItemPress>[0],
  personId: string,
  id: string,
  place: number,
  press: IncomingPress,
): Promise<string> {
  const [file] = await db.asPerson(personId, (tx) => storedFiles.load(tx, personId, [id]));
  const notes = file && notesSchema.parse(JSON.parse(new TextDecoder().decode(file.bytes)));
  const item = notes?.items[place];
  if (!item) return GONE;
  // The words are those of others: the wish is asked for, and this press is the answer.
  const wish = { personId, kind: 'task_add', input: taskOf(item, notes.title), key: `note:${id}:${place}`, source: `file:${id}` };
  const outcome = await act({ ...wish, tainted: true, unattended: false });
  if (outcome.state !== 'proposed') return outcome.said;
  const { actionId } = outcome;
  return db.asPerson(personId, async (tx) => {
    const { said, ran } = await approvals.approve(tx, personId, actionId, `${press.platform}:${press.user.id}`);
    if (!ran) return said;
    const undo = undoButton(buttons, personId, actionId);
    const why = { trigger: 'the button you pressed', by: 'rule', sources: [`file:${id}`], actions: [actionId] };
    const message = { text: `✓ ${said}`, buttons: [[undo]] };
    await enqueue(tx, { personId, key: `pressed:${press.key}`, message, why, now: clock.now(), to: press });
    return said;
  });
}

/** The key of the message that holds the transcript: what the question rests on last. */
async function sourceOf({ tx, personId, id, press }: Press): Promise<string | undefined> {
  const question = await findPressed(tx, personId, press);
  return question?.why.sources.find((key) => notesId(key) === id);
}

async function replace(clock: Clock, { tx, personId, press }: Press, said: string) {
  const original = await findPressed(tx, personId, press);
  const why = { trigger: 'the button you pressed', by: 'rule', sources: [...(original?.why.sources ?? [])], actions: [] };
  if (original) {
    const message = { text: said };
    await enqueue(tx, { personId, key: `pressed:${press.key}`, message, why, now: clock.now(), edits: original.key });
  }
  return { said };
}

/** The notes, the words they were made of and what was remembered of them; tasks that were made of them stay. */
async function remove(deps: { readonly clock: Clock; readonly storedFiles: StoredFiles }, press: Press) {
  const { tx, personId, id } = press;
  const key = await sourceOf(press);
  const isThere = await deps.storedFiles.remove(tx, personId, id);
  if (!key || !isThere) return { said: GONE };
  const now = deps.clock.now();
  await tx
    .update(facts)
    .set({ forgottenAt: now })
    .where(and(eq(facts.personId, personId), eq(facts.source, key), isNull(facts.forgottenAt)));
  await blank(tx, personId, key);
  const answered = await replace(deps.clock, press, 'The notes and the transcript are deleted.');
  const notes = and(eq(outbox.personId, personId), sql`starts_with(${outbox.key}, ${notesKey(id)})`);
  await tx
    .update(outbox)
    .set({ message: { text: '' } })
    .where(notes);
  return answered;
}

/** The message keeps its place and loses its words. */
async function blank(tx: Tx, personId: string, key: string): Promise<void> {
  const payload = sql`(${inbox.payload} - 'foreignText') || '{"text": "", "files": []}'`;
  await tx
    .update(inbox)
    .set({ payload })
    .where(and(eq(inbox.personId, personId), eq(inbox.key, key), eq(inbox.state, 'done')));
}
