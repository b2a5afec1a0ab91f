import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/ground/root.ts';
import { allowedTo, allows, OPERATIONS } from '../../src/people/roles.ts';
import { type Mutant, mutantsOf } from '../actions/mutants.ts';
import { CELLS, TABLE, wrongCells } from './roles-table.ts';

describe('a role in what is kept for a person', () => {
  it('R88 has 4 roles and at least 30 operations, and the table a cell for each pair', () => {
    expect(OPERATIONS.length).toBeGreaterThanOrEqual(30);
    expect(Object.keys(TABLE)).toEqual([...OPERATIONS]);
    expect(CELLS).toHaveLength(OPERATIONS.length * 4);
  });

  it.each(CELLS.map((cell) => [cell.role, cell.allowed ? 'may' : 'may not', cell.operation] as const))(
    'R88 %s %s %s',
    (role, may, operation) => {
      expect(allows(role, operation)).toBe(may === 'may');
    },
  );

  it('R83 as delegate adds tasks and rates, reads no private source and presses nothing', () => {
    expect(allowedTo('delegate')).toEqual(['read today', 'read agenda', 'read tasks', 'add task', 'rate']);
  });
});

/** The rule as it runs: types and comments gone. */
const source = (
  await transform(await readFile(join(projectRoot, 'src/people/roles.ts'), 'utf8'), { loader: 'ts', format: 'esm' })
).code;

async function load(code: string): Promise<typeof allows> {
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
  return module.allows;
}

/** Each role's list with each operation left out that it holds, or added that it lacks. */
function listMutants(): Mutant[] {
  return (['viewer', 'delegate', 'assistant'] as const).flatMap((role) => {
    const [, head = '', list = ''] = new RegExp(`(${role}: \\[)([^\\]]*)`).exec(source) ?? [];
    return OPERATIONS.map((operation) => {
      const word = JSON.stringify(operation);
      const changed = list.includes(word) ? list.replace(word, '"nothing"') : `${word},${list}`;
      return { change: `${role}: ${operation}`, source: source.replace(head + list, head + changed) };
    });
  });
}

describe('the rule of the roles', () => {
  const mutants = [...listMutants(), ...mutantsOf(source.slice(source.indexOf('function allows'))).map(whole)];

  it('R88 is what the table says, as it runs', async () => {
    expect(wrongCells(await load(source))).toEqual([]);
  });

  it(`R88 each of its ${mutants.length} mutants is caught by a cell of the table`, async () => {
    expect(mutants.length).toBeGreaterThan(3 * OPERATIONS.length);
    const alive: string[] = [];
    for (const mutant of mutants) if (wrongCells(await load(mutant.source)).length === 0) alive.push(mutant.change);
    expect(alive).toEqual([]);
  });
});

function whole({ change, source: tail }: Mutant): Mutant {
  return { change, source: source.slice(0, source.indexOf('function allows')) + tail };
}
