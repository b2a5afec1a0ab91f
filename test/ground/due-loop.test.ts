import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDueLoop, type DueLoop, type Look } from '../../src/ground/due-loop.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';

interface Item {
  readonly name: string;
  readonly end: (again: boolean) => void;
}

let clock: FakeClock;
let loop: DueLoop<string>;
let looks: (readonly string[])[];
let queue: Look<string>;
let failing: boolean;
let events: string[];
let begun: Item[];
/** What happens while a look waits for its answer. */
let meanwhile: () => Promise<void>;

const nothing: Look<string> = { due: [], next: undefined, crowded: false };
const note = (event: string) => void events.push(event);

beforeEach(() => {
  clock = createFakeClock('2026-11-21T08:00:00Z');
  [looks, events, begun, queue, failing] = [[], [], [], nothing, false];
  meanwhile = async () => undefined;
  loop = createDueLoop<string>({
    clock,
    log: { debug: note, info: note, warn: note, error: note },
    lookFailed: 'look-failed',
    async look(_now, underWay) {
      looks.push(underWay);
      if (failing) throw new Error('away');
      const found = queue;
      queue = { ...queue, due: [] };
      await meanwhile();
      return found;
    },
    work: (name) => new Promise((end) => begun.push({ name, end })),
  });
});
afterEach(async () => {
  const stopped = loop.stop();
  for (const item of begun) item.end(false);
  await stopped;
});

const names = () => begun.map(({ name }) => name);
const end = async (name: string, again = false) => {
  begun.find((item) => item.name === name)?.end(again);
  await clock.advance(0);
};

describe('a loop over what is due', () => {
  it('works on what an earlier life left and on what it finds, side by side', async () => {
    queue = { ...nothing, due: ['a', 'b'] };
    loop.start(['left']);
    await clock.advance(0);
    expect(names()).toEqual(['left', 'a', 'b']);
    expect(looks).toEqual([['left']]);
  });

  it('looks again at once when the next fell due during the look', async () => {
    queue = { ...nothing, next: Temporal.Instant.from('2026-11-21T08:00:10Z') };
    meanwhile = async () => {
      meanwhile = async () => undefined;
      queue = nothing;
      clock.jumpTo('2026-11-21T08:00:10Z');
    };
    loop.start();
    await clock.advance(0);
    expect(looks).toHaveLength(2);
  });

  it('looks again when it is kicked, when the next falls due, and within a minute in any case', async () => {
    queue = { ...nothing, next: Temporal.Instant.from('2026-11-21T08:00:10Z') };
    loop.start();
    await clock.advance(9_999);
    expect(looks).toHaveLength(1);
    queue = nothing;
    await clock.advance(1);
    expect(looks).toHaveLength(2);
    await clock.advance(59_999);
    expect(looks).toHaveLength(2);
    loop.kick();
    await clock.advance(0);
    expect(looks).toHaveLength(3);
    await clock.advance(60_000);
    expect(looks).toHaveLength(4);
  });

  it('needs no look when the work ends, unless more waits behind it or the work says so', async () => {
    queue = { ...nothing, due: ['alone'] };
    loop.start();
    await clock.advance(0);
    await end('alone');
    expect(looks).toHaveLength(1);
    queue = { ...nothing, due: ['first', 'other'], crowded: true };
    loop.kick();
    await clock.advance(0);
    queue = nothing;
    await end('first');
    expect(looks.slice(2)).toEqual([['other']]);
    await end('other', true);
    expect(looks.slice(3)).toEqual([[]]);
  });

  it('looks again when work ended during a look that had no room for what waits, and is not settled before', async () => {
    let settled = false;
    loop.start(['left']);
    await clock.advance(0);
    queue = { ...nothing, crowded: true };
    meanwhile = async () => {
      meanwhile = async () => undefined;
      begun[0]?.end(false);
      await new Promise((resolve) => setImmediate(resolve));
      queue = { ...nothing, due: ['waiting'] };
    };
    const settling = loop.settle().then(() => {
      settled = true;
    });
    await clock.advance(0);
    expect([names(), settled]).toEqual([['left', 'waiting'], false]);
    await end('waiting');
    await settling;
  });

  it('is not settled by a look during which work ended: it may have left more', async () => {
    let settled = false;
    loop.start(['left']);
    await clock.advance(0);
    meanwhile = async () => {
      meanwhile = async () => undefined;
      begun[0]?.end(true);
      await new Promise((resolve) => setImmediate(resolve));
      queue = { ...nothing, due: ['its second try'] };
    };
    const settling = loop.settle().then(() => {
      settled = true;
    });
    await clock.advance(0);
    expect([names(), settled]).toEqual([['left', 'its second try'], false]);
    await end('its second try');
    await settling;
  });

  it('is settled once a look finds nothing while nothing is under way', async () => {
    queue = { ...nothing, due: ['a'] };
    loop.start();
    await clock.advance(0);
    let settled = false;
    const settling = loop.settle().then(() => {
      settled = true;
    });
    await clock.advance(0);
    queue = { ...nothing, due: ['b'] };
    await end('a');
    expect([names(), settled]).toEqual([['a', 'b'], false]);
    await end('b');
    await settling;
    expect(looks.at(-1)).toEqual([]);
  });

  it('tries a failed look again a second later', async () => {
    failing = true;
    loop.start();
    await clock.advance(999);
    expect([looks.length, events]).toEqual([1, ['look-failed']]);
    failing = false;
    queue = { ...nothing, due: ['a'] };
    await clock.advance(1);
    expect(names()).toEqual(['a']);
  });

  it('stops with what is under way, and looks no more', async () => {
    queue = { ...nothing, due: ['a'] };
    loop.start();
    await clock.advance(0);
    const stopped = loop.stop();
    loop.kick();
    await end('a', true);
    await stopped;
    expect(looks).toHaveLength(1);
  });
});
