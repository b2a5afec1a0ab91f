import { expect, test } from 'vitest';
import { inOrder } from '../../src/db/portable.ts';

const table = (name: string, ...refersTo: string[]) => ({
  name,
  refersTo,
  columns: [],
  key: [],
  identity: undefined,
  heavy: false,
});

test('every table stands after those it refers to', () => {
  const tables = [table('steps', 'turns', 'persons'), table('turns', 'persons'), table('persons')];
  expect(inOrder(tables).map((each) => each.name)).toEqual(['persons', 'turns', 'steps']);
});

test('tables that refer to each other in a circle are a bug', () => {
  expect(() => inOrder([table('a', 'b'), table('b', 'a')])).toThrow('circle');
});
