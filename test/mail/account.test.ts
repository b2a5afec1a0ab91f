import { expect, test } from 'vitest';
import { findExchange, findMailServers } from '../../adapters/imap/srv.ts';
import { fromValues, placeOf, toValues } from '../../src/mail/account.ts';

const nowhere = { servers: async () => undefined, exchange: async () => undefined };
const given = (values: Record<string, string>) => placeOf(values, nowhere);

test('the servers of a well-known service need not be written', async () => {
  expect(await given({ address: 'Ann@gmail.com' })).toMatchObject({
    user: 'Ann@gmail.com',
    imap: { host: 'imap.gmail.com', port: 993, security: 'tls' },
    smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls' },
  });
  expect((await given({ address: 'ann@icloud.com' })).smtp).toEqual({
    host: 'smtp.mail.me.com',
    port: 587,
    security: 'starttls',
  });
});

test('a domain that says where its mail is, is asked; else the usual names are tried', async () => {
  const records: Record<string, { name: string; port: number; priority: number }[]> = {
    '_imaps._tcp.a.example': [
      { name: 'IMAP2.a.example', port: 993, priority: 20 },
      { name: 'imap1.a.example', port: 993, priority: 10 },
    ],
    '_submissions._tcp.a.example': [{ name: '', port: 0, priority: 0 }],
    '_submission._tcp.a.example': [{ name: 'out.a.example', port: 587, priority: 0 }],
  };
  const ask = async (name: string) => records[name] ?? Promise.reject(new Error('ENOTFOUND'));
  const servers = (domain: string) => findMailServers(domain, ask);
  const found = await placeOf({ address: 'me@a.example' }, { ...nowhere, servers });
  expect([found.imap, found.smtp]).toEqual([
    { host: 'imap1.a.example', port: 993, security: 'tls' },
    { host: 'out.a.example', port: 587, security: 'starttls' },
  ]);
  expect((await given({ address: 'me@b.example' })).imap.host).toBe('imap.b.example');
});

test("a domain of one's own whose mail goes to a well-known service is read there, unless it says otherwise", async () => {
  const hosts: Record<string, string[]> = {
    'a.example': ['a-example.mail.protection.outlook.com', 'backup.example'],
    'b.example': ['ASPMX.L.GOOGLE.COM'],
    'c.example': ['notgoogle.com'],
  };
  const exchange = (domain: string) =>
    findExchange(domain, async (name) => {
      const records = hosts[name]?.map((host, index) => ({ exchange: host, priority: index }));
      return records?.reverse() ?? Promise.reject(new Error('ENODATA'));
    });
  const at = async (domain: string) => (await placeOf({ address: `me@${domain}` }, { ...nowhere, exchange })).imap.host;
  expect([await at('a.example'), await at('b.example')]).toEqual(['outlook.office365.com', 'imap.gmail.com']);
  expect([await at('c.example'), await at('d.example')]).toEqual(['imap.c.example', 'imap.d.example']);
  const own = { host: 'mail.a.example', port: 993, security: 'tls' } as const;
  const names = { exchange, servers: async () => ({ imap: own, smtp: own }) };
  expect((await placeOf({ address: 'me@a.example' }, names)).imap).toEqual(own);
});

test('R91 what is named is taken, and goes unencrypted on this computer alone', async () => {
  const named = await given({ address: 'me@b.example', imap: 'mail.lan', imapport: '143', smtp: '127.0.0.1', smtpport: '2525' });
  expect([named.imap.security, named.smtp.security]).toEqual(['starttls', 'plain']);
  await expect(given({ address: 'me@b.example', imap: 'https://x.example/', smtp: 'y' })).rejects.toMatchObject({
    code: 'invalid',
  });
  await expect(given({ address: 'nobody' })).rejects.toMatchObject({ code: 'invalid' });
});

test('what is kept is the account again', async () => {
  const account = await given({ address: 'me@b.example', user: 'me' });
  expect(fromValues(toValues(account))).toEqual(account);
  const earlier = { ...account, password: 'p' };
  expect(fromValues({ account: JSON.stringify(earlier) })).toEqual(earlier);
});
