import { expect, test } from 'vitest';
import { findMailServers } from '../../adapters/imap/srv.ts';
import { accountOf, fromValues, toValues } from '../../src/mail/account.ts';

const nowhere = async () => undefined;
const given = (values: Record<string, string>) => accountOf({ password: 'p', ...values }, nowhere);

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
  const found = await accountOf({ address: 'me@a.example', password: 'p' }, (domain) => findMailServers(domain, ask));
  expect([found.imap, found.smtp]).toEqual([
    { host: 'imap1.a.example', port: 993, security: 'tls' },
    { host: 'out.a.example', port: 587, security: 'starttls' },
  ]);
  expect((await given({ address: 'me@b.example' })).imap.host).toBe('imap.b.example');
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
});
