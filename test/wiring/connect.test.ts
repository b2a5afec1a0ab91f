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
  let all = 0;
  const missing = connectAll({
    adapters: new Map(adapters.map((adapter) => [adapter.platform, adapter])),
    handlers: { onMessage: async () => undefined, onPress: async () => ({ said: '' }), lastSeen: async () => [] },
    menu: [],
    clock,
    log: silentLog,
    signal: stop.signal,
    onConnected: (platform) => connected.push(platform),
    onAll: () => {
      all += 1;
    },
  });
  missing.catch(() => undefined);
  return { clock, connected, stop, missing, isWhole: () => all === 1 };
}

const unreachable = () => Promise.reject(new AppError('unavailable', 'No connection.'));

describe('connecting', () => {
  test('is over once every platform is there', async () => {
    const { missing, connected, isWhole } = setUp(createFakeAdapter('telegram'), createFakeAdapter('terminal'));
    expect(await missing).toEqual([]);
    expect(isWhole()).toBe(true);
    expect(connected).toEqual(['telegram', 'terminal']);
  });

  test('names after ten seconds what was not reached, goes on trying, and says when all are there', async () => {
    const telegram = createFakeAdapter('telegram');
    telegram.onStart(unreachable);
    const { missing, connected, clock, isWhole } = setUp(telegram, createFakeAdapter('terminal'));
    await clock.advance(10_000);
    expect(await missing).toEqual(['telegram']);
    expect([connected, isWhole()]).toEqual([['terminal'], false]);
    telegram.onStart(async () => undefined);
    await clock.advance(30_000);
    expect([connected, isWhole()]).toEqual([['terminal', 'telegram'], true]);
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
