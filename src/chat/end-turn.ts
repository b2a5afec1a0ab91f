import type { Temporal } from 'temporal-polyfill';
import type { ActOutcome } from '../actions/act.ts';
import { type ActionRow, closeUnshown, ofTurn } from '../actions/ledger.ts';
import { undoRow } from '../agent/reply.ts';
import { closeTurn, type Turn } from '../agent/story.ts';
import type { Tx } from '../db/client.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { enqueue } from '../outbox/outbox.ts';

const WORDS = {
  stopped: 'Stopped, as you said.',
  failed:
    'Something went wrong on my side, and I stopped working on this. Your message is kept; please say it again or use a command (/help). The log says more.',
};

/** Ends a turn before its answer: what it had done by then is told, with Undo; one that was stopped and had done nothing ends silently. */
export async function endTurn(
  tx: Tx,
  { buttons }: { readonly buttons: Buttons },
  turn: Turn,
  state: 'stopped' | 'failed',
  now: Temporal.Instant,
): Promise<void> {
  const { id, personId, messages } = turn;
  await closeTurn(tx, turn, state, now);
  await closeUnshown(tx, personId, id, now);
  const rows = (await ofTurn(tx, personId, id)).filter(hasHappened);
  if (state === 'stopped' && rows.length === 0) return;
  const lines = rows.map((row) => `${row.state === 'done' ? '✓' : '?'} ${row.outcome}`);
  const text = rows.length === 0 ? WORDS[state] : `${WORDS[state]} Before that, this was done:\n\n${lines.join('\n')}`;
  const undo = undoRow(rows.map(toOutcome), buttons, personId);
  const message = undo.length > 0 ? { text, buttons: [undo] } : { text };
  const actions = rows.map((row) => row.id);
  const why = { trigger: 'your message', by: 'rule', sources: messages.map(({ key }) => key), actions };
  await enqueue(tx, { personId, key: `turn:${id}`, message, why, now, to: turn });
}

function hasHappened({ effect, state }: ActionRow): boolean {
  return effect !== 'read' && (state === 'done' || state === 'unknown');
}

function toOutcome({ id: actionId, state, outcome, undo, tainted, effect }: ActionRow): ActOutcome {
  const said = outcome ?? 'Done.';
  if (state !== 'done') return { state: 'refused', said };
  return { state: 'done', said, actionId, undoable: undo !== null, tainted, effect };
}
