import { describe, expect, test } from 'vitest';
import { converse, type LoopDeps, type LoopTurn, type SteppedAnswer } from '../../src/agent/loop.ts';
import type { ModelAnswer, ModelMessage } from '../../src/ports/model.ts';
import { calls, createFakeLedger, done, proposed, tool, words } from './answers.ts';

const turn: LoopTurn = {
  personId: 'p',
  turnId: 't',
  source: 'telegram:1',
  tainted: false,
  unattended: false,
  ownWords: '',
  signal: new AbortController().signal,
};
const TOOLS = ['task_add', 'memory_search', 'mail_send', 'reminder_set'].map(tool);

/** Plays the answers in order, the last one for ever. */
function play(
  answers: readonly (ModelAnswer | SteppedAnswer | { readonly outage: string })[],
  ledger = createFakeLedger(),
  over = turn,
) {
  const asked: (readonly ModelMessage[])[] = [];
  const deps: LoopDeps = {
    act: ledger.act,
    tools: TOOLS,
    answer: async (_, messages, tainted) => {
      asked.push([...messages]);
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      if (!answer) throw new Error('nothing to play');
      return { tainted, ...answer };
    },
  };
  const spoken = converse(deps, over, [{ role: 'user', content: 'hi' }]);
  return { spoken, asked, ran: ledger.ran };
}

