import { resolveMx, resolveSrv } from 'node:dns/promises';
import type { MailServer } from '../../src/ports/mail.ts';

/** Where a domain says that its mail is (RFC 6186, RFC 8314): encrypted from the first byte if it offers that, else by STARTTLS. */
export async function findMailServers(
  domain: string,
  resolve: (name: string) => Promise<readonly Srv[]> = resolveSrv,
): Promise<{ readonly imap: MailServer; readonly smtp: MailServer } | undefined> {
  const first = async (service: string, security: MailServer['security']) => {
    const records = await resolve(`_${service}._tcp.${domain}`).catch(() => []);
    // A lone dot says that there is none (RFC 2782).
    const [best] = [...records].filter(({ name }) => name !== '' && name !== '.').sort((a, b) => a.priority - b.priority);
    return best && { host: best.name.toLowerCase(), port: best.port, security };
  };
  const imap = (await first('imaps', 'tls')) ?? (await first('imap', 'starttls'));
  const smtp = (await first('submissions', 'tls')) ?? (await first('submission', 'starttls'));
  return imap && smtp && { imap, smtp };
}

interface Srv {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
}

/** The host that a domain's mail is handed to first (RFC 5321, 5.1), in lower case. */
export async function findExchange(
  domain: string,
  resolve: (name: string) => Promise<readonly Mx[]> = resolveMx,
): Promise<string | undefined> {
  const records = await resolve(domain).catch(() => []);
  const [first] = [...records].sort((a, b) => a.priority - b.priority);
  return first?.exchange.toLowerCase();
}

interface Mx {
  readonly exchange: string;
  readonly priority: number;
}
