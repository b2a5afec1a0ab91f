import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseActionList } from '../../src/agent/action-list.ts';
import { parseExact } from '../../src/agent/exact-json.ts';
import { readCall } from '../../src/agent/tools.ts';

describe('JSON that says one thing only', () => {
  it.each([
    ['{}', {}],
    ['[]', []],
    ['"a"', 'a'],
    ['null', null],
    [' {"a" : [1, {"a": "b"}], "b": {"a": 1.50, "c": -0}} ', { a: [1, { a: 'b' }], b: { a: 1.5, c: -0 } }],
    ['{"a":"\\"}{\\"a\\":1,\\"a\\":2"}', { a: '"}{"a":1,"a":2' }],
    ['{"a":"__proto__","constructors":"9007199254740993"}', { a: '__proto__', constructors: '9007199254740993' }],
    [
      '[9007199254740991, -12, 0.1, 1e3, 1.0e-7, 100, 5e-324, 1E+2, 123456789012345680000]',
      [9007199254740991, -12, 0.1, 1000, 1e-7, 100, 5e-324, 100, 123456789012345680000],
    ],
  ])('is read: %s', (text, value) => {
    expect(parseExact(text)).toEqual({ value });
  });

  it.each([
    ['{"to":"a@good.example","to":"x@evil.example"}', 'ambiguous: the member "to" stands there twice'],
    ['{"to":1,"t\\u006f":2}', 'ambiguous: the member "to" stands there twice'],
    ['[{"a":{"b":1,"c":[2],"b" : 3}}]', 'ambiguous: the member "b" stands there twice'],
    ['{"__proto__":{"to":"x"}}', 'ambiguous: it has a member called __proto__'],
    ['{"\\u005f_proto__":1}', 'ambiguous: it has a member called __proto__'],
    ['[{"constructor":{}}]', 'ambiguous: it has a member called constructor'],
    ['{"a":{"prototype":{}}}', 'ambiguous: it has a member called prototype'],
    ['{"amount":9007199254740993}', 'ambiguous: the number 9007199254740993 cannot be kept exactly; write it as text'],
    ['[0.1000000000000000055511151231257827]', 'the number 0.1000000000000000055511'],
    ['[1e400]', 'the number 1e400 cannot be kept exactly'],
    ['[-1e400]', 'the number -1e400 cannot be kept exactly'],
    ['[1e-400]', 'the number 1e-400 cannot be kept exactly'],
    ['['.repeat(51) + ']'.repeat(51), 'nested deeper than 50 levels'],
    ['['.repeat(100_000) + ']'.repeat(100_000), 'nested deeper than 50 levels'],
    ['{"a":1', 'not valid JSON'],
    ['', 'not valid JSON'],
    ["{'a':1}", 'not valid JSON'],
    ['{"a":01}', 'not valid JSON'],
    ['NaN', 'not valid JSON'],
  ])('is refused with what is wrong: %.60s', (text, problem) => {
    expect(parseExact(text)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('takes fifty levels', () => {
    expect(parseExact('['.repeat(50) + ']'.repeat(50))).toHaveProperty('value');
  });

  it('reads whatever was written from a value, as that value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        const hasForbidden = /"(?:__proto__|constructor|prototype)"\s*:/.test(text);
        if (!hasForbidden) expect(parseExact(text)).toEqual({ value: JSON.parse(text) });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what a model asks for', () => {
  const call = (args: string) => readCall({ id: '1', name: 'mail_send', arguments: args }, new Set(['mail_send']));

  it('is not read from arguments that could be read two ways', () => {
    const problem = 'The arguments of mail_send are ambiguous: the member "to" stands there twice. Send them again.';
    expect(call('{"to":"a","to":"b"}')).toEqual({ problem });
    expect(call('{"to":"a"}')).toMatchObject({ input: { to: 'a' } });
    expect(call('')).toMatchObject({ input: {} });
  });

  it('is not read from a list of actions that could be read two ways', () => {
    const list =
      '[{"action":"create_task","arguments":{"title":"a","title":"b"}},{"action":"create_task","arguments":{"title":"c"}}]';
    expect(parseActionList(list)).toMatchObject({
      actions: [{ arguments: { title: 'c' } }],
      problems: ['Action 1: ambiguous: the member "title" stands there twice.'],
    });
  });
});
