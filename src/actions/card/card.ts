import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import type { Profile } from '../../people/profile.ts';
import type { Button, OutgoingMessage } from '../../ports/chat.ts';
import { momentText } from '../../reminders/moment-text.ts';
import type { StoredFiles } from '../../vault/stored-files.ts';
import type { CardLine, Kind } from '../kind.ts';
import type { ActionRow } from '../ledger.ts';
import { cardFileName, keepCardFile } from './card-file.ts';
import { originOf } from './card-origin.ts';
import { type CardText, cardText, firstWords, settledText } from './card-text.ts';
import { shown } from './shown.ts';

interface CardDeps {
  readonly buttons: Buttons;
  readonly storedFiles: StoredFiles;
}

const MOST_FILES = 20;

/** The outbox key under which a card went out. */
export function cardKey(actionId: string): string {
  return `card:${actionId}`;
}

/** The action whose card has this key; undefined for what is no card. */
export function actionOfCard(key: string): string | undefined {
  return /^card:([0-9a-f-]{36})$/.exec(key)?.[1];
}

/**
 * The card of a proposed action, made by code from the very arguments that will run. The first button is the one that acts. Rejects with
 * `invalid` what cannot be shown whole.
 */
export async function makeCard(tx: Tx, deps: CardDeps, kind: Kind, row: ActionRow, profile: Profile): Promise<OutgoingMessage> {
  const { id, expiresAt } = row;
  if (!expiresAt) throw new Error(`action ${id} has no card`);
  const { timezone } = profile.identity;
  const { markdown, attachment, files } = renderCard(kind, row, profile);
  const origin = await originOf(tx, row, timezone);
  const whole = attachment === undefined ? [] : [await keepCardFile(tx, deps.storedFiles, row, attachment)];
  const attached = [...whole, ...files];
  return {
    text: [markdown, '', `_${origin}_  `, `_${openUntil(expiresAt, timezone)}_`].join('\n'),
    buttons: cardButtons(kind, row, deps.buttons),
    ...(attached.length > 0 && { files: attached }),
  };
}

/** All that a card says of the action itself, and the ids of the files that belong to it. */
export function renderCard(kind: Kind, row: ActionRow, profile: Profile): CardText & { readonly files: readonly string[] } {
  const lines = cardLines(kind, row, profile);
  const files = [...new Set(lines.flatMap((line) => line.files ?? []))];
  if (files.length > MOST_FILES) {
    throw new AppError('invalid', `A card can show at most ${MOST_FILES} files. Do it in parts.`);
  }
  const { markdown, ...rest } = cardText(lines, cardFileName(row.id));
  return { markdown: `**${kind.verb}?** I ask first: ${row.decidedBy}.\n\n${markdown}`, ...rest, files };
}

/**
 * What stands in the card's place once it was pressed or closed: the same lines, shortened, and the outcome. Of what an allowed look has
 * found it says no more than the beginning: the conversation goes on with it, and it is text of others.
 */
export function renderSettled(kind: Kind, row: ActionRow, profile: Profile): OutgoingMessage {
  const outcome = row.outcome ?? '';
  const isFind = kind.continues && row.state === 'done';
  return { text: [settledText(kind.card(row.args, profile)), '', isFind ? shown(firstWords(outcome)) : outcome].join('\n') };
}

function cardLines(kind: Kind, { args, warnings }: ActionRow, profile: Profile): readonly CardLine[] {
  const lines = kind.card(args, profile);
  return warnings.length === 0 ? lines : [...lines, { label: '⚠ Look twice', value: warnings.join('\n') }];
}

function cardButtons(kind: Kind, { id, personId, effect, args }: ActionRow, { sign }: Buttons): Button[][] {
  const button = (verb: string, label: string, style: Button['style']): Button => ({
    id: sign({ verb, id }, personId),
    label,
    style,
  });
  const others = [button('edit', 'Edit', 'plain'), button('no', kind.decline(args), 'plain')];
  const options = kind.options(args);
  if (options.length > 0)
    return [options.map(({ label }, index) => button(OPTION_VERBS[index] ?? 'no', label, 'primary')), others];
  return [[button('do', kind.verb, effect === 'destructive' ? 'danger' : 'primary'), ...others]];
}

/** The verb of the button of each option of a card that asks which of two is meant. */
const OPTION_VERBS = ['do', 'do2'] as const;

function openUntil(expiresAt: Temporal.Instant, zone: string): string {
  return `Open until ${momentText(expiresAt.toZonedDateTimeISO(zone))}.`;
}
