import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMailCommand } from '../../../src/chat/commands/mail.ts';
import { AppError } from '../../../src/ground/errors.ts';
import { createFakeMail } from '../../fakes/mail.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { addReachablePerson, audit } from '../../proactive/world.ts';
import { context } from './planning-context.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const healthy = createFakeMail({
  account: 'ann@a.example',
  mails: [{ from: 'Ben <ben@b.example>', subject: 'Lunch', at: context.now.subtract({ hours: 1 }).toString() }],
}).reader;
const down = { ...createFakeMail({ account: 'ann@b.example' }).reader };
down.search = () => Promise.reject(new AppError('unavailable', 'The mail server does not answer.'));

async function give(mails: readonly (typeof healthy)[]) {
  const personId = await addReachablePerson(fixture.db, 'Europe/Berlin');
  const [mail = healthy] = mails;
  const { run } = createMailCommand({ db: fixture.db, audit, eyesOf: async () => ({ mail, mails }) });
  return (await run({ ...context, personId }, '')).message.text;
}

test('R63 /mail shows the accounts that answer, and says which does not', async () => {
  const text = await give([down, healthy]);
  expect(text).toContain('Lunch');
  expect(text).toContain('_`ann@b.example` was not read: The mail server does not answer._');
});

test('where no mail account answers, /mail says why', async () => {
  await expect(give([down])).rejects.toThrow('The mail server does not answer.');
});
