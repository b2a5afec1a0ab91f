import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type KnownChat, pickKnown } from '../../src/people/known-chats.ts';

const chat = (name: string, over: Partial<KnownChat> = {}): KnownChat => ({
  id: '3f0c1a52-7a5e-4a39-9d5c-0123456789ab',
  personId: '11111111-1111-4111-8111-111111111111',
  platform: 'telegram',
  chat: `chat-${name}`,
  name,
  shared: false,
  createdAt: Temporal.Instant.from('2026-11-21T08:00:00Z'),
  ...over,
});

const known = [
  chat('Ben'),
  chat('Benedikt Ott'),
  chat('Ann', { platform: 'slack' }),
  chat('Ann', { chat: '99' }),
  chat('the group -100', { chat: '-100', shared: true }),
];

describe('the one that is meant', () => {
  it.each([
    ['a whole name before a part of one', 'ben', 'chat-Ben'],
    ['a part of a name', 'Ott', 'chat-Benedikt Ott'],
    ['the id of a chat', '-100', '-100'],
    ['the words of a choice', 'Ann on telegram (99)', '99'],
    ['whatever the case and the spaces', '  BENEDIKT ott ', 'chat-Benedikt Ott'],
  ])('is found by %s', (_, said, id) => {
    expect(pickKnown(known, said).chat).toBe(id);
  });

  it('is asked for when several fit', () => {
    expect(() => pickKnown(known, 'Ann')).toThrow(
      'Several fit "Ann". Write one of: `Ann on slack (chat-Ann)`, `Ann on telegram (99)`.',
    );
  });

  it.each(['Cleo', '', '%'])('is nobody for "%s", and the choices are named', (said) => {
    expect(() => pickKnown(known, said)).toThrow(
      /^I know nobody called ".*" here\. Write one of: `Ben on telegram \(chat-Ben\)`, /,
    );
  });

  it('is nobody where nobody is known', () => {
    expect(() => pickKnown([], 'Ben')).toThrow('I can reach nobody for you yet');
  });
});
