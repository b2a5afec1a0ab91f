import type { Act } from '../../actions/act.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Database } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import { namePairs } from '../../memory/graph/names.ts';
import { holdingsOf, holdingsOn, topicsOf } from '../../memory/holdings.ts';
import { observationsOn, standingShortForm } from '../../memory/night/read-night.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { exportMemory } from '../../privacy/memory-export.ts';
import type { StoredFiles } from '../../vault/stored-files.ts';
import { itemView, listed, type MemoryView, namesOn, overview, type Sign } from '../memory-view.ts';
import { answerByAct } from './act-answer.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

interface MemoryLookDeps {
  readonly db: Database;
  readonly act: Act;
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly storedFiles: StoredFiles;
}

/** `/memory`: what is remembered, by person, project and topic, with all that can be done to it. */
export function createMemoryLook(deps: MemoryLookDeps): Command {
  return {
    name: 'memory',
    description: 'See what I remember; correct, pin, forget or export it',
    usage: '/memory, /memory Ana, /memory export',
    run(context, argument) {
      const words = argument.trim();
      if (/^export$/i.test(words)) return exported(deps, context);
      const [, item, value = ''] = /^correct\s+((?:slot|fact):[0-9a-f]{8})\b\s*(.*)$/is.exec(words) ?? [];
      if (item !== undefined) return answerByAct(deps.act, context, 'memory_correct', { item, value: needed(value) });
      return look(deps, context, words);
    },
  };
}

async function look(
  { db, audit, buttons }: MemoryLookDeps,
  { personId, profile, now, source }: CommandContext,
  words: string,
): Promise<CommandAnswer> {
  const zone = profile.identity.timezone;
  const { all, pairs, short, seen } = await db.asPerson(personId, async (tx) => {
    await audit.record(tx, personId, [{ at: now, dataType: 'memory', access: 'read', action: 'look', ref: source }]);
    const all = await holdingsOf(tx, personId);
    const [short, seen] = [await standingShortForm(tx, personId, all), await observationsOn(tx, personId, words)];
    return { all, pairs: await namePairs(tx, personId), short, seen };
  });
  const sign: Sign = (verb, id) => buttons.sign({ verb, id }, personId);
  if (words === '') return asAnswer(overview(all, short, sign));
  const topic = [...topicsOf(all).keys()].find((each) => each.toLowerCase() === words.toLowerCase());
  const found = topic === undefined ? holdingsOn(all, words) : all.filter((one) => one.topic === topic);
  const names = topic === undefined ? [] : namesOn(pairs, topic);
  const [only] = found;
  const isOne = found.length === 1 && names.length === 0 && seen.length === 0;
  const heading = topic ?? words;
  return asAnswer(only && isOne ? itemView(only, zone, sign) : listed({ heading, found, from: 0, names, seen }, zone, sign));
}

function asAnswer({ message, sources }: MemoryView): CommandAnswer {
  return { message, why: { sources: [...sources] } };
}

async function exported(
  { db, audit, storedFiles }: MemoryLookDeps,
  { personId, profile, now, source }: CommandContext,
): Promise<CommandAnswer> {
  const zone = profile.identity.timezone;
  const files = await db.asPerson(personId, async (tx) => {
    await audit.record(tx, personId, [{ at: now, dataType: 'memory', access: 'read', action: 'export', ref: source }]);
    return exportMemory(storedFiles, tx, { personId, zone, now });
  });
  return { message: { text: 'What I remember, to read and as data. /export gives everything else as well.', files } };
}

function needed(value: string): string {
  if (value.trim() === '')
    throw new AppError('invalid', 'Write what is right behind it, such as: /memory correct slot:1a2b3c4d 5 May');
  return value.trim();
}
