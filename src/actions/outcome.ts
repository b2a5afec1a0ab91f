import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { recordEpisode } from '../memory/episodes.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { enqueue } from '../outbox/outbox.ts';
import { load } from '../people/profile-store.ts';
import type { Button } from '../ports/chat.ts';
import { cardKey, renderSettled } from './card.ts';
import type { Kind } from './kind.ts';
import type { ActionRow } from './ledger.ts';

/** The outcome of a card replaces it in place, with what can be pressed now, and joins the conversation. */
export async function showOutcome(
  { buttons }: { readonly buttons: Buttons },
  tx: Tx,
  kind: Kind,
  row: ActionRow,
  now: Temporal.Instant,
): Promise<void> {
  const { personId, id, state, outcome } = row;
  const sign = (verb: string, label: string): Button => ({ id: buttons.sign({ verb, id }, personId), label, style: 'plain' });
  const rows = nextPresses(row).map(([verb, label]) => sign(verb, label));
  const settled = renderSettled(kind, row, await load(tx, personId));
  const message = rows.length > 0 ? { ...settled, buttons: [rows] } : settled;
  const why = { trigger: 'the card you were shown', by: 'rule', sources: [row.origin], actions: [id] };
  const attempt = row.startedAt?.epochMilliseconds ?? 0;
  const key = `outcome:${id}:${state}:${attempt}`;
  const to = await enqueue(tx, { personId, key, message, why, now, edits: cardKey(id) });
  if (state === 'running' || outcome === null) return;
  const words = {
    personId,
    platform: to.platform,
    chat: to.chat,
    turnId: row.turnId,
    role: 'assistant',
    text: message.text,
  } as const;
  await recordEpisode(tx, { ...words, tainted: row.tainted, source: key, at: now });
}

/** Verb and label of the buttons under a card that was pressed or closed. */
function nextPresses({ state, undo }: ActionRow): readonly (readonly [string, string])[] {
  switch (state) {
    case 'running':
      return [['no', 'Cancel']];
    case 'unknown':
      return [
        ['again', 'Do it again'],
        ['leave', 'Leave it'],
      ];
    case 'done':
      return undo === null ? [] : [['undo', 'Undo']];
    default:
      return [];
  }
}
