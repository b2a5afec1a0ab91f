import { expect } from 'vitest';
import { createSlackAdapter, type SlackLine } from '../../../adapters/slack/adapter.ts';
import { createLog } from '../../../src/ground/log.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import type { ChatAdapter, OutgoingFile, OutgoingMessage } from '../../../src/ports/chat.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { type SlackFake, startSlackFake } from '../../fakes/slack/server.ts';

export const CHAT = 'D0ANN';
export const USER = 'T0WORK:U0ANN';

export interface SlackHand {
  readonly slack: SlackFake;
  readonly clock: FakeClock;
  readonly logged: string[];
  /** A new adapter on the same workspace. */
  make(line?: SlackLine, token?: string): ChatAdapter;
  until(look: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** A Slack on loopback, and what makes adapters that are connected to it. */
export async function takeSlack(): Promise<SlackHand> {
  const clock = createFakeClock('2027-03-01T09:00:00Z');
  const slack = await startSlackFake({ now: () => clock.now().epochMilliseconds });
  const logged: string[] = [];
  const log = createLog({ level: 'debug', secrets: [], write: (line) => logged.push(line) });
  const adapters: ChatAdapter[] = [];
  return {
    slack,
    clock,
    logged,
    make(line = { kind: 'socket', appToken: slack.appToken }, token = slack.botToken) {
      const adapter = createSlackAdapter({ token, apiUrl: slack.apiUrl, line, clock, random: systemRandom, log });
      adapters.push(adapter);
      return adapter;
    },
    /** Turns the clock second by second, and lets Slack bring again what was not acknowledged. */
    async until(look) {
      for (let round = 0; round < 20_000 && !look(); round += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        if (round % 100 !== 99) continue;
        await clock.advance(2000);
        slack.retry();
      }
      expect(look()).toBe(true);
    },
    async close() {
      for (const adapter of adapters) await adapter.stop();
      await slack.stop();
      const said = logged.join('');
      for (const secret of [slack.botToken, slack.appToken, slack.signingSecret]) expect(said).not.toContain(secret);
    },
  };
}

export function deliver(adapter: ChatAdapter, message: OutgoingMessage, files: readonly OutgoingFile[] = [], chat = CHAT) {
  return adapter.send({ key: 'a-delivery', chat, message, files, arrived: [], onPart: async () => undefined });
}