describe('a conversation between model and tools', () => {
  test('gives words as they are', async () => {
    const { spoken, ran } = play([words('Hello.')]);
    expect(await spoken).toEqual({ text: 'Hello.', outcomes: [], tainted: false });
    expect(ran).toEqual([]);
  });

  test('runs what is called for and tells the model the result under its call id', async () => {
    const { spoken, asked, ran } = play([calls(['task_add', { title: 'rent' }]), words('Added.')]);
    expect(await spoken).toMatchObject({ text: 'Added.', outcomes: [{ actionId: 'a1' }] });
    expect(ran).toMatchObject([
      { kind: 'task_add', input: { title: 'rent' }, turnId: 't', source: 'telegram:1', unattended: false },
    ]);
    expect(asked[1]?.at(-1)).toEqual({ role: 'tool', toolCallId: 'call-0', toolName: 'task_add', content: 'Did a1.' });
  });

  test('tells the model of a refusal and goes on', async () => {
    const ledger = createFakeLedger(() => ({ state: 'refused', said: 'Which day?' }));
    const { spoken, asked } = play([calls(['task_add', { title: 'rent' }]), words('Which day?')], ledger);
    expect(await spoken).toMatchObject({ text: 'Which day?' });
    expect(asked[1]?.at(-1)).toMatchObject({ content: 'Not done: Which day?' });
  });

  test('hands an unknown tool and malformed arguments back twice, then refuses in plain words', async () => {
    const { spoken, asked, ran } = play([calls(['shell', { command: 'rm' }], ['task_add', '{"title":'])]);
    const { text, outcomes } = await spoken;
    expect(text).toContain('could not read');
    expect(outcomes).toEqual([]);
    expect(ran).toEqual([]);
    expect(asked).toHaveLength(3);
    expect(asked[1]?.slice(-2).map(({ content }) => content)).toEqual([
      'There is no tool shell.',
      'The arguments of task_add are not valid JSON. Send them again.',
    ]);
  });

  test('does the readable calls beside an unreadable one', async () => {
    const { spoken, ran } = play([calls(['shell', {}], ['task_add', { title: 'rent' }]), words('Added.')]);
    expect(await spoken).toMatchObject({ text: 'Added.', outcomes: [{ actionId: 'a1' }] });
    expect(ran).toHaveLength(1);
  });

  test('runs the same call twice in one answer once', async () => {
    const { spoken, ran } = play([calls(['task_add', { title: 'rent' }], ['task_add', { title: 'rent' }]), words('Added.')]);
    expect((await spoken).outcomes).toHaveLength(1);
    expect(ran).toHaveLength(1);
  });

  test('does at most twenty calls of one answer and says so to the model', async () => {
    const many = Array.from({ length: 25 }, (_, at) => ['task_add', { title: `t${at}` }] as const);
    const { spoken, asked, ran } = play([calls(...many), words('Twenty are in.')]);
    await spoken;
    expect(ran).toHaveLength(20);
    expect(asked[1]?.at(-1)).toMatchObject({ content: 'Only 20 calls at once are possible.' });
  });

  test('ends with the answer that proposes, without asking the model again', async () => {
    const ledger = createFakeLedger(() => proposed('a1'));
    const { spoken, asked } = play([{ ...calls(['mail_send', { to: 'x' }]), text: 'Please look.' }, words('never')], ledger);
    expect(await spoken).toMatchObject({ text: 'Please look.', outcomes: [{ state: 'proposed' }] });
    expect(asked).toHaveLength(1);
  });

  test('carries taint from one result to the next call of the same answer, and to the end', async () => {
    const ledger = createFakeLedger((wish, number) =>
      done(`a${number}`, { tainted: wish.tainted || wish.kind === 'memory_search' }),
    );
    const { spoken, ran } = play(
      [calls(['task_add', { n: 1 }], ['memory_search', {}], ['task_add', { n: 2 }]), words('Done.')],
      ledger,
    );
    expect((await spoken).tainted).toBe(true);
    expect(ran.map(({ tainted }) => tainted)).toEqual([false, false, true]);
  });

  test('ends after eight steps and says what was done', async () => {
    const { spoken, asked } = play(Array.from({ length: 20 }, (_, at) => calls(['task_add', { n: at }])));
    const { text, outcomes } = await spoken;
    expect(asked).toHaveLength(8);
    expect(outcomes).toHaveLength(8);
    expect(text).toContain('round in circles');
  });

  test('takes a refusal that repeats words from outside for what it is', async () => {
    const ledger = createFakeLedger((_, at) =>
      at === 1 ? { state: 'refused', said: 'There are two: Obey me; Ana.', tainted: true } : done(`a${at}`),
    );
    const { spoken, ran } = play([calls(['mail_send', {}]), calls(['task_add', { title: 'rent' }]), words('Done.')], ledger);
    expect((await spoken).tainted).toBe(true);
    expect(ran.map(({ tainted }) => tainted)).toEqual([false, true]);
  });

  test('acts on an answer of an earlier life with the taint of the prompt that it answered', async () => {
    const earlier = { ...calls(['task_add', { title: 'rent' }]), tainted: true };
    const { spoken, ran } = play([earlier, words('Done.')]);
    expect((await spoken).tainted).toBe(true);
    expect(ran).toMatchObject([{ tainted: true }]);
  });

  test('keeps what was done, and its taint, when the model goes out in the middle', async () => {
    const ledger = createFakeLedger((_, at) => done(`a${at}`, { tainted: true }));
    const { spoken } = play([calls(['memory_search', {}]), { outage: 'The model is out.' }], ledger);
    expect(await spoken).toMatchObject({
      text: 'The model is out.',
      outcomes: [{ actionId: 'a1' }],
      tainted: true,
      passing: false,
    });
  });

  test('counts words of an outage before anything was done as passing', async () => {
    expect(await play([{ outage: 'The model is out.' }]).spoken).toMatchObject({ outcomes: [], passing: true });
  });

  test('does nothing more once it is stopped', async () => {
    const stop = new AbortController();
    const ledger = createFakeLedger((_, at) => {
      stop.abort('stopped');
      return done(`a${at}`);
    });
    const twoCalls = calls(['task_add', { n: 1 }], ['task_add', { n: 2 }]);
    const { spoken, ran } = play([twoCalls], ledger, { ...turn, signal: stop.signal });
    await expect(spoken).rejects.toBe('stopped');
    expect(ran).toHaveLength(1);
  });

  test('plays the same answers again without running anything twice', async () => {
    const ledger = createFakeLedger();
    const answers = [calls(['task_add', { title: 'rent' }]), words('Added.')];
    const first = await play(answers, ledger).spoken;
    expect(await play(answers, ledger).spoken).toEqual(first);
    expect(ledger.ran).toHaveLength(1);
  });
});

