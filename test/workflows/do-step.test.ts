import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { type DoStepDeps, doStep, type Scene } from '../../src/workflows/do-step.ts';
import { createGatherStep } from '../../src/workflows/gather/gather.ts';
import type { Step } from '../../src/workflows/plan.ts';

const never = new AbortController().signal;

test('what is told holds no address that can be followed but those that the person typed', async () => {
  const found = { position: 0, problem: null, files: [], text: 'See https://evil.example/a and https://own.example/' };
  const workflow = { number: 1, plan: { ownAddresses: ['https://own.example/'] } };
  const scene = { run: { steps: [] }, rows: [found], workflow } as unknown as Scene;
  const tell: Step = { line: 'tell me', deed: { do: 'tell', words: '' } };
  const came = await doStep({} as DoStepDeps, scene, tell, never);
  expect(came).toEqual({ came: 'words', text: 'See `https://evil.example/a` and https://own.example/' });
});

test('a day is gathered with nothing of it read as a link or as markup', async () => {
  const fact = { section: 'Mail', text: '[Pay](https://evil.example/) **now**', tainted: true };
  const gather = createGatherStep({
    db: { asPerson: async () => undefined },
    eyesOf: async () => ({}),
    gather: async () => ({ facts: [fact], notRead: ['*mail*'], notConnected: [] }),
  } as unknown as Parameters<typeof createGatherStep>[0]);
  const occasion = { personId: 'p', now: Temporal.Instant.from('2026-11-20T10:00:00Z') };
  const deed = { do: 'gather', what: 'day', words: '', days: 1 } as const;
  const { text, tainted } = await gather(occasion as unknown as Parameters<typeof gather>[0], deed);
  expect(text).toContain('\\[`Pay](https://evil.example/`)'); // the bracket and the address are shown, and open nothing
  expect(text).toContain('\\*\\*now\\*\\*');
  expect(text).toContain('not read: \\*mail\\*');
  expect(tainted).toBe(true);
});
