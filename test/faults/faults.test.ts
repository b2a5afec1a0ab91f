import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../src/ground/root.ts';
import { sharedData } from '../fixtures/shared-data.ts';
import { answers } from './answers.ts';
import { platformFaults } from './platforms.ts';
import { recipes } from './recipes.ts';

const schema = z.object({ faults: z.array(z.object({ id: z.string(), fault: z.string() })).min(1) });
const quoted = (title: string) => [`'${title}'`, `"${title}"`];

const onPlatforms = Object.entries(platformFaults).flatMap(([fault, platforms]) =>
  Object.entries(platforms).map(([name, answer]) => [`${fault}, on ${name},`, answer] as const),
);

describe('each fault, and each recipe to do harm by what is sent', () => {
  test.each([...answers, ...recipes, ...onPlatforms])(
    '%s is shown by tests that there are, or has its reason',
    (_id, { shown, but }) => {
      expect(shown.length > 0 || but !== undefined).toBe(true);
      for (const [file, title] of shown) {
        const text = readFileSync(join(projectRoot, 'test', file), 'utf8');
        expect(
          quoted(title).some((each) => text.includes(each)),
          `${file} has no test "${title}"`,
        ).toBe(true);
      }
    },
  );
});

sharedData('security/fault_injections.json', schema, ({ faults }) => {
  test('each of them has its answer, and there is no other', () => {
    expect([...answers.keys()].sort()).toEqual(faults.map(({ id }) => id).sort());
  });
});

const recipesSchema = z.object({ recipes: z.array(z.object({ id: z.string() })).min(1) });

sharedData('security/hostile_input_recipes.json', recipesSchema, ({ recipes: given }) => {
  test('each of them has its answer, and there is no other', () => {
    expect([...recipes.keys()].sort()).toEqual(given.map(({ id }) => id).sort());
  });
});
