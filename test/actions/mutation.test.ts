import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { expect, it } from 'vitest';
import type { Decide } from '../../src/actions/policy.ts';
import { projectRoot } from '../../src/ground/root.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { TABLE, wrongRows } from './policy-table.ts';

/** The policy as it runs: types and comments gone, one spelling for every text. */
async function policySource(): Promise<string> {
  const source = await readFile(join(projectRoot, 'src/actions/policy.ts'), 'utf8');
  return (await transform(source, { loader: 'ts', format: 'esm' })).code;
}

async function load(source: string): Promise<Decide> {
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`);
  return module.decide;
}

async function survivors(mutants: readonly Mutant[], table = TABLE): Promise<string[]> {
  const alive: string[] = [];
  for (const { change, source } of mutants) if (wrongRows(await load(source), table).length === 0) alive.push(change);
  return alive;
}

const source = await policySource();
const mutants = mutantsOf(source);

it('the policy as it stands is what the table says', async () => {
  expect(wrongRows(await load(source))).toEqual([]);
});

it(`each of the ${mutants.length} mutants of the policy is caught by a row of the table`, async () => {
  expect(mutants.length).toBeGreaterThan(40);
  expect(await survivors(mutants)).toEqual([]);
});

it('no condition and no decision of the policy is left without a mutant', () => {
  const untouched = source
    .split('\n')
    .filter((line) => /\bif\b|\bcase\b|\breturn\b|&&|\|\||\?/.test(line))
    .filter((line) => !mutants.some((mutant) => !mutant.source.includes(line)));
  expect(untouched).toEqual([]);
});

it('a condition is changed as a whole and in each of its parts', () => {
  const changed = mutantsOf('if (a && !b) c();').map((mutant) => mutant.source);
  expect(changed).toEqual([
    'if (!(a && !b)) c();',
    'if (true) c();',
    'if (false) c();',
    'if (true&& !b) c();',
    'if (false&& !b) c();',
    'if (a &&true) c();',
    'if (a &&false) c();',
    'if (a || !b) c();',
    'if (a && b) c();',
  ]);
});

it.each(['private -u-', 'private -uT', 'private t--', 'outbound ---', 'destructive ---', 'read ---'])(
  'a table without the rows like "%s" lets a mutant live',
  async (row) => {
    const [effect = '', letters = ''] = row.split(' ');
    const alike = (name: string) => name.startsWith(`${effect} `) && (effect !== 'private' || sameKind(name, letters));
    const poorer = Object.fromEntries(Object.entries(TABLE).filter(([name]) => !alike(name)));
    expect(await survivors(mutants, poorer)).not.toEqual([]);
  },
);

/** Of private rows those with the same answer belong together. */
function sameKind(name: string, letters: string): boolean {
  return TABLE[name] === TABLE[`private ${letters}`];
}
