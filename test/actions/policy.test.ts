import { describe, expect, it } from 'vitest';
import { decide } from '../../src/actions/policy.ts';
import { nameOf, SITUATIONS, TABLE, wrongRows } from './policy-table.ts';

describe('the safety rule', () => {
  it.each(SITUATIONS.map((situation) => [nameOf(situation), situation] as const))('decides %s as the table says', (name, at) => {
    const { decision, rule } = decide(at);
    expect(`${decision}: ${rule}`).toBe(TABLE[name]);
  });

  it('has 32 situations, and the table a row for each', () => {
    expect(new Set(SITUATIONS.map(nameOf)).size).toBe(32);
    expect(Object.keys(TABLE).sort()).toEqual(SITUATIONS.map(nameOf).sort());
    expect(wrongRows(decide)).toEqual([]);
  });

  it('asks for whatever reaches others or cannot be undone, and for whatever is tainted and changes something', () => {
    const asks = SITUATIONS.filter((at) => decide(at).decision === 'ask');
    const must = SITUATIONS.filter(
      ({ effect, tainted }) => effect === 'outbound' || effect === 'destructive' || (effect === 'private' && tainted),
    );
    expect(asks).toEqual(expect.arrayContaining(must));
  });
});