const task = (title: string) => ({ action: 'create_task', reasoning: 'asked for', arguments: { title } });
const list = (...actions: readonly object[]) => JSON.stringify(actions);

describe('R14 a model that answers by JSON lists', () => {
  test.each([
    ['plain', list(task('rent'), { action: 'remind', arguments: { text: 'call', when: 'friday' } })],
    ['fenced', `\`\`\`json\n${list(task('rent'), { action: 'remind', arguments: { text: 'call', when: 'friday' } })}\n\`\`\``],
    [
      'with prose behind',
      `${list(task('rent'), { action: 'remind', arguments: { text: 'call', when: 'friday' } })}\nI hope this helps!`,
    ],
  ])('R14 has a valid list carried out: %s', async (_, text) => {
    const { spoken, asked, ran } = play([words(text)]);
    expect(await spoken).toMatchObject({ text: '', outcomes: [{ actionId: 'a1' }, { actionId: 'a2' }] });
    expect(ran.map(({ kind }) => kind)).toEqual(['task_add', 'reminder_set']);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['truncated', `[${JSON.stringify(task('rent'))},{"action":"create_task","arguments":{"ti`],
    ['unknown action', list(task('rent'), { action: 'wire_money', arguments: { to: 'x' } })],
    ['wrong types', list(task('rent'), { action: 'remind', arguments: { text: 7, when: [] } })],
    ['an action whose tool is not connected', list(task('rent'), { action: 'research', arguments: { question: 'cats' } })],
  ])('R14 gives one repair turn for a list that is %s, then refuses what is bad and keeps what is done', async (_, text) => {
    const { spoken, asked, ran } = play([words(text)]);
    const { text: said, outcomes } = await spoken;
    expect(said).toContain('could not read');
    expect(outcomes).toHaveLength(1);
    expect(ran.map(({ input }) => input)).toEqual([{ title: 'rent' }]);
    expect(asked).toHaveLength(2);
    expect(asked[1]?.at(-1)?.content).toMatch(/^Parts of your list could not be used:\n.+\nSend only these again, corrected\.$/);
  });

  test('R14 runs nothing twice when the model sends its whole list again to repair it', async () => {
    const bad = list(task('rent'), { action: 'create_task', arguments: {} });
    const { spoken, ran } = play([words(bad), words(list(task('rent'), task('milk')))]);
    expect(await spoken).toMatchObject({ text: '', outcomes: [{ actionId: 'a1' }, { actionId: 'a2' }] });
    expect(ran.map(({ input }) => input)).toEqual([{ title: 'rent' }, { title: 'milk' }]);
  });

  test('R14 runs the same action twice in one list once', async () => {
    const { spoken, ran } = play([words(list(task('rent'), task('rent')))]);
    expect((await spoken).outcomes).toHaveLength(1);
    expect(ran).toHaveLength(1);
  });

  test('R14 runs at most twenty of 500 actions', async () => {
    const { spoken, ran } = play([words(list(...Array.from({ length: 500 }, (_, at) => task(`t${at}`))))]);
    expect((await spoken).text).toContain('could not read');
    expect(ran).toHaveLength(20);
  });

  test('R14 has a list that needs a card end with the card', async () => {
    const mail = { action: 'send_email', arguments: { to: 'ana@example.com', subject: 'Hi', body: 'Hello' } };
    const { spoken, asked } = play(
      [words(list(mail))],
      createFakeLedger(() => proposed('a1')),
    );
    expect(await spoken).toMatchObject({ outcomes: [{ state: 'proposed' }] });
    expect(asked).toHaveLength(1);
  });

  test('shows the person no brackets when the list is empty', async () => {
    expect(await play([words('[]')]).spoken).toMatchObject({ text: '', outcomes: [] });
  });
});
