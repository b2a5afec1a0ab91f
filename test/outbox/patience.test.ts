import { describe, expect, it } from 'vitest';
import { waitMs } from '../../src/outbox/patience.ts';

describe('the wait before the next try', () => {
  it('doubles from one second to one minute', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map((attempts) => waitMs(attempts, 0, 0.5));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('varies by a quarter, so that chats do not all come back at once', () => {
    expect([waitMs(1, 0, 0), waitMs(1, 0, 1)]).toEqual([750, 1250]);
  });

  it('is never shorter than the platform asks', () => {
    expect(waitMs(1, 37_000, 0.5)).toBe(37_000);
    expect(waitMs(7, 37_000, 0.5)).toBe(60_000);
  });
});
