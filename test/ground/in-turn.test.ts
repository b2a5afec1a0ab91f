import { expect, test } from 'vitest';
import { createInTurn } from '../../src/ground/in-turn.ts';

test('what has one key is done one after the other, also behind what fails; another key does not wait', async () => {
  const inTurn = createInTurn();
  const told: string[] = [];
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = inTurn('a', async () => {
    await opened;
    told.push('first');
    throw new Error('no');
  });
  const second = inTurn('a', async () => told.push('second'));
  await inTurn('b', async () => told.push('beside'));
  expect(told).toEqual(['beside']);
  open();
  await expect(first).rejects.toThrow('no');
  await second;
  expect(told).toEqual(['beside', 'first', 'second']);
  expect(await inTurn('a', async () => 'later')).toBe('later');
});
