import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../src/db/client.ts';
import { recordEpisode } from '../../src/memory/episodes.ts';
import { saveFact, type Trust } from '../../src/memory/facts.ts';

export const T0 = Temporal.Instant.from('2026-03-02T09:00:00Z');

let counter = 0;

/** Records something the person said; resolves with the episode's id. */
export function say(
  tx: Tx,
  personId: string,
  text: string,
  overrides: Partial<Parameters<typeof recordEpisode>[1]> = {},
): Promise<string> {
  counter += 1;
  const ordinary = { platform: 'telegram', chat: '7', role: 'person', tainted: false, turnId: null, at: T0 } as const;
  return recordEpisode(tx, { personId, text, source: `telegram:${counter}`, ...ordinary, ...overrides });
}

/** Saves a fact; resolves with its id. */
export async function keep(tx: Tx, personId: string, text: string, trust: Trust = 'owner'): Promise<string> {
  counter += 1;
  const { id } = await saveFact(tx, { personId, text, trust, source: `telegram:${counter}`, recordedAt: T0 });
  return id;
}
