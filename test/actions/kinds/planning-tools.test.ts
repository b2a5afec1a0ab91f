import { encode } from 'gpt-tokenizer';
import { expect, test } from 'vitest';
import { reminderKinds } from '../../../src/actions/kinds/reminders.ts';
import { taskKinds } from '../../../src/actions/kinds/tasks.ts';

const kinds = [...taskKinds, ...reminderKinds];

test.each(kinds.map((kind) => [kind.name, kind] as const))('the tool %s costs fewer than 100 tokens', (_, kind) => {
  const tool = JSON.stringify({ name: kind.name, description: kind.description, parameters: kind.parameters });
  expect(encode(tool).length).toBeLessThan(100);
});

test('all seven together cost fewer than 400 tokens', () => {
  const tools = kinds.map(({ name, description, parameters }) => ({ name, description, parameters }));
  expect(encode(JSON.stringify(tools)).length).toBeLessThan(400);
});
