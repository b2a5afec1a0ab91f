import { isIP } from 'node:net';
import { AppError } from '../../src/ground/errors.ts';
import { isPublicAddress } from './public-address.ts';

/** An address that may be asked for, as far as its words tell. */
export interface Target {
  /** Without a fragment: it never leaves a browser either. */
  readonly url: URL;
  /** The name or address to connect to, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Named in the settings: whatever network it lies in. */
  readonly named: boolean;
}

const LONGEST = 2000;
/** What the URL standard repairs in silence: what is asked for must be what was written. */
const REPAIRED = /[\s\\<>"\p{Cc}]/u;
/** Names that mean something else in each network (RFC 6761, 6762, 8375, 9476 and the usual habits). */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|intranet|private|corp|home|lan|home\.arpa)$/;

/** Reads an address. Throws `denied` or `invalid` with a sentence that repeats nothing of it. `named`: `host:port` of the settings. */
export function parseTarget(text: string, named: ReadonlySet<string>): Target {
  if (text.length > LONGEST) throw new AppError('invalid', `That web address is longer than ${LONGEST} characters.`);
  if (!URL.canParse(text)) throw new AppError('invalid', 'That is no web address. Write one such as https://example.org/page');
  const url = new URL(text);
  url.hash = '';
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new AppError('denied', 'I open only addresses that begin with http:// or https://.');
  if (REPAIRED.test(text))
    throw new AppError(
      'denied',
      'That address holds blanks, backslashes or brackets that hide where it leads. I do not open it.',
    );
  if (url.username !== '' || url.password !== '')
    throw new AppError('denied', 'That address holds a user name before the host. I do not open such addresses.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (named.has(`${url.hostname}:${port}`)) return { url, host, port, named: true };
  refuseByWords(host, port);
  return { url, host, port, named: false };
}

function refuseByWords(host: string, port: number): void {
  if (port !== 80 && port !== 443)
    throw new AppError('denied', `I open web pages on the usual ports only. ${howToAllow('this one')}`);
  if (isIP(host) !== 0) refusePrivate([host]);
  else if (host.endsWith('.') || !host.includes('.') || PRIVATE_NAME.test(host)) throw new AppError('denied', PRIVATE);
}

/** Throws `denied` unless every one of the addresses is public: of several, a private one is a trap. */
export function refusePrivate(addresses: readonly string[]): void {
  if (!addresses.every(isPublicAddress)) throw new AppError('denied', PRIVATE);
}

function howToAllow(which: string): string {
  return `Whoever runs me can allow ${which} in WEB_ALLOW_HOSTS.`;
}

const PRIVATE = `That address lies in a private network, where I do not look. ${howToAllow('it')}`;
