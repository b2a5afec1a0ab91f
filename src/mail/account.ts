import { z } from 'zod';
import { AppError } from '../ground/errors.ts';
import { whereaboutsOf } from '../ground/whereabouts.ts';
import type { ConnectValues } from '../ports/connect.ts';
import type { MailAccount, MailServer } from '../ports/mail.ts';
import { domainOf, parseAddress } from './address.ts';
import { type Servers, usualServers, usualServersBehind } from './usual-servers.ts';

/** What the name service says of a domain. */
export interface Names {
  /** Where it says by itself that its mail is (RFC 6186); undefined where it says nothing. */
  servers(domain: string): Promise<Servers | undefined>;
  /** The host that its mail is handed to first (MX, RFC 5321, 5.1), in lower case; undefined without any. */
  exchange(domain: string): Promise<string | undefined>;
}

/** An account but for what opens it. */
export type MailPlace = Omit<MailAccount, 'login'>;

/** The account that was filled in; what was left open is found by the address, `otherwise` where nothing is known of it. Rejects with `invalid`. */
export async function placeOf(values: ConnectValues, names: Names, otherwise?: Servers): Promise<MailPlace> {
  const { address } = parseAddress((values.address ?? '').trim());
  const domain = domainOf(address).toLowerCase();
  const [imap, smtp] = [named(values, 'imap'), named(values, 'smtp')];
  const found = imap && smtp ? undefined : ((await serversOf(domain, names)) ?? otherwise);
  return {
    address,
    user: values.user || address,
    imap: imap ?? found?.imap ?? serverAt(`imap.${domain}`, PORTS.imap),
    smtp: smtp ?? found?.smtp ?? serverAt(`smtp.${domain}`, PORTS.smtp),
  };
}

async function serversOf(domain: string, names: Names): Promise<Servers | undefined> {
  return usualServers(domain) ?? (await names.servers(domain)) ?? usualServersBehind((await names.exchange(domain)) ?? '');
}

/** The ports that speak TLS from the first byte (RFC 8314). */
const PORTS = { imap: 993, smtp: 465 } as const;

function named(values: ConnectValues, which: 'imap' | 'smtp'): MailServer | undefined {
  const host = values[which] ?? '';
  return host === '' ? undefined : serverAt(host, Number(values[`${which}port`] || PORTS[which]));
}

const server = z.object({ host: z.string(), port: z.int(), security: z.enum(['tls', 'starttls', 'plain']) });
const place = z.object({ address: z.string(), user: z.string(), imap: server, smtp: server });
/** Accounts that were connected earlier have their password among the rest. */
const kept = place.extend({ password: z.string().exactOptional() });

/** As it is kept. */
export function toValues(checked: MailPlace): ConnectValues {
  return { account: JSON.stringify(place.parse(checked)) };
}

export function fromValues(values: ConnectValues): z.infer<typeof kept> {
  return kept.parse(JSON.parse(values.account ?? ''));
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
