import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { startCommand } from '../../../src/chat/commands/start.ts';
import { defaultProfile } from '../../../src/people/profile.ts';

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

describe('/start', () => {
  it.each(['', 'a-token-that-was-used'])('greets by name and says what can be written, with "%s" behind it', async (argument) => {
    const { text } = (await startCommand.run(context, argument)).message;
    expect(text).toContain('Hello Ann. I am Adjutant');
    expect(text).toContain('remind me tomorrow at 9 to call Ana');
    expect(text).toContain('Europe/Berlin');
    expect(text).not.toContain('a-token');
  });

  it('names commands as the platform takes them', async () => {
    const said = async (platform: 'discord' | 'slack') => (await startCommand.run({ ...context, platform }, '')).message.text;
    expect(await said('discord')).toContain('`/help`');
    expect(await said('slack')).toContain('`/adjutant settings zone Europe/Berlin`');
    expect(await said('slack')).not.toContain('`/help`');
  });

  it('greets somebody whose name is unknown, too', async () => {
    const profile = defaultProfile('UTC', '');
    expect((await startCommand.run({ ...context, profile }, '')).message.text).toMatch(/^Hello\. I am/);
  });
});
