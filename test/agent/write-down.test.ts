import { describe, expect, it } from 'vitest';
import { createWriteDown } from '../../src/agent/write-down.ts';
import { AppError } from '../../src/ground/errors.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeTranscriber } from '../fakes/transcriber.ts';
import { silentLog } from '../fixtures/database.ts';

const recording = { name: 'voice.ogg', mime: 'audio/ogg', bytes: new Uint8Array(3) };
const { signal } = new AbortController();

function setUp() {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  const fake = createFakeTranscriber();
  return { clock, fake, writeDown: createWriteDown({ transcriber: fake.transcriber, clock, log: silentLog }) };
}

describe('writing down', () => {
  it.each(['unavailable', 'rate-limited'] as const)('tries once more after %s', async (code) => {
    const { clock, fake, writeDown } = setUp();
    fake.hears(async () => {
      fake.hears(async () => 'words');
      throw new AppError(code, 'not now');
    });
    const words = writeDown(recording, signal);
    while (fake.heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(500);
    expect(await words).toBe('words');
    expect(fake.heard).toHaveLength(2);
  });

  it.each([
    ['cannot be read', new AppError('invalid', 'unreadable')],
    ['is to wait too long', new AppError('rate-limited', 'later', { retryAfterMs: 3001 })],
  ])('does not try again what %s', async (_, error) => {
    const { fake, writeDown } = setUp();
    fake.hears(async () => {
      throw error;
    });
    await expect(writeDown(recording, signal)).rejects.toBe(error);
    expect(fake.heard).toHaveLength(1);
  });

  it('hands over nothing above 25 MB', async () => {
    const { fake, writeDown } = setUp();
    const bytes = new Uint8Array(25 * 1024 * 1024 + 1);
    await expect(writeDown({ ...recording, bytes }, signal)).rejects.toThrow('25 MB');
    expect(fake.heard).toEqual([]);
  });
});
