import type { Temporal } from 'temporal-polyfill';
import type { Buttons } from '../outbox/buttons.ts';
import type { Profile } from '../people/profile.ts';
import type { OutgoingMessage } from '../ports/chat.ts';
import type { Kind } from './kind.ts';
import { shown } from './shown.ts';

interface CardDeps {
  readonly buttons: Buttons;
  readonly kind: Kind;
  readonly args: unknown;
  readonly profile: Profile;
  readonly personId: string;
  readonly actionId: string;
  /** Why it asks, in the policy's words. */
  readonly rule: string;
  readonly expiresAt: Temporal.Instant;
}

/** The card of a proposed action, rendered by code from the very arguments that will run. The first button is the one that acts. */
export function renderCard({ buttons, kind, args, profile, personId, actionId, rule, expiresAt }: CardDeps): OutgoingMessage {
  const until = expiresAt.toZonedDateTimeISO(profile.identity.timezone);
  const lines = kind.card(args, profile).map(({ label, value }) => `**${label}:** ${shown(value)}`);
  const button = (verb: string, label: string, style: 'primary' | 'plain') => ({
    id: buttons.sign({ verb, id: actionId }, personId),
    label,
    style,
  });
  return {
    text: [
      `**${kind.verb}?** I ask first: ${rule}.`,
      '',
      ...lines.map((line) => `${line}  `),
      '',
      `_Open until ${until.toPlainDate().toString()} ${until.toPlainTime().toString({ smallestUnit: 'minute' })} (${until.timeZoneId})._`,
    ].join('\n'),
    buttons: [[button('do', kind.verb, 'primary'), button('no', 'Cancel', 'plain')]],
  };
}

/** What stands in the card's place once it is settled: the same lines, the outcome, no buttons. */
export function renderOutcome(kind: Kind, args: unknown, profile: Profile, outcome: string): OutgoingMessage {
  const lines = kind.card(args, profile).map(({ label, value }) => `**${label}:** ${shown(value)}  `);
  return { text: [...lines, '', outcome].join('\n') };
}
