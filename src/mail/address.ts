import { domainToASCII, domainToUnicode } from 'node:url';
import { AppError } from '../ground/errors.ts';
import type { MailAddress } from '../ports/mail.ts';
import { isPlainlyVisible, quoted } from './quoted.ts';

/** Longer ones no server takes (RFC 5321, 4.5.3.1). */
const LONGEST_ADDRESS = 254;
const LONGEST_LOCAL = 64;
const LONGEST_NAME = 200;

const MAILBOX = /^(?:(?:"((?:[^"\\]|\\["\\])*)"|([^"<>()[\]:;@\\,]+)) ?)?<([^<>]*)>$/;
/** RFC 5322 dot-atom, ASCII. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
/** RFC 5321 sub-domain. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** RFC 2047: a reader's program would show something else than what is written. */
const ENCODED_WORD = /=\?[^?\s]*\?[bq]\?/i;

/**
 * One mailbox, written `ann@b.example` or `"Ann" <ann@b.example>` (RFC 5322 without comments, groups, quoted local parts and address
 * literals). The domain becomes ASCII; the local part stays as it is written. Rejects with `invalid` and what to write instead.
 */
export function parseAddress(said: string): MailAddress {
  if (said.length > LONGEST_ADDRESS + LONGEST_NAME) throw refusal(said, 'is too long');
  if (!isPlainlyVisible(said)) throw refusal(said, 'holds characters that cannot be seen');
  if (said !== said.trim()) throw refusal(said, 'begins or ends with a space');
  const [, inQuotes, bare = '', inAngles] = MAILBOX.exec(said) ?? [];
  const name = (inQuotes?.replace(/\\(.)/g, '$1') ?? bare).trim();
  if (name !== '' && !isSafeName(name)) throw refusal(said, 'has a name that cannot be sent as it is');
  return { name, address: parseAddrSpec(inAngles ?? said, said) };
}

/** A mailbox as `parseAddress` reads it. */
export function mailboxText({ name, address }: MailAddress): string {
  return name === '' ? address : `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`;
}

/** A mailbox for a person's eyes: the address first, its name apart, so that no name passes for an address. */
export function addressShown({ name, address }: MailAddress): string {
  return name === '' ? address : `${address} (named ${quoted(name)})`;
}

/** One that others wrote, made exact: a name that cannot be sent as it is falls away. Rejects with `invalid`. */
export function toExact({ name, address }: MailAddress): MailAddress {
  return { name: isSafeName(name.trim()) ? name.trim() : '', address: parseAddrSpec(address, address) };
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** True when it would be decoded to something else by the program that shows it. */
export function holdsEncodedWord(text: string): boolean {
  return ENCODED_WORD.test(text);
}

function isSafeName(name: string): boolean {
  return name.length <= LONGEST_NAME && isPlainlyVisible(name) && !holdsEncodedWord(name);
}

function parseAddrSpec(written: string, said: string): string {
  const parts = written.split('@');
  const [local = '', domain = ''] = parts;
  if (parts.length < 2) throw refusal(said, 'has no @');
  if (parts.length > 2 || /[,;]/.test(written)) throw refusal(said, 'is not one address; give each as an entry of its own');
  if (local.length > LONGEST_LOCAL || !LOCAL.test(local))
    throw refusal(said, 'has something before the @ that is no plain ASCII name');
  const address = `${local}@${toAsciiDomain(domain, said)}`;
  if (address.length > LONGEST_ADDRESS) throw refusal(said, 'is too long');
  return address;
}

/** Node decodes percent signs and cuts paths off, so what is no letter, digit, hyphen or dot is refused before. */
function toAsciiDomain(written: string, said: string): string {
  const ascii = /^[\p{L}\p{M}\p{N}.-]+$/u.test(written) ? domainToASCII(written) : '';
  const labels = ascii.split('.');
  const isName = labels.length > 1 && labels.every(isLabel) && !/^\d+$/.test(labels.at(-1) ?? '');
  if (!isName) throw refusal(said, 'has no domain behind the @ that mail can go to');
  return ascii;
}

/** What begins as punycode must be the punycode of something (RFC 5891, 5.4); not every Node looks at that by itself. */
function isLabel(label: string): boolean {
  if (!LABEL.test(label)) return false;
  return !label.startsWith('xn--') || !domainToUnicode(label).startsWith('xn--');
}

function refusal(said: string, problem: string): AppError {
  return new AppError('invalid', `${quoted(said.slice(0, 100))} ${problem}. Write one plain address, such as ann@example.org.`);
}
