import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { AppError } from '../../ground/errors.ts';
import { retractFact } from '../../memory/facts.ts';
import { bringBack } from '../../memory/forgetting.ts';
import { correctedSchema, correctItem, keepItem, keptSchema, restoreKept, statementOf } from '../../memory/shape.ts';
import { hideClaimsById } from '../../memory/slots/forget-claims.ts';
import { shown } from '../card/shown.ts';
import { defineKind, type InsideKind } from '../kind.ts';

const item = z.string().regex(/^(?:slot|fact):[0-9a-f]{8}$/i);

const keepArgs = z.object({ item, as: z.enum(['long', 'pinned']), until: z.iso.date().optional() });

/** For the person's own buttons only: how long something is remembered. */
const memoryKeep: InsideKind = defineKind({
  name: 'memory_keep',
  description: 'Pin a memory, or let it end on a day.',
  effect: 'private',
  verb: 'Keep',
  area: 'memory',
  input: keepArgs,
  args: keepArgs,
  resolve: async (_, input) => input,
  fields: {
    item: (value) => ({ label: 'The memory', value }),
    as: (value) => ({ label: 'Kept', value: value === 'pinned' ? 'pinned' : 'like any other' }),
    until: (value) => ({ label: 'Forgotten on', value }),
  },
  async run({ tx, personId, profile }, { item, as, until }) {
    const zone = profile.identity.timezone;
    const expiresAt = until === undefined ? null : Temporal.PlainDate.from(until).toZonedDateTime(zone).toInstant();
    const undo = await keepItem(tx, personId, item, { class: as, expiresAt });
    const text = shown(await statementOf(tx, personId, item));
    if (!undo) return { said: `I keep this like that already: ${text}` };
    if (until !== undefined) return { said: `I forget this on ${until}: ${text}`, undo };
    return { said: as === 'pinned' ? `Pinned: ${text}` : `I keep this like anything else: ${text}`, undo };
  },
  undoData: keptSchema,
  async undo({ tx, personId }, kept) {
    await restoreKept(tx, personId, kept);
    return 'I keep it as before.';
  },
});

const correctArgs = z.object({ item, value: z.string().trim().min(1).max(500) });

/** For the person's own command only: the right value of something remembered. */
const memoryCorrect: InsideKind = defineKind({
  name: 'memory_correct',
  description: 'Correct a memory.',
  effect: 'private',
  verb: 'Correct',
  area: 'memory',
  input: correctArgs,
  args: correctArgs,
  resolve: async (_, input) => input,
  fields: {
    item: (value) => ({ label: 'The memory', value }),
    value: (value) => ({ label: 'Is', value }),
  },
  mainInput: 'value',
  async run({ tx, personId, profile, source, now }, { item, value }) {
    const before = await statementOf(tx, personId, item);
    const undo = await correctItem(tx, personId, { item, value, source, zone: profile.identity.timezone, now });
    return { said: `Corrected to ${shown(value)}. It was: ${shown(before)}`, undo };
  },
  undoData: correctedSchema,
  async undo({ tx, personId, now }, { claims, fact, old }) {
    if (fact !== undefined && (await retractFact(tx, personId, fact, now)) === undefined) {
      throw new AppError('invalid', 'This was forgotten since, so there is nothing left to undo.');
    }
    await hideClaimsById(tx, personId, claims, now);
    if (old) await bringBack(tx, personId, old);
    return 'It says again what it said before.';
  },
});

export const memoryShapeKinds: readonly InsideKind[] = [memoryKeep, memoryCorrect];
