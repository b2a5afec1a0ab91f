import { describe, expect, test } from 'vitest';
import { createLanes, type NextWork } from '../../src/chat/lanes.ts';
import type { Log } from '../../src/ground/log.ts';
import type { Address } from '../../src/outbox/outbox.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { silentLog } from '../fixtures/database.ts';

const at = (chat: string): Address => ({ platform: 'telegram', chat });

interface Job {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
}

/** Lanes over queues of names; what runs stays until the test ends it. */
function setUp() {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  const queues = new Map<string, string[]>();
  const started: Job[] = [];
  const errors: string[] = [];
  let look: () => void | Promise<void> = () => undefined;
  const log: Log = { ...silentLog, error: (event) => errors.push(event) };
  const next: NextWork = async ({ chat }) => {
    await look();
    const [name] = queues.get(chat) ?? [];
    if (name === undefined) return undefined;
    const run = (signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const end = () => {
          queues.get(chat)?.shift();
          resolve();
        };
        signal.addEventListener('abort', end, { once: true });
        if (signal.aborted) end();
        started.push({ name, signal, end, fail: reject });
      });
    return { personId: name.split(':')[0] ?? '', run, isLast: name.endsWith('last') };
  };
  const lanes = createLanes({ next, clock, log });
  return {
    lanes,
    clock,
    started,
    errors,
    names: () => started.map(({ name }) => name),
    put: (chat: string, ...names: string[]) => queues.set(chat, [...(queues.get(chat) ?? []), ...names]),
    onLook: (act: () => void | Promise<void>) => {
      look = act;
    },
    /** Lets chains of promises run. */
    rest: () => clock.advance(0),
  };
}

const cleared = Promise.resolve();

