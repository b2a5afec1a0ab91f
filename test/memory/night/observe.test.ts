import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { recurring, type Said } from '../../../src/memory/night/observe.ts';

const ANA = { name: 'Ana Silva', names: ['Ana', 'Ana Silva'] };

function said(id: string, day: string, text: string): Said {
  return { id, at: Temporal.Instant.from(`${day}T09:00:00Z`), text };
}

describe('what comes up again and again', () => {
  it('is told with the days, the last sentence, and the ids of all of them', () => {
    const all = [
      said('one', '2026-03-01', 'Ana called'),
      said('two', '2026-03-01', 'I met Ana Silva for lunch'),
      said('three', '2026-03-04', "Ana's bike is broken"),
      said('none', '2026-03-05', 'I had a banana'),
      said('four', '2026-03-06', 'Lend Ana my bike'),
    ];
    expect(recurring([ANA], all, 'UTC')).toMatchObject([
      {
        kind: 'recurring',
        about: 'Ana Silva',
        text: 'Ana Silva came up on 3 of the last 30 days, last on 2026-03-06: “Lend Ana my bike”',
        inputs: ['one', 'two', 'three', 'four'],
      },
    ]);
  });

  it('is more than two days of it', () => {
    const all = [said('one', '2026-03-01', 'Ana called'), said('two', '2026-03-04', 'Ana wrote')];
    expect(recurring([ANA], [...all, said('three', '2026-03-04', 'Ana called again')], 'UTC')).toEqual([]);
  });
});
