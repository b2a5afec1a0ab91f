import type { Settings } from '../ground/config.ts';
import type { Connections } from './actions.ts';

/** What this deployment is connected with. A new connector is added here. */
export function createConnections(_settings: Settings): Connections {
  return { eyesOf: async () => ({}), handsOf: async () => ({}) };
}
