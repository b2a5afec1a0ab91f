import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { recordEpisode } from '../memory/episodes.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { type Address, addressOf, enqueue, latestAddressOf } from '../outbox/outbox.ts';
import { load } from '../people/profile-store.ts';
import type { Button, OutgoingMessage } from '../ports/chat.ts';
import { hashOf } from './canonical.ts';
import { cardKey, renderSettled } from './card/card.ts';
import type { Kind } from './kind.ts';
import type { ActionRow } from './ledger.ts';
import { learnFrom } from './trust.ts';

const FILES = 'Here it is.';

/**
 * The outcome of a card replaces it in place, with what can be pressed now, and joins the conversation. Says where the card stands;
 * undefined when the person has never been shown one: then nothing is said.
 */
export async function showOutcome(
  { buttons }: { readonly buttons: Buttons },
  tx: Tx,
  kind: Kind | undefined,
  row: ActionRow,
  now: Temporal.Instant,
): Promise<Address | undefined> {
  const { personId, id, state, outcome } = row;
  const to = await addressOf(tx, personId, cardKey(id));
  if (kind) await learnFrom({ buttons }, tx, kind, row, now);
  if (!to) return undefined;
  const message = await standingMessage({ buttons }, tx, kind, row);
  const why = { trigger: 'the card you were shown', by: 'rule', sources: [row.origin], actions: [id] };
  const attempt = row.startedAt?.epochMilliseconds ?? 0;
  const key = `outcome:${id}:${state}:${attempt}`;
  await enqueue(tx, { personId, key, message, why, now, edits: cardKey(id) });
  if (state === 'running' || outcome === null) return to;
  const files = kind && state === 'done' ? kind.files(row.undo) : [];
  // A message that stands already takes no files: they come in one of their own.
  if (files.length > 0) {
    const there = (await latestAddressOf(tx, personId, cardKey(id))) ?? to;
    await enqueue(tx, { personId, key: `files:${id}`, message: { text: FILES, files }, why, now, to: there });
  }
  const { turnId } = row;
  const tainted = mayRepeatOthers(kind, row);
  const words = { ...to, personId, turnId, role: 'assistant', text: message.text, tainted, source: key, at: now } as const;
  await recordEpisode(tx, words);
  return to;
}

/** The outcome has changed since it was shown: what stands in the place of the card says so. */
export async function showMore(
  deps: { readonly buttons: Buttons },
  tx: Tx,
  kind: Kind | undefined,
  row: ActionRow,
  now: Temporal.Instant,
): Promise<void> {
  const { personId, id, state } = row;
  if (!(await addressOf(tx, personId, cardKey(id)))) return;
  const message = await standingMessage(deps, tx, kind, row);
  const why = { trigger: 'the card you were shown', by: 'rule', sources: [row.origin], actions: [id] };
  await enqueue(tx, { personId, key: `outcome:${id}:${state}:since`, message, why, now, edits: cardKey(id) });
}

/** What stands in the place of a card that was pressed or closed, with what can be pressed now. */
export async function standingMessage(
  { buttons }: { readonly buttons: Buttons },
  tx: Tx,
  kind: Kind | undefined,
  row: ActionRow,
): Promise<OutgoingMessage> {
  const { id, personId } = row;
  const sign = (verb: string, label: string): Button => ({ id: buttons.sign({ verb, id }, personId), label, style: 'plain' });
  const rows = nextPresses(row).map(([verb, label]) => sign(verb, label));
  const settled = await settledText(tx, kind, row);
  return rows.length > 0 ? { ...settled, buttons: [rows] } : settled;
}

/**
 * An untainted wish can still have arguments that were read for it, such as the subject that a mail answers, the title of a task or the
 * name that a receiver chose, and its card shows them. Where somebody was there and nothing outside was read, they are the person's own.
 */
function mayRepeatOthers(kind: Kind | undefined, { tainted, unattended, effect }: ActionRow): boolean {
  return tainted || unattended || kind?.needs !== undefined || effect === 'outbound';
}

/** Arguments that are not the ones that were shown are not shown either. */
async function settledText(tx: Tx, kind: Kind | undefined, row: ActionRow): Promise<OutgoingMessage> {
  if (!kind || hashOf(row.args) !== row.argsHash) return { text: row.outcome ?? '' };
  return renderSettled(kind, row, await load(tx, row.personId));
}

/** Verb and label of the buttons under a card that was pressed or closed. */
function nextPresses({ state, undo, startedAt }: ActionRow): readonly (readonly [string, string])[] {
  switch (state) {
    case 'running':
      return startedAt === null ? [['no', 'Cancel']] : [];
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
