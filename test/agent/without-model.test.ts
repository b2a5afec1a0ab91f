import { describe, expect, test } from 'vitest';
import { answerWithoutModel } from '../../src/agent/without-model.ts';
import { createFakeLedger, done, proposed } from './answers.ts';

const occasion = { personId: 'p', turnId: 't', source: 'telegram:1', tainted: false, unattended: false };

function answer(messages: readonly string[], ledger = createFakeLedger(), over = {}) {
  return answerWithoutModel(ledger.act, { ...occasion, ...over }, messages);
}

describe('without a model', () => {
  test.each([
    ['remind me tomorrow at 9 to call Ana', 'reminder_set', { text: 'tomorrow at 9 to call Ana' }],
    ['Please remind me to stretch in 5 minutes', 'reminder_set', { text: 'stretch in 5 minutes' }],
    ['remember that my locker code is 4711', 'memory_save', { text: 'my locker code is 4711' }],
    ['Note: the plumber is Bo', 'memory_save', { text: 'the plumber is Bo' }],
    ['todo: buy milk', 'task_add', { title: 'buy milk' }],
    ['add a task call the bank', 'task_add', { title: 'call the bank' }],
    ['Monitor https://a.example/ for launches', 'watch_add', { about: 'https://a.example/ for launches' }],
  ])('carries out "%s"', async (text, kind, input) => {
    const ledger = createFakeLedger();
    const spoken = await answer([text], ledger);
    expect(ledger.ran).toMatchObject([{ kind, input, source: 'telegram:1', turnId: 't' }]);
    expect(spoken).toMatchObject({ text: '', outcomes: [{ actionId: 'a1' }] });
  });

  test('looks anything else up in memory, and says how to connect a model', async () => {
    const ledger = createFakeLedger(() => done('a1', { said: '- Ana is my sister [f1]', effect: 'read' }));
    const { text, outcomes, passing } = await answer(['Who is Ana?'], ledger);
    expect(ledger.ran).toMatchObject([{ kind: 'memory_search', input: { query: 'Who is Ana?' } }]);
    expect(text).toContain('This is what I have on it:\n- Ana is my sister [f1]');
    expect(text).toContain('OPENAI_API_KEY');
    expect(outcomes).toEqual([]);
    expect(passing).toBe(true);
  });

  test('says only how to connect one when memory has nothing', async () => {
    const { text } = await answer(
      ['hi'],
      createFakeLedger(() => done('a1', { said: 'I have nothing on that.' })),
    );
    expect(text).toMatch(/^To talk freely/);
  });

  test('takes messages that arrived together one by one, each under a key of its own', async () => {
    const ledger = createFakeLedger();
    const { text, outcomes } = await answer(['todo: rent', 'todo: milk', 'Who is Ana?'], ledger);
    expect(ledger.ran.map(({ input }) => input)).toEqual([{ title: 'rent' }, { title: 'milk' }, { query: 'Who is Ana?' }]);
    expect(outcomes).toHaveLength(2);
    expect(text).toContain('To talk freely');
    await answer(['todo: rent', 'todo: milk', 'Who is Ana?'], ledger);
    expect(ledger.ran).toHaveLength(3);
  });

  test('passes taint on, so that a wish among words of others is asked for first', async () => {
    const ledger = createFakeLedger(() => proposed('a1'));
    const spoken = await answer(['remember this'], ledger, { tainted: true });
    expect(ledger.ran).toMatchObject([{ tainted: true }]);
    expect(spoken).toMatchObject({ outcomes: [{ state: 'proposed' }], tainted: true });
  });

  test('counts an answer that quotes what came from outside as tainted', async () => {
    const ledger = createFakeLedger(() => done('a1', { said: '- a forwarded line', tainted: true }));
    expect((await answer(['what did Bo write?'], ledger)).tainted).toBe(true);
  });

  test('searches for nothing when there are no words', async () => {
    const ledger = createFakeLedger();
    expect((await answer([], ledger)).text).toMatch(/^To talk freely/);
    expect(ledger.ran).toEqual([]);
  });
});
