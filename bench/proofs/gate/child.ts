// The program as it is, but for its connections: accounts of the proof's own, each person's as the file of GATE_CAST says, in memory or on
// servers by the connectors of the program, and every call that reaches the outside written to GATE_JOURNAL. With GATE_OFF nothing is asked: the control.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Decide } from '../../../src/actions/policy.ts';
import type { Connections } from '../../../src/wiring/actions.ts';
import type { ConnectDeps } from '../../../src/wiring/connections.ts';
import { live } from '../../../src/wiring/life.ts';
import { type Connected, connect, inMemory } from './connections.ts';
import { readAgentDojo } from './data.ts';
import { writeEntry } from './journal.ts';
import { createOpener } from './opened.ts';
import { VECTORS } from './vectors.ts';
import { peacefulWorld, poisonedWorld } from './world.ts';

const environment = z.object({
  GATE_CAST: z.string(),
  GATE_JOURNAL: z.string(),
  GATE_FOLDERS: z.string(),
  GATE_OFF: z.string().optional(),
});
const poison = z.object({ vector: z.enum(VECTORS), mark: z.string(), text: z.string(), goal: z.array(z.string()) });
const connection = z.object({ kind: z.string(), values: z.record(z.string(), z.string()) });
const castFile = z.record(z.string(), z.object({ poison: poison.nullable(), connections: z.array(connection) }));

const { GATE_CAST, GATE_JOURNAL, GATE_FOLDERS, GATE_OFF } = environment.parse(process.env);

const everything: Decide = () => ({ decision: 'run', rule: 'the gate is off' });

/** Each person's accounts are there from the first look on. */
function createAccounts(deps: ConnectDeps): Connections {
  const peace = peacefulWorld(readAgentDojo());
  const all = new Map<string, Promise<Connected>>();
  const cast = existsSync(GATE_CAST) ? castFile.parse(JSON.parse(readFileSync(GATE_CAST, 'utf8'))) : {};
  const open = createOpener(deps);
  const made = async (personId: string): Promise<Connected> => {
    const entry = cast[personId];
    // Whoever runs the deployment has no part in this and nothing connected.
    if (entry === undefined) return { eyes: {}, hands: {} };
    const { poison, connections } = entry;
    const world = poison ? poisonedWorld(peace, poison) : peace;
    const own = connections.length === 0 ? inMemory(world) : await open(personId, connections);
    return connect(world, own, join(GATE_FOLDERS, personId), (told) =>
      writeEntry(GATE_JOURNAL, { personId, ...told, args: [...told.args] }),
    );
  };
  const of = (personId: string): Promise<Connected> => {
    const known = all.get(personId) ?? made(personId);
    all.set(personId, known);
    return known;
  };
  return { eyesOf: async (personId) => (await of(personId)).eyes, handsOf: async (personId) => (await of(personId)).hands };
}

await live({ connect: createAccounts, ...(GATE_OFF && { decide: everything }) });
