import { describe, expect, it } from 'vitest';
import { createAlarm } from '../../src/ground/alarm.ts';
import { createFakeClock } from '../fakes/clock.ts';

const setUp = () => {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  const abort = new AbortController();
  const alarm = createAlarm(clock);
  let waits = 0;
  const wait = async (ms: number) => {
    await alarm.wait(ms, abort.signal);
    waits += 1;
  };
  return { clock, abort, alarm, wait, waits: () => waits };
};

describe('an alarm', () => {
  it('lets one sleep for as long as was asked', async () => {
    const { clock, wait, waits } = setUp();
    const done = wait(1000);
    await clock.advance(999);
    expect(waits()).toBe(0);
    await clock.advance(1);
    await done;
    expect(waits()).toBe(1);
  });

  it('wakes the sleeper when it rings, and leaves no timer behind', async () => {
    const { clock, alarm, wait } = setUp();
    const done = wait(1000);
    await clock.untilAsleep(1);
    alarm.ring();
    await done;
    // Had the first sleep gone on, this would see two.
    const second = wait(1000);
    let two = false;
    void clock.untilAsleep(2).then(() => {
      two = true;
    });
    await clock.advance(999);
    expect(two).toBe(false);
    await clock.advance(1);
    await second;
  });

  it('remembers a ring before the wait, once, however often it rang', async () => {
    const { clock, alarm, wait, waits } = setUp();
    alarm.ring();
    alarm.ring();
    await wait(1000);
    const second = wait(1000);
    await clock.advance(999);
    expect(waits()).toBe(1);
    await clock.advance(1);
    await second;
  });

  it('forgets a ring that ended a wait', async () => {
    const { clock, alarm, wait, waits } = setUp();
    const first = wait(1000);
    await clock.untilAsleep(1);
    alarm.ring();
    await first;
    const second = wait(1000);
    await clock.advance(500);
    expect(waits()).toBe(1);
    await clock.advance(500);
    await second;
  });

  it('rejects when the signal aborts before, during, and in spite of a ring', async () => {
    const reason = new Error('over');
    const during = setUp();
    const sleeping = during.wait(1000);
    await during.clock.untilAsleep(1);
    during.abort.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(during.wait(1000)).rejects.toBe(reason);
    during.alarm.ring();
    await expect(during.wait(1000)).rejects.toBe(reason);
  });
});
