import { z } from 'zod';
import { AppError } from '../ground/errors.ts';
import { whereaboutsOf } from '../ground/whereabouts.ts';
import type { ConnectValues } from '../ports/connect.ts';
import type { MailAccount, MailServer } from '../ports/mail.ts';
import { domainOf, parseAddress } from './address.ts';
import { usualServers } from './usual-servers.ts';

/** Where a domain says by itself that its mail is (RFC 6186); undefined where it says nothing. */
export type FindServers = (domain: string) => Promise<{ readonly imap: MailServer; readonly smtp: MailServer } | undefined>;

/** The account that was filled in; what was left open is found by the address. Rejects with `invalid`. */
export async function accountOf(values: ConnectValues, findServers: FindServers): Promise<MailAccount> {
  const { address } = parseAddress((values.address ?? '').trim());
  const domain = domainOf(address).toLowerCase();
  const [imap, smtp] = [named(values, 'imap'), named(values, 'smtp')];
  const found = imap && smtp ? undefined : (usualServers(domain) ?? (await findServers(domain)));
  return {
    address,
    user: values.user || address,
    password: values.password ?? '',
    imap: imap ?? found?.imap ?? serverAt(`imap.${domain}`, PORTS.imap),
    smtp: smtp ?? found?.smtp ?? serverAt(`smtp.${domain}`, PORTS.smtp),
  };
}

/** The ports that speak TLS from the first byte (RFC 8314). */
const PORTS = { imap: 993, smtp: 465 } as const;

function named(values: ConnectValues, which: 'imap' | 'smtp'): MailServer | undefined {
  const host = values[which] ?? '';
  return host === '' ? undefined : serverAt(host, Number(values[`${which}port`] || PORTS[which]));
}

const server = z.object({ host: z.string(), port: z.int(), security: z.enum(['tls', 'starttls', 'plain']) });
const account = z.object({ address: z.string(), user: z.string(), password: z.string(), imap: server, smtp: server });

/** As it is kept. */
export function toValues(checked: MailAccount): ConnectValues {
  return { account: JSON.stringify(checked) };
}

export function fromValues(values: ConnectValues): MailAccount {
  return account.parse(JSON.parse(values.account ?? ''));
}

/** Elsewhere than on this computer nothing is said before the line is encrypted. */
function serverAt(said: string, port: number): MailServer {
  const host = said.trim().toLowerCase();
  if (!/^[\w.:-]{1,253}$/.test(host))
    throw new AppError('invalid', 'A server is written by its name alone, such as imap.example.org.');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new AppError('invalid', 'A port is a number from 1 to 65535.');
  const otherwise = whereaboutsOf(host) === 'here' ? 'plain' : 'starttls';
  return { host, port, security: port === PORTS.imap || port === PORTS.smtp ? 'tls' : otherwise };
}
