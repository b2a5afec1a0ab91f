import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/ground/errors.ts';
import { judged } from '../../src/mail/arrivals.ts';
import type { ContactReader } from '../../src/ports/contacts.ts';
import { createFakeContacts } from '../fakes/contacts.ts';
import { createFakeMail } from '../fakes/mail.ts';

const { signal } = new AbortController();
const junk = { subject: 'You have won the lottery', text: 'Dear friend, kindly click here to claim your prize!!!' };

async function judge(contacts: ContactReader | undefined, sent: readonly string[] = []) {
  const written = sent.map((to) => ({ mailbox: 'sent' as const, to: [to] }));
  const mail = createFakeMail({ account: 'me@me.example', mails: [{ ...junk, from: 'Ann@a.example' }, ...written] });
  const mails = await mail.reader.search({ mailbox: 'inbox' }, 5, signal);
  const all = await judged({ mail: mail.reader, ...(contacts && { contacts }) }, mails, signal);
  return all.map(({ category }) => category);
}

describe('who is known', () => {
  test('is never junk: a contact, and whoever the person wrote to', async () => {
    expect(await judge(undefined)).toEqual(['spam']);
    expect(await judge(createFakeContacts([['Ann', 'ann@A.example']]).reader)).not.toContain('spam');
    expect(await judge(undefined, ['ANN@a.example'])).not.toContain('spam');
  });

  test('R63 is judged without the address book where it does not answer', async () => {
    const away: ContactReader = {
      find: async () => {
        throw new AppError('unavailable', 'The address book does not answer.');
      },
    };
    expect(await judge(away)).toEqual(['spam']);
    expect(await judge(away, ['ann@a.example'])).not.toContain('spam');
  });
});
