import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/ground/clock.ts';

const turnsOfTheLoop = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('the system clock', () => {
  it('sleeps longer than a timer of Node can hold, until it is aborted', async () => {
    const warnings: string[] = [];
    const note = (warning: Error) => void warnings.push(warning.name);
    process.on('warning', note);
    const abort = new AbortController();
    let over = false;
    const asleep = systemClock.sleep(2 ** 40, abort.signal).finally(() => {
      over = true;
    });
    const settled = expect(asleep).rejects.toThrow();
    await turnsOfTheLoop(20);
    // Node warns of a timer that is too long, and fires it at once.
    expect(warnings).not.toContain('TimeoutOverflowWarning');
    expect(over).toBe(false);
    abort.abort();
    await settled;
    process.off('warning', note);
  });

  it('does not sleep for nothing, nor after an abort', async () => {
    await systemClock.sleep(0);
    await systemClock.sleep(-5);
    const reason = new Error('over');
    await expect(systemClock.sleep(0, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(systemClock.sleep(10, AbortSignal.abort())).rejects.toThrow();
  });
});
