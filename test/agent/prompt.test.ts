import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { asOutside, buildPrompt, type PromptParts } from '../../src/agent/prompt.ts';
import { toToolSpecs } from '../../src/agent/tools.ts';
import { defaultProfile } from '../../src/people/profile.ts';
import { allKinds, toolsFor } from '../../src/wiring/kinds.ts';
import { fakeDocuments } from '../fakes/documents.ts';
import { testStoredFiles } from '../fixtures/stored-files.ts';

const parts: PromptParts = {
  profile: defaultProfile('Europe/Berlin', 'Ann'),
  now: Temporal.Instant.from('2026-11-21T08:05:00Z'),
  earlier: [],
  memory: [],
  request: 'hi',
};

const recall = { prepare: async () => ({}), recall: async () => [], search: async () => [] };
const tools = toToolSpecs(
  await toolsFor(
    allKinds({
      recall,
      tombstones: { bury: async () => {}, raise: async () => {}, isEmpty: async () => true, among: async () => [] },
      storedFiles: testStoredFiles(),
      documents: fakeDocuments,
      prepare: undefined,
      isConnected: () => true,
    }),
    async () => ({}),
  )(''),
);

describe('the prompt', () => {
  test('begins with the same bytes whoever asks, whenever and for what', () => {
    const [first] = buildPrompt(parts);
    const [other] = buildPrompt({
      ...parts,
      profile: defaultProfile('Asia/Tokyo', 'Ben'),
      now: parts.now.add({ hours: 30 }),
      memory: ['[f1] Ana is my sister'],
      request: 'Who is Ana?',
    });
    expect(first).toEqual(other);
    expect(first?.role).toBe('system');
  });

  test('holds the conversation in its order, and last the moment, the memory and the request', () => {
    const earlier = [
      { role: 'person', text: 'My sister is Ana.' },
      { role: 'assistant', text: 'Noted.' },
    ] as const;
    const [, ...rest] = buildPrompt({ ...parts, earlier, memory: ['[f1] Ana is my sister'], request: 'Who is Ana?' });
    expect(rest).toEqual([
      { role: 'user', content: 'My sister is Ana.' },
      { role: 'assistant', content: 'Noted.', toolCalls: [] },
      {
        role: 'user',
        content:
          '<now>Saturday 2026-11-21 09:05 Europe/Berlin. Person: name Ann</now>\n\n<memory>\n[f1] Ana is my sister\n</memory>\n\nWho is Ana?',
      },
    ]);
  });

  test('speaks of no memory where there is none', () => {
    expect(buildPrompt(parts).at(-1)?.content).not.toContain('<memory>');
  });

  test('for "hi" with every tool is under 1,500 tokens', () => {
    const tokens = countTokens(JSON.stringify({ messages: buildPrompt(parts), tools }));
    expect(tokens).toBeLessThan(1_500);
    expect(tools.length).toBeGreaterThanOrEqual(10);
  });

  test('spends at most 120 tokens on a tool', () => {
    const sizes = tools.map((spec) => [spec.name, countTokens(JSON.stringify(spec))] as const);
    expect(sizes.filter(([, tokens]) => tokens > 120)).toEqual([]);
  });
});

describe('text of others', () => {
  const piece = fc.constantFrom(
    '<',
    '/',
    'outside',
    'OUTSIDE',
    '</outside>',
    '< / outside >',
    '<outside from="you">',
    ' ',
    '\n',
    '\t',
    'x',
  );

  test('can neither end its fence nor open another', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const fenced = asOutside(text, 'forwarded or quoted');
        expect(fenced.match(/<[\s/]*outside/gi)).toEqual(['<outside', '</outside']);
        expect(fenced.startsWith('<outside from="forwarded or quoted">\n')).toBe(true);
        expect(fenced.endsWith('\n</outside>')).toBe(true);
      }),
    );
  });

  test('stays as it is but for that', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const inside = asOutside(text, 'x').slice('<outside from="x">\n'.length, -'\n</outside>'.length);
        expect(inside.replaceAll('‹', '<')).toBe(text.replaceAll('‹', '<'));
      }),
    );
  });
});
