import { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import { asidesMeant } from '../../memory/asides.ts';
import { conflictIn } from '../../memory/conflicts.ts';
import { FIXED_ATTRIBUTES } from '../../memory/extract/claim.ts';
import { retractFact, saveFact } from '../../memory/facts.ts';
import { filesMeant } from '../../memory/forget-files.ts';
import { asideIds, bringBack, buriedOf, forgottenSchema, hide } from '../../memory/forgetting.ts';
import { held as heldBy } from '../../memory/held.ts';
import type { Prepared, Recall } from '../../memory/recall.ts';
import { type RecallLine, recallLineText } from '../../memory/recall-line.ts';
import { positionAsked } from '../../memory/slots/current-first.ts';
import { learn, storeClaims } from '../../memory/slots/learn.ts';
import type { Tombstones } from '../../memory/tombstones.ts';
import { readWhat, whatSchema } from '../../memory/what.ts';
import type { Profile } from '../../people/profile.ts';
import { shown } from '../card/shown.ts';
import { defineKind, type InsideKind } from '../kind.ts';
import { hiddenText } from './forget-receipt.ts';

interface Deps {
  readonly recall: Recall;
  /**
   * Prepares a search, only with an embedder that computes inside this process: a kind runs inside a transaction, where no network
   * may be waited for. Without it a search goes by words.
   */
  readonly prepare?: (text: string) => Promise<Prepared>;
}

const words = z.string().trim().min(1).max(500);
const nothingToUndo = z.never();

/** Looks through all that was said and saved, also what came from outside: what it says then taints the turn. */
export function memorySearch({ recall, prepare }: Deps): InsideKind {
  return defineKind({
    name: 'memory_search',
    description: 'Search past conversations and saved facts.',
    effect: 'read',
    verb: 'Search',
    area: 'memory',
    input: z.object({ query: words }),
    args: z.object({ query: words }),
    resolve: async (_, input) => input,
    fields: { query: (value) => ({ label: 'Search memory for', value }) },
    async run({ tx, personId, profile, now }, { query }) {
      const prepared = await prepare?.(query);
      const lines = await recall.search(tx, {
        personId,
        text: query,
        prepared,
        now,
        zone: profile.identity.timezone,
        includeOutside: true,
      });
      if (lines.length === 0) return { said: nothingOn(query) };
      const said = lines.map((line) => foundLine(line, profile)).join('\n');
      return { said, tainted: lines.some(({ tainted }) => tainted) };
    },
    undoData: nothingToUndo,
    undo: async () => 'A search changes nothing.',
  });
}

/** Beside the text, what it goes against: then the person is asked which of the two holds, and `holds` is their answer. */
const saveArgs = z.object({
  text: z.string().trim().min(1).max(2_000),
  /** `your home`, and its value as the person told it and as the text has it. */
  about: z.string().exactOptional(),
  stands: z.string().exactOptional(),
  says: z.string().exactOptional(),
  holds: z.enum(['new', 'old']).exactOptional(),
});
type SaveArgs = z.infer<typeof saveArgs>;

/**
 * Saves one statement; what is said in a tainted turn is kept as coming from outside. Where others, or a model's wording, go against what
 * the person said themselves, no newer one wins by itself.
 */
export const memorySave: InsideKind = defineKind({
  name: 'memory_save',
  description: 'Remember one lasting statement about the person or their world.',
  effect: 'private',
  verb: 'Remember',
  area: 'memory',
  input: z.object({ text: z.string().trim().min(1).max(2_000) }),
  args: saveArgs,
  async resolve({ tx, personId, profile, tainted, ownWords, now }, { text }): Promise<SaveArgs> {
    if (!tainted && ownWords.includes(text)) return { text };
    const today = now.toZonedDateTimeISO(profile.identity.timezone).toPlainDate();
    const conflict = await conflictIn(tx, personId, text, today);
    if (!conflict) return { text };
    const { claim, stands, says } = conflict;
    return { text, about: `${claim.subject === 'me' ? 'your' : `${claim.subject}'s`} ${claim.attribute}`, stands, says };
  },
  fields: {
    text: (value) => ({ label: 'Remember', value }),
    about: (value) => ({ label: 'Goes against what you told me of', value }),
    stands: (value) => ({ label: 'You said', value }),
    says: (value) => ({ label: 'This says', value }),
    holds: (value) => ({ label: 'From now on', value: value === 'new' ? 'as this says' : 'as you said' }),
  },
  options: (args) =>
    args.about === undefined || args.holds !== undefined
      ? []
      : [
          { label: short(`Now ${args.says}`), args: { ...args, holds: 'new' as const } },
          { label: short(`Still ${args.stands}`), args: { ...args, holds: 'old' as const } },
        ],
  async run({ tx, personId, profile, tainted, source, ownWords, now }, { text, about, stands, says, holds }) {
    const zone = profile.identity.timezone;
    if (holds === 'old') return { said: `It stays as you said: ${shown(stands ?? '')}` };
    if (holds === 'new') {
      // The person has pressed for this value, so it is theirs now; the sentence around it is not.
      const told = { personId, trust: 'owner' as const, source, zone, now };
      await settle(tx, told, text, `${about}: ${says}`);
    }
    const isOwn = ownWords.includes(text);
    const trust = tainted ? 'outside' : isOwn ? 'owner' : 'assistant';
    const keptBecause = isOwn ? 'asked' : 'noticed';
    const { id, isNew } = await saveFact(tx, { personId, text, trust, source, keptBecause, recordedAt: now });
    // A model's wording is no statement of the person's; what they said themselves is learnt from when the turn ends.
    if (!tainted && isOwn) await learn(tx, { personId, own: text, trust, source, zone, now });
    if (!isNew) return { said: `I remember that already: ${shown(text)}` };
    return { said: `Remembered: ${shown(text)}`, undo: { fact: id } };
  },
  undoData: z.object({ fact: z.uuid() }),
  async undo({ tx, personId, now }, { fact }) {
    const retracted = await retractFact(tx, personId, fact, now);
    if (!retracted) throw new AppError('invalid', 'This was forgotten since, so there is nothing left to undo.');
    return `I no longer remember: ${shown(retracted.text)}`;
  },
});

/** What the text says holds from now on; of what does not change, the other was wrong. */
async function settle(tx: Tx, told: Parameters<typeof storeClaims>[1], text: string, quote: string): Promise<void> {
  const { personId, zone, now } = told;
  const conflict = await conflictIn(tx, personId, text, now.toZonedDateTimeISO(zone).toPlainDate());
  if (!conflict) return;
  const how = FIXED_ATTRIBUTES.includes(conflict.claim.attribute) ? 'correct' : 'set';
  await storeClaims(tx, told, [{ ...conflict.claim, how, reason: undefined, quote }]);
}

/** For the command only, never for the model: hides what is meant, until Undo or the erasing a day later. No backup brings it back. */
export function memoryForget({ tombstones }: { readonly tombstones: Tombstones }): InsideKind {
  return defineKind({
    name: 'memory_forget',
    description: 'Forget everything that holds all these words.',
    effect: 'private',
    verb: 'Forget',
    area: 'memory',
    input: z.object({ words }),
    args: whatSchema,
    resolve: async ({ now, profile }, input) =>
      readWhat(input.words, now.toZonedDateTimeISO(profile.identity.timezone).toPlainDate()),
    fields: {
      words: (value) => ({ label: 'Forget everything that holds all of', value }),
      item: (value) => ({ label: 'Forget the memory', value }),
      from: (value) => ({ label: 'Forget everything from', value }),
      to: (value) => ({ label: 'Until', value: `${value}, that day too` }),
      all: () => ({ label: 'Forget', value: 'everything that was said and saved' }),
    },
    async run({ tx, personId, profile, now }, args) {
      const zone = profile.identity.timezone;
      const held = await heldBy(tx, personId, args, zone);
      const files = await filesMeant(tx, personId, args, zone);
      const asides = await asidesMeant(tx, personId, args, zone);
      // No error, so that the ledger has it and its words are erased like those of any other.
      if (held.length + files.length + asideIds(asides).length === 0) return { said: nothingText(args.words) };
      const forgotten = await hide(tx, personId, held, now, { files, asides });
      await tombstones.bury(buriedOf(forgotten));
      return { said: hiddenText(held, forgotten, zone), undo: forgotten };
    },
    undoData: forgottenSchema,
    async undo({ tx, personId }, forgotten) {
      const back = await bringBack(tx, personId, forgotten);
      await tombstones.raise(buriedOf(forgotten));
      if (back === 0) return 'It stays.';
      return `${back === 1 ? '1 memory is' : `${back} memories are`} back.`;
    },
  });
}

function nothingOn(query: string): string {
  const matter = positionAsked(query);
  return matter === undefined ? 'I have nothing on that.' : `You have not told me your position on ${shown(matter)}.`;
}

/** For a button. */
function short(label: string): string {
  return label.length > 40 ? `${label.slice(0, 39)}…` : label;
}

function nothingText(words: string | undefined): string {
  return words === undefined ? 'I remember nothing of that.' : `I remember nothing that holds all of these words: ${words}`;
}

/** The person reads these lines, too: of what came from outside nothing works as a link and nothing hides. */
function foundLine(line: RecallLine, { identity }: Profile): string {
  const text = line.tainted ? shown(line.text) : line.text;
  return `- ${recallLineText({ ...line, text }, identity.timezone, identity.name || 'you')}`;
}
