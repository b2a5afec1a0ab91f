import { expect, test } from 'vitest';
import type { Arrival } from '../../../src/mail/arrivals.ts';
import { defaultProfile, type Profile } from '../../../src/people/profile.ts';
import { mayAnswer } from '../../../src/proactive/mail/may-answer.ts';

const profile = defaultProfile('UTC', 'Ben');
const arrival = (more: Partial<Arrival['mail']> = {}, category: Arrival['category'] = 'action_required'): Arrival => ({
  category,
  because: '',
  isSure: false,
  account: 'me@me.example',
  isKnown: false,
  mail: {
    id: 'm1',
    messageId: '<1@a.example>',
    threadId: 't1',
    mailbox: 'inbox',
    from: { name: 'Ann', address: 'Ann@a.example' },
    to: [],
    subject: '',
    at: '2026-11-20T10:00:00Z',
    unread: true,
    labels: [],
    snippet: '',
    ...more,
  },
});
const withSettings = (change: Partial<Profile['settings']>): Profile => ({
  ...profile,
  settings: { ...profile.settings, ...change },
});

test('R22 an answer is prepared to a person who wants one', () => {
  expect(mayAnswer(arrival(), 'me@me.example', profile)).toBe(true);
});

test.each([
  ['what is only to know', arrival({}, 'informational'), profile],
  ['what is urgent, which has a button for it', arrival({}, 'urgent'), profile],
  ['a list', arrival({ bulk: 'list' }), profile],
  ['what a machine has sent by itself', arrival({ bulk: 'automatic' }), profile],
  ['an address that reads no answers', arrival({ from: { name: '', address: 'no-reply@a.example' } }), profile],
  ['nobody', arrival({ from: { name: '', address: '' } }), profile],
  ['the person themselves', arrival({ from: { name: '', address: 'Me@me.example' } }), profile],
  ['anybody where answers are off', arrival(), withSettings({ mail: { ...profile.settings.mail, replies: 'off' } })],
  ['whom the person has named', arrival(), withSettings({ mail: { ...profile.settings.mail, noRepliesTo: ['ann@A.example'] } })],
  [
    'anybody where news of mail comes with the brief, which shows no cards',
    arrival(),
    withSettings({ news: { ...profile.settings.news, mail: 'digest' } }),
  ],
])('R22 no answer is prepared to %s', (_, mail, of) => {
  expect(mayAnswer(mail, 'me@me.example', of)).toBe(false);
});
