import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createAsk } from '../../src/agent/ask.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { ModelAnswer, ModelOptions, ModelProvider } from '../../src/ports/model.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { silentLog } from '../fixtures/database.ts';
import { words } from './answers.ts';

type Try = (options: ModelOptions) => Promise<ModelAnswer>;

const fails =
  (error: AppError): Try =>
  () =>
    Promise.reject(error);
const answers: Try = async () => words('Hello.');
/** Says nothing until it is told to stop. */
const hangs: Try = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new AppError('unavailable', 'cut')), { once: true }));

function setUp(...tries: readonly Try[]) {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  let asked = 0;
  let slow = 0;
  const model: ModelProvider = {
    name: 'Fake',
    local: true,
    answer: (_, options) => {
      asked += 1;
      return (tries[asked - 1] ?? answers)(options);
    },
  };
  const ask = createAsk({ model, clock, log: silentLog });
  const stop = new AbortController();
  const answer = ask({ messages: [], tools: [] }, { signal: stop.signal, onSlow: () => (slow += 1) });
  const settled = answer.then(
    ({ text }) => text,
    (error: unknown) => error,
  );
  return { clock, stop, settled, asked: () => asked, slow: () => slow };
}

describe('asking the model', () => {
  test('gives its answer', async () => {
    const { settled, asked } = setUp(answers);
    expect(await settled).toBe('Hello.');
    expect(asked()).toBe(1);
  });

  test('tries once more after half a second when the model was not reached', async () => {
    const { settled, asked, clock } = setUp(fails(new AppError('unavailable', 'No connection.')), answers);
    await clock.advance(499);
    expect(asked()).toBe(1);
    await clock.advance(1);
    expect(await settled).toBe('Hello.');
  });

  test('gives up after the second failure', async () => {
    const out = new AppError('unavailable', 'No connection.');
    const { settled, asked, clock } = setUp(fails(out), fails(out), answers);
    await clock.advance(500);
    expect(await settled).toBe(out);
    expect(asked()).toBe(2);
  });

  test('waits for as long as a rate limit asks, when that is short', async () => {
    const limited = new AppError('rate-limited', 'Too many.', { retryAfterMs: 2_000 });
    const { settled, asked, clock } = setUp(fails(limited), answers);
    await clock.advance(1_999);
    expect(asked()).toBe(1);
    await clock.advance(1);
    expect(await settled).toBe('Hello.');
  });

  test.each([
    ['a long rate limit', new AppError('rate-limited', 'Too many.', { retryAfterMs: 60_000 })],
    ['a refused key', new AppError('denied', 'Key refused.')],
    ['a refused request', new AppError('invalid', 'Too long.')],
    ['a missing model', new AppError('not-found', 'No such model.')],
  ])('tells of %s at once, without another try', async (_, error) => {
    const { settled, asked } = setUp(fails(error), answers);
    expect(await settled).toBe(error);
    expect(asked()).toBe(1);
  });

  test('tells of slowness after five seconds, once', async () => {
    const { clock, slow, stop, settled } = setUp(hangs);
    await clock.advance(4_999);
    expect(slow()).toBe(0);
    await clock.advance(1);
    expect(slow()).toBe(1);
    await clock.advance(60_000);
    expect(slow()).toBe(1);
    stop.abort('stopped');
    await settled;
  });

  test('does not call a model slow that keeps talking', async () => {
    let talk = () => {};
    const { clock, slow, stop, settled } = setUp((options) => {
      talk = options.onProgress;
      return hangs(options);
    });
    for (let second = 0; second < 30; second += 1) {
      await clock.advance(1_000);
      talk();
    }
    expect(slow()).toBe(0);
    stop.abort('stopped');
    await settled;
  });

  test('ends after two silent minutes, and does not begin again', async () => {
    const { clock, settled, asked } = setUp(hangs, answers);
    await clock.advance(120_000);
    expect(await settled).toMatchObject({
      code: 'unavailable',
      message: 'Fake said nothing for two minutes, so I stopped waiting.',
    });
    expect(asked()).toBe(1);
  });

  test('ends with the reason when it is stopped, also between two tries', async () => {
    const hanging = setUp(hangs);
    hanging.stop.abort('stopped');
    expect(await hanging.settled).toBe('stopped');
    const waiting = setUp(fails(new AppError('unavailable', 'No connection.')));
    await waiting.clock.advance(100);
    waiting.stop.abort('stopped');
    expect(await waiting.settled).toBe('stopped');
    expect(waiting.asked()).toBe(1);
  });

  test('leaves no listener on the signal and nobody asleep', async () => {
    const { settled, stop, clock } = setUp(fails(new AppError('unavailable', 'No connection.')), answers);
    await clock.advance(500);
    await settled;
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    let asleep = false;
    void clock.untilAsleep(1).then(() => (asleep = true));
    await clock.advance(0);
    expect(asleep).toBe(false);
  });
});
