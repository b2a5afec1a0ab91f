import { expect, test } from 'vitest';
import type { MailSummary } from '../../src/ports/mail.ts';
import { isBegunBy } from '../../src/workflows/mail-trigger.ts';

const mail: MailSummary = {
  id: '1',
  messageId: '<1@acme.example>',
  threadId: '1',
  mailbox: 'inbox',
  from: { name: 'Ana Lee', address: 'lee@acme.example' },
  to: [],
  subject: 'Budgets of 2027',
  at: '2026-11-21T08:00:00Z',
  unread: true,
  labels: [],
  snippet: '',
};

test.each([
  ['', '', true],
  ['Ana', '', true],
  ['ana@', 'the budget', true],
  ['acme', 'the roof', true],
  ['An', 'budget roof', true],
  ['na', '', false],
  ['Ana Bell', '', false],
  ['Ana', 'the get', false],
])('from "%s" about "%s": %s', (from, about, begins) => {
  expect(isBegunBy({ kind: 'mail', from, about }, mail, 'And now to our roof.')).toBe(begins);
});

test('another trigger is none of its', () => {
  expect(isBegunBy({ kind: 'hand' }, mail, '')).toBe(false);
});
