import { expect, it } from 'vitest';
import { createGroupCommit } from '../../src/db/group-commit.ts';
import { AppError } from '../../src/ground/errors.ts';

/** A commit that notes its groups, and fails on those that hold `bad`. */
function noting(fail: Error = new Error('a bad one')) {
  const groups: (readonly string[])[] = [];
  const save = createGroupCommit(async (items: readonly string[]) => {
    groups.push(items);
    await Promise.resolve();
    if (items.includes('bad')) throw fail;
    return items.map((item) => item.toUpperCase());
  });
  return { groups, save };
}

it('takes what arrives meanwhile into the next transaction, in order, and gives each caller its own result', async () => {
  const { groups, save } = noting();
  expect(await Promise.all(['a', 'b', 'c'].map(save))).toEqual(['A', 'B', 'C']);
  expect(groups).toEqual([['a'], ['b', 'c']]);
  expect(await save('d')).toBe('D');
});

it('keeps a transaction short', async () => {
  const { groups, save } = noting();
  await Promise.all(Array.from({ length: 121 }, (_, n) => save(`${n}`)));
  expect(groups.map((group) => group.length)).toEqual([1, 50, 50, 20]);
});

it('tries each of a failed group by itself, so that only the bad one fails', async () => {
  const { groups, save } = noting();
  const results = await Promise.allSettled(['a', 'b', 'bad', 'c'].map(save));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(groups).toEqual([['a'], ['b', 'bad', 'c'], ['b'], ['bad'], ['c']]);
});

it('asks a database that is away no second time for the same group', async () => {
  const { groups, save } = noting(new AppError('unavailable', 'The database is away.'));
  const results = await Promise.allSettled(['a', 'b', 'bad'].map(save));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(groups).toHaveLength(2);
  expect(await save('d')).toBe('D');
});
