import { expect } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/adapter.ts';
import { createLog } from '../../../src/ground/log.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import type { ChatAdapter, Delivery, OutgoingMessage } from '../../../src/ports/chat.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { type DiscordFake, startDiscordFake } from '../../fakes/discord/server.ts';
import { dmOf } from '../../fakes/discord/world.ts';

export const PERSON = '77';
export const CHAT = dmOf(PERSON);
/** A channel of a server. */
export const CHANNEL = '500';

let dc: DiscordFake;
let time: FakeClock;
let logged: string[];
let adapters: ChatAdapter[];

/** A Discord of its own for each test. */
export async function open(): Promise<void> {
  time = createFakeClock('2027-03-01T09:00:00Z');
  dc = await startDiscordFake({ now: () => time.now().epochMilliseconds });
  logged = [];
  adapters = [];
}

export async function close(): Promise<void> {
  for (const adapter of adapters) await adapter.stop();
  await dc.stop();
  expect(logged.join('')).not.toContain(dc.token);
  expect(logged.join('')).not.toContain('token-of-');
}

export const discord = () => dc;
export const clock = () => time;
export const log = () => logged;

type Options = Parameters<typeof createDiscordAdapter>[0];

export function makeAdapter(more: Partial<Options> = {}): ChatAdapter {
  const log = createLog({ level: 'debug', secrets: [], write: (line) => logged.push(line) });
  const adapter = createDiscordAdapter({ token: dc.token, apiUrl: dc.apiUrl, clock: time, random: systemRandom, log, ...more });
  adapters.push(adapter);
  return adapter;
}

/** Turns the clock second by second, since a backoff or a deadline may stand between us and what we wait for. */
export async function until(look: () => boolean): Promise<void> {
  for (let round = 0; round < 20_000 && !look(); round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (round % 100 === 99) await time.advance(2000);
  }
  expect(look()).toBe(true);
}

/** A delivery of this message, and the ids of its parts. */
export async function send(adapter: ChatAdapter, message: OutgoingMessage, more: Partial<Delivery> = {}) {
  const parts: string[] = [];
  const onPart = async (id: string) => void parts.push(id);
  const outcome = await adapter.send({
    key: `test:${message.text}`,
    chat: CHAT,
    message,
    files: [],
    arrived: [],
    onPart,
    ...more,
  });
  return { outcome, parts };
}