describe('lanes', () => {
  test('do one piece of work at a time in a conversation, in order', async () => {
    const { lanes, put, names, started, rest } = setUp();
    put('c', 'ann:1', 'ann:2');
    lanes.wake(at('c'));
    await rest();
    expect(names()).toEqual(['ann:1']);
    started[0]?.end();
    await rest();
    expect(names()).toEqual(['ann:1', 'ann:2']);
    started[1]?.end();
    await lanes.settle();
  });

  test('look no more behind the last, until they are woken, also meanwhile', async () => {
    const { lanes, put, names, started, rest, onLook } = setUp();
    let looks = 0;
    onLook(() => {
      looks += 1;
    });
    put('c', 'ann:last');
    lanes.wake(at('c'));
    await rest();
    started[0]?.end();
    await lanes.settle();
    expect(looks).toBe(1);
    put('c', 'ann:2:last');
    lanes.wake(at('c'));
    await rest();
    put('c', 'ann:3:last');
    lanes.wake(at('c'));
    started[1]?.end();
    await rest();
    started[2]?.end();
    await lanes.settle();
    expect([names(), looks]).toEqual([['ann:last', 'ann:2:last', 'ann:3:last'], 3]);
  });

  test('do different conversations side by side', async () => {
    const { lanes, put, names, rest, started } = setUp();
    put('c', 'ann:1');
    put('d', 'ben:1');
    lanes.wake(at('c'));
    lanes.wake(at('d'));
    await rest();
    expect(names()).toEqual(['ann:1', 'ben:1']);
    for (const job of started) job.end();
    await lanes.settle();
  });

  test('look again for what arrived while they were busy', async () => {
    const { lanes, put, names, rest, started } = setUp();
    put('c', 'ann:1');
    lanes.wake(at('c'));
    await rest();
    put('c', 'ann:2');
    lanes.wake(at('c'));
    started[0]?.end();
    await rest();
    expect(names()).toEqual(['ann:1', 'ann:2']);
    started[1]?.end();
    await lanes.settle();
  });

  test('miss nothing that arrives during the very look that finds nothing', async () => {
    const { lanes, put, names, rest, started, onLook } = setUp();
    let looks = 0;
    const arrive = () => {
      put('c', 'ann:1');
      lanes.wake(at('c'));
    };
    onLook(() => {
      looks += 1;
      if (looks === 1) queueMicrotask(() => queueMicrotask(arrive));
    });
    lanes.wake(at('c'));
    await rest();
    expect(names()).toEqual(['ann:1']);
    started[0]?.end();
    await lanes.settle();
  });

  test("end one person's work only, and say how much that was", async () => {
    const { lanes, put, started, rest } = setUp();
    put('c', 'ann:1');
    put('d', 'ben:1');
    lanes.wake(at('c'));
    lanes.wake(at('d'));
    await rest();
    expect(lanes.busy('ann')).toBe(true);
    expect(lanes.interrupt('ann', cleared)).toBe(1);
    await rest();
    expect(started.map(({ signal }) => signal.reason)).toEqual(['stopped', undefined]);
    expect(lanes.busy('ann')).toBe(false);
    expect(lanes.interrupt('ann', cleared)).toBe(0);
    started[1]?.end();
    await lanes.settle();
  });

  test('end work that was just being taken up when the person said stop', async () => {
    const { lanes, put, started, rest, onLook } = setUp();
    put('c', 'ann:1');
    onLook(() => void lanes.interrupt('ann', cleared));
    lanes.wake(at('c'));
    await rest();
    expect(started.map(({ signal }) => signal.reason)).toEqual(['stopped']);
    await lanes.settle();
  });

  test('take up nothing until what waited behind a stop is cleared away', async () => {
    const { lanes, put, names, started, rest } = setUp();
    put('c', 'ann:1');
    lanes.wake(at('c'));
    await rest();
    let clear = () => {};
    lanes.interrupt('ann', new Promise<void>((resolve) => (clear = resolve)));
    lanes.wake(at('c'));
    await rest();
    expect(started.map(({ signal }) => signal.reason)).toEqual(['stopped']);
    put('c', 'ann:2', 'ann:3');
    await rest();
    expect(names()).toEqual(['ann:1']);
    clear();
    await rest();
    expect(names()).toEqual(['ann:1', 'ann:2']);
    for (const each of [1, 2]) {
      started[each]?.end();
      await rest();
    }
    await lanes.settle();
  });

  test('try work that fails again after growing pauses, and then go on', async () => {
    const { lanes, put, names, started, errors, clock } = setUp();
    put('c', 'ann:1', 'ann:2');
    lanes.wake(at('c'));
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      await clock.advance(0);
      const before = started.length;
      started.at(-1)?.fail(new Error('a bug'));
      await clock.advance(pause - 1);
      expect(started).toHaveLength(before);
      await clock.advance(1);
      expect(started).toHaveLength(before + 1);
    }
    expect(errors).toHaveLength(8);
    started.at(-1)?.end();
    await clock.advance(0);
    expect(names().at(-1)).toBe('ann:2');
    started.at(-1)?.fail(new Error('another bug'));
    await clock.advance(1_000);
    expect(names().at(-1)).toBe('ann:2');
    started.at(-1)?.end();
    await lanes.settle();
  });

  test('leave other conversations alone while one fails', async () => {
    const { lanes, put, names, started, rest } = setUp();
    put('c', 'ann:1');
    lanes.wake(at('c'));
    await rest();
    started[0]?.fail(new Error('a bug'));
    put('d', 'ben:1');
    lanes.wake(at('d'));
    await rest();
    expect(names()).toEqual(['ann:1', 'ben:1']);
    await lanes.stop();
  });

  test('stop: tell what runs, begin nothing more, and wait for it to let go', async () => {
    const { lanes, put, started, names, rest } = setUp();
    put('c', 'ann:1', 'ann:2');
    lanes.wake(at('c'));
    await rest();
    await lanes.stop();
    expect(started[0]?.signal.reason).toBe('shutdown');
    lanes.wake(at('c'));
    await rest();
    expect(names()).toEqual(['ann:1']);
  });

  test('stop: begin nothing that was just being taken up', async () => {
    const { lanes, put, names, onLook } = setUp();
    put('c', 'ann:1');
    let found = () => {};
    onLook(() => new Promise<void>((resolve) => (found = resolve)));
    lanes.wake(at('c'));
    const stopped = lanes.stop();
    found();
    await stopped;
    expect(names()).toEqual([]);
  });

  test('stop: do not wait out the pause after a failure', async () => {
    const { lanes, put, started, rest } = setUp();
    put('c', 'ann:1');
    lanes.wake(at('c'));
    await rest();
    started[0]?.fail(new Error('a bug'));
    await rest();
    await lanes.stop();
  });
});
