import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { ActOutcome, Wish } from '../../../src/actions/act.ts';
import { createSettingsCommand } from '../../../src/chat/commands/settings.ts';
import { defaultProfile } from '../../../src/people/profile.ts';
import { FIELD_PATHS } from '../../../src/people/profile-path.ts';
import type { Button } from '../../../src/ports/chat.ts';

const context = {
  personId: '00000000-0000-4000-8000-000000000001',
  profile: defaultProfile('Europe/Berlin', 'Ann'),
  platform: 'telegram',
  chat: '7',
  source: 'telegram:1',
  direct: true,
  user: 'ann',
  replyTo: undefined,
  now: Temporal.Instant.from('2026-11-21T08:00:00Z'),
  signal: new AbortController().signal,
} as const;

const CHOICE: Button = { id: 'x', label: 'slack', style: 'plain' };
const DONE: ActOutcome = { state: 'done', said: 'Changed.', actionId: 'a1', undoable: true, tainted: false, effect: 'private' };

async function run(argument: string, outcome: ActOutcome = DONE) {
  const wishes: Wish[] = [];
  const command = createSettingsCommand({
    act: async (wish) => {
      wishes.push(wish);
      return outcome;
    },
    buttonsFor: async () => [[CHOICE]],
  });
  const answer = await command.run(context, argument);
  return { buttons: answer.message.buttons, text: answer.message.text, why: answer.why, wishes };
}

describe('/settings', () => {
  it('alone shows every field with its path and value, in groups, and how to change one', async () => {
    const { text, wishes } = await run('');
    for (const path of FIELD_PATHS) expect(text).toContain(`- \`${path}\`: `);
    expect(text).toContain('`identity.workingHours`: 09:00-18:00');
    expect(text).toContain('`goals.shortTerm`: empty');
    expect(text).toContain('**Meetings and focus**');
    expect(text).toContain('/settings brief 07:15');
    expect(wishes).toEqual([]);
  });

  it.each(['', 'channel', 'settings.preferredChannel'])('"%s" has a button for each channel', async (argument) => {
    expect((await run(argument)).buttons).toEqual([[CHOICE]]);
  });

  it('shows no channel under another field', async () => {
    expect((await run('brief')).buttons).toBeUndefined();
  });

  it.each([
    ['brief 07:15', 'settings.brief', '07:15'],
    ['Brief off', 'settings.brief', 'off'],
    ['review on', 'settings.review', 'on'],
    ['sharing off', 'settings.sharing.all', 'off'],
    ['mail.sortBy rules', 'settings.mail.sortBy', 'rules'],
    ['mail.sortby rules', 'settings.mail.sortBy', 'rules'],
    ['mail.noRepliesTo +jo@example.com', 'settings.mail.noRepliesTo', '+jo@example.com'],
    ['meetings.autoAccept on', 'settings.meetings.autoAccept', 'on'],
    ['meetings.noteAnswers on', 'settings.meetings.noteAnswers', 'on'],
    ['sharing.mail on', 'settings.sharing.mail', 'on'],
    ['quiet 22:00-07:00', 'settings.quietHours', '22:00-07:00'],
    ['zone Europe/Berlin', 'identity.timezone', 'Europe/Berlin'],
    ['hours 9 AM - 6 PM', 'identity.workingHours', '9 AM - 6 PM'],
    ['channel telegram', 'settings.preferredChannel', 'telegram'],
    ['goals.shortTerm  +Learn Spanish', 'goals.shortTerm', '+Learn Spanish'],
  ])('R72 "%s" wishes for %s to be "%s"', async (argument, path, value) => {
    const { text, why, wishes } = await run(argument);
    expect(wishes).toEqual([
      {
        personId: context.personId,
        kind: 'profile_update',
        input: { path, value },
        key: 'telegram:1:profile_update',
        source: 'telegram:1',
        tainted: false,
        unattended: false,
        ownWords: `${path} ${value}`,
        commanded: true,
      },
    ]);
    expect(text).toBe('Changed.');
    expect(why).toEqual({ actions: ['a1'] });
  });

  it.each([
    ['zone', '`identity.timezone`: Europe/Berlin'],
    ['quiet', '`settings.quietHours`: on 22:00-07:00'],
    ['goals.metrics', '`goals.metrics`: empty'],
  ])('"%s" shows that one', async (argument, line) => {
    const { text, wishes } = await run(argument);
    expect(text).toBe(line);
    expect(wishes).toEqual([]);
  });

  it.each(['timezone', 'toString', '__proto__'])('"%s" is refused with a hint', async (argument) => {
    await expect(run(argument)).rejects.toThrow('The profile has no field');
  });

  it('says why a value was refused', async () => {
    await expect(run('zone Mars', { state: 'refused', said: 'Write one like Europe/Berlin.' })).rejects.toMatchObject({
      code: 'invalid',
      message: 'Write one like Europe/Berlin.',
    });
  });

  it('shows the card when the change needs a press', async () => {
    const { text } = await run('brief off', { state: 'proposed', card: { text: 'Card' }, actionId: 'a2' });
    expect(text).toBe('Card');
  });
});
