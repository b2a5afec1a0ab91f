import type { GrantedRole } from '../db/schema/identities.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { Button, OutgoingMessage } from '../ports/chat.ts';
import { nameAsCode } from './chosen-name.ts';
import { allowedTo } from './roles.ts';
import type { Share } from './shares.ts';

/** The verbs of both cards and of the list; their id is the share's. */
export const SHARE_VERBS = ['shareyes', 'shareno', 'shareend'] as const;

/** The outbox key of the question to one side. */
export function shareKey(id: string, side: 'owner' | 'guest'): string {
  return `share:${id}:${side}`;
}

/** What the person is asked whose things they are. */
export function ownerCard(sign: Buttons['sign'], share: Share): OutgoingMessage {
  const { id, platform, userId, name, role, personId } = share;
  return {
    text: [
      `**Make this account a ${role} of yours?**`,
      '',
      `Platform: ${platform}`,
      `Account: \`${userId}\``,
      `Name they go by: ${name ? `\`${name}\`` : 'none'} (anybody can choose any name)`,
      `They may: ${mayText(role)}.`,
      '',
      'Your memory, mail, files, cards and settings stay yours alone, and nobody but you ever presses a card of yours. Each look and each change of theirs stands in /audit; /share ends it.',
    ].join('\n'),
    buttons: [buttons(sign, id, personId, ['Share', 'No'])],
  };
}

/** What the account is asked that is to get the role. */
export function guestCard(sign: Buttons['sign'], share: Share, ownerName: string, guest: string): OutgoingMessage {
  const { id, role } = share;
  return {
    text: `**${nameAsCode(ownerName)} wants you as ${role}.** You may then: ${mayText(role)}. Whatever you do there is on record for them.`,
    buttons: [buttons(sign, id, guest, ['Accept', 'No'])],
  };
}

export function mayText(role: GrantedRole): string {
  return allowedTo(role).join(', ');
}

function buttons(sign: Buttons['sign'], id: string, subject: string, [yes, no]: readonly [string, string]): Button[] {
  return [
    { id: sign({ verb: 'shareyes', id }, subject), label: yes, style: 'primary' },
    { id: sign({ verb: 'shareno', id }, subject), label: no, style: 'danger' },
  ];
}
