import { and, eq } from 'drizzle-orm';
import { leaveEdits } from '../../actions/edit.ts';
import { asKeptFile, updateVoiceNote, type VoiceNote, voiceNote } from '../../agent/recordings.ts';
import type { Database, Tx } from '../../db/client.ts';
import { inbox } from '../../db/schema/chat.ts';
import type { Clock } from '../../ground/clock.ts';
import { type Address, enqueue } from '../../outbox/outbox.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import type { StoredFiles } from '../../vault/stored-files.ts';
import type { OutsidePress, PressHandler } from '../presses.ts';
import { leaveFixes, messageOf, placeOfFix } from '../voice-fix.ts';

/** Characters; the initial value of a text input in Slack's Block Kit, the tightest platform. */
const MOST_IN_A_FORM = 3000;
const TOO_OLD = 'This recording is not kept any more. Just write or say it again.';

/** Fix under what was heard: the person's next words, or a form, take the place of the transcript. */
export function fixHandler({ clock }: { readonly clock: Clock }): [string, PressHandler] {
  return [
    'fixvoice',
    async ({ tx, personId, id, press }) => {
      const note = await voiceNote(tx, personId, id);
      const heard = note && (await messageOf(tx, personId, note));
      if (!note?.heard || !heard) return { said: TOO_OLD };
      const now = clock.now();
      await leaveEdits(tx, personId);
      await leaveFixes(tx, personId);
      await updateVoiceNote(tx, personId, id, { fixingSince: now, fixingIn: placeOfFix(press) });
      const said = 'Write what you said.';
      if (press.forms && heard.text.length <= MOST_IN_A_FORM) {
        return { said, form: { title: 'Fix', label: 'What you said', text: heard.text } };
      }
      const why = { trigger: 'your press on Fix', by: 'rule', sources: [press.key], actions: [] };
      await enqueue(tx, { personId, key: `fix:${id}:${press.key}`, message: { text: ASK }, why, now, to: press });
      return { said };
    },
  ];
}

const ASK =
  'Write what you said. It takes the place of what I heard, and what I did because of that is taken back. "cancel" leaves it.';

interface AgainDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly storedFiles: StoredFiles;
  /** A message waits in its conversation. */
  readonly onMessage: (address: Address) => void;
}

/** Try again under a recording that could not be written down. */
export function createHearAgainPress(deps: AgainDeps): OutsidePress {
  return (personId, { verb, id }, press) => (verb === 'hearagain' ? hearAgain(deps, personId, id, press) : undefined);
}

async function hearAgain({ db, clock, storedFiles, onMessage }: AgainDeps, personId: string, id: string, press: IncomingPress) {
  const answer = await db.asPerson(personId, async (tx) => {
    const note = await voiceNote(tx, personId, id);
    if (!note) return { said: TOO_OLD };
    if (note.heard) return { said: 'I have written it down already.' };
    if (await isWaiting(tx, personId, note)) return { said: 'I am listening to it already.' };
    const [file] = await storedFiles.load(tx, personId, [id]);
    const original = await messageOf(tx, personId, note);
    if (!file || !original) return { said: TOO_OLD };
    const { foreignText: _, ...rest } = original;
    const key = `hear:${press.key}`;
    const message = { ...rest, key, text: '', edited: false, files: [asKeptFile(note, file)] };
    const { platform, chat, messageId } = message;
    const row = { personId, key, platform, chat, messageId, kind: 'message', payload: message, receivedAt: clock.now() } as const;
    await tx.insert(inbox).values(row).onConflictDoNothing();
    await updateVoiceNote(tx, personId, id, { key });
    return { said: 'I listen again.', wake: { platform, chat } };
  });
  if (answer.wake) onMessage(answer.wake);
  return answer.said;
}

/** True while the message of the recording is being listened to, or waits for it. */
async function isWaiting(tx: Tx, personId: string, { key }: VoiceNote): Promise<boolean> {
  const [row] = await tx
    .select({ state: inbox.state })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), eq(inbox.key, key)));
  return row !== undefined && row.state !== 'done';
}
