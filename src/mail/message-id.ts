import { createHash } from 'node:crypto';
import { domainOf } from './address.ts';

/** RFC 5322 msg-id, as far as it can stand in a header of ours. */
const MESSAGE_ID = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>$/;

export function isMessageId(text: string): boolean {
  return MESSAGE_ID.test(text);
}

/**
 * The Message-ID of a mail that is to be sent, the same for the same parts: by it a hand-over that got no answer is found again. One part
 * must be a secret such as the person's id, or whoever knows the rest could try out who got a blind copy.
 */
export function makeMessageId(account: string, parts: readonly unknown[]): string {
  const domain = domainOf(account);
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `<${digest.slice(0, 40)}@${/^[a-z0-9.-]+$/i.test(domain) ? domain : 'localhost'}>`;
}
