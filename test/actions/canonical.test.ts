import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashOf } from '../../src/actions/canonical.ts';

describe('canonical JSON', () => {
  it('says the same of equal values, in whatever order their members came and after they were stored', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(canonicalJson(JSON.parse(JSON.stringify(value)))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ b: 1, a: { d: [2, { f: 3, e: null }], c: undefined } })).toBe(
      '{"a":{"d":[2,{"e":null,"f":3}]},"b":1}',
    );
  });

  it('tells apart what differs', () => {
    const values = [{ a: 1 }, { a: '1' }, { a: [1] }, { a: null }, {}, { b: 1 }, { a: 1, b: 1 }, { a: 'x\u202e' }, { a: 'x' }];
    expect(new Set(values.map(hashOf)).size).toBe(values.length);
  });

  it('is hashed by SHA-256', () => {
    expect(hashOf({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});
