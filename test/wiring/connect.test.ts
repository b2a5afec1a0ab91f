import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/ground/errors.ts';
import type { Platform } from '../../src/ports/chat.ts';
import { connectAll } from '../../src/wiring/connect.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { silentLog } from '../fixtures/database.ts';
import { createFakeAdapter } from './fake-adapter.ts';

function setUp(...adapters: readonly ReturnType<typeof createFakeAdapter>[]) {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  const connected: Platform[] = [];
  const stop = new AbortController();
  const missing = connectAll({
    adapters: new Map(adapters.map((adapter) => [adapter.platform, adapter])),
    handlers: { onMessage: async () => undefined, onPress: async () => ({ said: '' }), lastSeen: async () => [] },
    menu: [],
    clock,
    log: silentLog,
    signal: stop.signal,
    onConnected: (platform) => connected.push(platform),
  });
  missing.catch(() => undefined);
  return { clock, connected, stop, missing };
}

const unreachable = () => Promise.reject(new AppError('unavailable', 'No connection.'));

describe('connecting', () => {
  test('is over once every platform is there', async () => {
    const { missing, connected } = setUp(createFakeAdapter('telegram'), createFakeAdapter('terminal'));
    expect(await missing).toEqual([]);
    expect(connected).toEqual(['telegram', 'terminal']);
  });

  test('names after ten seconds what was not reached, and goes on trying', async () => {
    const telegram = createFakeAdapter('telegram');
    telegram.onStart(unreachable);
    const { missing, connected, clock } = setUp(telegram, createFakeAdapter('terminal'));
    await clock.advance(10_000);
    expect(await missing).toEqual(['telegram']);
    expect(connected).toEqual(['terminal']);
    telegram.onStart(async () => undefined);
    await clock.advance(30_000);
    expect(connected).toEqual(['terminal', 'telegram']);
  });

  test('ends at once when a platform refuses its token', async () => {
    const telegram = createFakeAdapter('telegram');
    const refused = new AppError('config', 'TELEGRAM_BOT_TOKEN is refused.');
    telegram.onStart(() => Promise.reject(refused));
    await expect(setUp(telegram).missing).rejects.toBe(refused);
  });

  test('tries no more once it is to stop', async () => {
    const telegram = createFakeAdapter('telegram');
    let tries = 0;
    telegram.onStart(() => {
      tries += 1;
      return unreachable();
    });
    const { stop, clock, missing } = setUp(telegram);
    await clock.advance(0);
    stop.abort();
    await missing.catch(() => undefined);
    await clock.advance(120_000);
    expect(tries).toBe(1);
  });
});
