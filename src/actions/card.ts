import type { Tx } from '../db/client.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { Profile } from '../people/profile.ts';
import type { Button, OutgoingMessage } from '../ports/chat.ts';
import type { Kind } from './kind.ts';
import type { ActionRow } from './ledger.ts';
import { shown } from './shown.ts';

/** The outbox key under which a card went out. */
export function cardKey(actionId: string): string {
  return `card:${actionId}`;
}

/** The card of a proposed action, made by code from the very arguments that will run. The first button is the one that acts. */
export async function makeCard(
  _tx: Tx,
  { buttons }: { readonly buttons: Buttons },
  kind: Kind,
  row: ActionRow,
  profile: Profile,
): Promise<OutgoingMessage> {
  const { personId, id, expiresAt, decidedBy, warnings } = row;
  if (!expiresAt) throw new Error(`action ${id} has no card`);
  const until = expiresAt.toZonedDateTimeISO(profile.identity.timezone);
  const button = (verb: string, label: string, style: Button['style']): Button => ({
    id: buttons.sign({ verb, id }, personId),
    label,
    style,
  });
  return {
    text: [
      `**${kind.verb}?** I ask first: ${decidedBy}.`,
      '',
      ...lines(kind, row, profile),
      ...warnings.map((warning) => `⚠ ${shown(warning)}  `),
      '',
      `_Open until ${until.toPlainDate().toString()} ${until.toPlainTime().toString({ smallestUnit: 'minute' })} (${until.timeZoneId})._`,
    ].join('\n'),
    buttons: [[button('do', kind.verb, 'primary'), button('no', 'Cancel', 'plain')]],
  };
}

/** What stands in the card's place once it was pressed or closed: the same lines, the outcome. */
export function renderSettled(kind: Kind, row: ActionRow, profile: Profile): OutgoingMessage {
  return { text: [...lines(kind, row, profile), '', row.outcome ?? ''].join('\n') };
}

function lines(kind: Kind, row: ActionRow, profile: Profile): string[] {
  return kind.card(row.args, profile).map(({ label, value }) => `**${label}:** ${shown(value)}  `);
}
