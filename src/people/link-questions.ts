import { z } from 'zod';
import type { Buttons } from '../outbox/buttons.ts';
import { type Button, type OutgoingMessage, PLATFORMS, type Platform } from '../ports/chat.ts';
import type { Account } from './identities.ts';

/** The verbs of both confirmations; their id is the link's. */
export const LINK_VERBS = ['linkyes', 'linkno'] as const;
export type LinkVerb = (typeof LINK_VERBS)[number];

/** How long a code counts, and after it was sent, how long both sides have to confirm. */
export const LINK_MINUTES = 10;

/** The account that sent a code. */
export const guestSchema = z.object({ platform: z.enum(PLATFORMS), userId: z.string(), chat: z.string(), name: z.string() });
export type LinkGuest = z.infer<typeof guestSchema>;

/** Whom the buttons in a guest's chat are made for: an account that belongs to no person yet. */
export function guestSubject({ platform, userId }: { readonly platform: Platform; readonly userId: string }): string {
  return `guest ${platform} ${userId}`;
}

/** What the person is asked where they got the code. */
export function ownerQuestion(sign: Buttons['sign'], id: string, guest: LinkGuest, personId: string): OutgoingMessage {
  const { platform, userId, name } = guest;
  return {
    text: [
      '**Another chat account has sent your link code.**',
      '',
      `Platform: ${platform}`,
      `Account: \`${userId}\``,
      `Name they go by: ${quoted(name)} (anybody can choose any name)`,
      '',
      `If it is yours, press here and in that chat, within ${LINK_MINUTES} minutes. From then on it reads, asks and presses everything as you do.`,
    ].join('\n'),
    buttons: [buttons(sign, id, personId, ['Yes, it is me', 'No'])],
  };
}

/** What the account that sent the code is asked. `owner` is the person it would belong to. */
export function guestQuestion(
  sign: Buttons['sign'],
  id: string,
  guest: LinkGuest,
  owner: { readonly name: string; readonly accounts: readonly Account[] },
): OutgoingMessage {
  const accounts = owner.accounts.filter(({ platform }) => platform !== 'terminal');
  const known = accounts.map(({ platform, userId, name }) => `- ${platform}: account \`${userId}\`, named ${quoted(name)}`);
  return {
    text: [
      `**Join this chat with the assistant of ${quoted(owner.name)}?**`,
      ...(known.length > 0 ? ['', 'It is reached so far by:', ...known] : []),
      '',
      'Whatever you write here then belongs to that assistant, and its owner can read it. Press Join only if you made the code yourself.',
    ].join('\n'),
    buttons: [buttons(sign, id, guestSubject(guest), ['Join', 'No'])],
  };
}

function buttons(sign: Buttons['sign'], id: string, subject: string, [yes, no]: readonly [string, string]): Button[] {
  return [
    { id: sign({ verb: 'linkyes', id }, subject), label: yes, style: 'primary' },
    { id: sign({ verb: 'linkno', id }, subject), label: no, style: 'danger' },
  ];
}

function quoted(name: string): string {
  return name ? `\`${name}\`` : 'none';
}
