import { shown } from '../actions/card/shown.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { Why } from '../outbox/why.ts';
import type { OutgoingMessage } from '../ports/chat.ts';
import type { CheckedAccount } from '../ports/connect.ts';

export const USE_VERB = 'useaccount';
export const DROP_VERB = 'dropaccount';

interface Entered {
  readonly personId: string;
  readonly id: string;
  readonly kind: string;
  readonly checked: CheckedAccount;
  readonly buttons: Buttons;
}

/** The outbox key of the question about an account. */
export function accountKey(id: string): string {
  return `account:${id}`;
}

/** Asks in the chat for what was entered on a page: whoever else had the link could have entered an account of theirs. */
export function accountCard({ personId, id, kind, checked, buttons }: Entered): OutgoingMessage {
  const gives = checked.gives.map((sentence) => `- ${shown(sentence)}`);
  return {
    text: [`**Connect this ${kind}?** ${shown(checked.name)}`, ...gives, '', NOT_YOU].join('\n'),
    buttons: [
      [
        { id: buttons.sign({ verb: USE_VERB, id }, personId), label: 'Connect', style: 'primary' },
        { id: buttons.sign({ verb: DROP_VERB, id }, personId), label: 'Forget it', style: 'danger' },
      ],
    ],
  };
}

export function connectWhy(trigger: string, id: string): Why {
  return { trigger, by: 'rule', sources: [`account:${id}`], actions: [] };
}

const NOT_YOU = 'If it was not you who entered it, press Forget it.';
