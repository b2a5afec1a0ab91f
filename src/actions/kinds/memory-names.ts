import { z } from 'zod';
import { ruleNames } from '../../memory/graph/names.ts';
import { shown } from '../card/shown.ts';
import { defineKind, type InsideKind } from '../kind.ts';

const name = z.string().trim().min(1).max(200);
const namesArgs = z.object({ short: name, long: name, isSame: z.boolean() });

/** For the person's own buttons only: whether two names are one's. */
export const memoryNames: InsideKind = defineKind({
  name: 'memory_names',
  description: 'Take two names for one, or for two.',
  effect: 'private',
  verb: 'Remember',
  area: 'memory',
  input: namesArgs,
  args: namesArgs,
  resolve: async (_, input) => input,
  fields: {
    short: (value) => ({ label: 'The name', value }),
    long: (value) => ({ label: 'And the name', value }),
    isSame: (value) => ({ label: 'Are', value: value ? 'the same' : 'two' }),
  },
  async run({ tx, personId, now }, { short, long, isSame }) {
    const before = await ruleNames(tx, personId, [short, long], isSame, now);
    if (before === isSame) return { said: 'That is how I have it already.' };
    const said = isSame ? `${shown(short)} is ${shown(long)}.` : `${shown(short)} and ${shown(long)} are two.`;
    return { said, undo: { short, long, before } };
  },
  undoData: z.object({ short: name, long: name, before: z.boolean().nullable() }),
  async undo({ tx, personId, now }, { short, long, before }) {
    await ruleNames(tx, personId, [short, long], before, now);
    return `I take ${shown(short)} and ${shown(long)} as before.`;
  },
});
