import type { Eyes, Hands } from '../../src/ports/connections.ts';
import type { Connections } from '../../src/wiring/actions.ts';

/** The same connections for every person; without any, nothing is connected. */
export function fakeConnections(eyes: Eyes = {}, hands: Hands = {}): Connections {
  return { eyesOf: async () => eyes, handsOf: async () => hands };
}
