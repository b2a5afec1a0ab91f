import { expect, it } from 'vitest';
import { instancesOf, recurrenceVectors } from '../../bench/recurrence-vectors.ts';
import { sharedData } from '../fixtures/shared-data.ts';
import { DECISIONS, nameOf } from './recurrence-decisions.ts';

sharedData('calendar/recurrence-vectors.json', recurrenceVectors, ({ vectors }) => {
  const named = vectors.map((vector) => {
    const decision = DECISIONS.get(nameOf(vector));
    const name = decision ? `${nameOf(vector)}: ${decision.because}` : nameOf(vector);
    return [name, vector, decision?.instances ?? vector.instances] as const;
  });
  it.each(named)('%s', (_, vector, expected) => expect(instancesOf(vector)).toEqual(expected));

  it('each that implementations do not agree on has its decision, and no other', () => {
    const open = vectors.filter(({ agreed }) => !agreed).map(nameOf);
    expect(open).toHaveLength(30);
    expect([...DECISIONS.keys()].sort()).toEqual(open.sort());
  });
});
