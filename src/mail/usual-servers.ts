import type { MailServer } from '../ports/mail.ts';

/** Where mail is read and where it is handed in. */
export interface Servers {
  readonly imap: MailServer;
  readonly smtp: MailServer;
}

interface Service {
  readonly domains: readonly string[];
  /** Where mail for other domains that it serves is handed in (MX): the ends of the hosts' names. */
  readonly exchanges?: readonly string[];
  readonly imap: string;
  readonly smtp: string;
  /** 465 (TLS) where nothing else is said. */
  readonly smtpPort?: number;
}

const OF_MICROSOFT_365: Service = {
  domains: [],
  exchanges: ['mail.protection.outlook.com', 'mx.microsoft'],
  imap: 'outlook.office365.com',
  smtp: 'smtp.office365.com',
  smtpPort: 587,
};

/** As the services publish it on their help pages. */
const SERVICES: readonly Service[] = [
  { domains: ['gmail.com', 'googlemail.com'], exchanges: ['google.com'], imap: 'imap.gmail.com', smtp: 'smtp.gmail.com' },
  {
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com'],
    exchanges: ['olc.protection.outlook.com'],
    imap: 'outlook.office365.com',
    smtp: 'smtp-mail.outlook.com',
    smtpPort: 587,
  },
  OF_MICROSOFT_365,
  {
    domains: ['icloud.com', 'me.com', 'mac.com'],
    exchanges: ['mail.icloud.com'],
    imap: 'imap.mail.me.com',
    smtp: 'smtp.mail.me.com',
    smtpPort: 587,
  },
  {
    domains: ['fastmail.com', 'fastmail.fm'],
    exchanges: ['messagingengine.com'],
    imap: 'imap.fastmail.com',
    smtp: 'smtp.fastmail.com',
  },
  { domains: ['yahoo.com', 'ymail.com'], imap: 'imap.mail.yahoo.com', smtp: 'smtp.mail.yahoo.com' },
  { domains: ['aol.com'], imap: 'imap.aol.com', smtp: 'smtp.aol.com' },
  { domains: ['gmx.net', 'gmx.de', 'gmx.at', 'gmx.ch'], imap: 'imap.gmx.net', smtp: 'mail.gmx.net' },
  { domains: ['gmx.com'], imap: 'imap.gmx.com', smtp: 'mail.gmx.com' },
  { domains: ['web.de'], imap: 'imap.web.de', smtp: 'smtp.web.de', smtpPort: 587 },
  { domains: ['mailbox.org'], exchanges: ['mailbox.org'], imap: 'imap.mailbox.org', smtp: 'smtp.mailbox.org' },
  { domains: ['posteo.de', 'posteo.net'], imap: 'posteo.de', smtp: 'posteo.de' },
  { domains: ['t-online.de'], imap: 'secureimap.t-online.de', smtp: 'securesmtp.t-online.de' },
  { domains: ['zoho.com'], imap: 'imap.zoho.com', smtp: 'smtp.zoho.com' },
];

/** Of domains of people's own at Microsoft. */
export const MICROSOFT_365 = serversOf(OF_MICROSOFT_365);

/** The servers of a well-known service; undefined for any other domain. */
export function usualServers(domain: string): Servers | undefined {
  return known(SERVICES.find(({ domains }) => domains.includes(domain)));
}

/** The servers of the well-known service to whose host the mail of some domain is handed; undefined for any other host. */
export function usualServersBehind(exchange: string): Servers | undefined {
  return known(SERVICES.find(({ exchanges = [] }) => exchanges.some((end) => `.${exchange}`.endsWith(`.${end}`))));
}

function known(service: Service | undefined): Servers | undefined {
  return service && serversOf(service);
}

function serversOf({ imap, smtp, smtpPort = 465 }: Service): Servers {
  return {
    imap: { host: imap, port: 993, security: 'tls' },
    smtp: { host: smtp, port: smtpPort, security: smtpPort === 465 ? 'tls' : 'starttls' },
  };
}
