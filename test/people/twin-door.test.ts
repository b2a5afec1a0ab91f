import { describe, expect, it } from 'vitest';
import { findTwin } from '../../src/people/twin-door.ts';

const held = [{ name: 'Ann Weber' }, { name: 'Ann Vogel' }, { name: 'Bo' }, { name: 'Bo Li' }];

describe('whose things are meant', () => {
  it.each([
    ['bo today', 'Bo', 'today'],
    ['Bo Li tasks add  x', 'Bo Li', 'tasks add x'],
    ['ANN vogel  agenda', 'Ann Vogel', 'agenda'],
    ['Ann Weber', 'Ann Weber', ''],
  ])('"%s"', (line, name, wish) => {
    expect(findTwin(held, line)).toEqual({ twin: { name }, wish });
  });

  it.each([
    ['ann today', 'Several share with you by that name'],
    ['Carl today', 'With you share: `Ann Weber`, `Ann Vogel`, `Bo`, `Bo Li`'],
    ['', 'Write whose things you mean'],
    ['Annabel today', 'Write whose things you mean'],
  ])('"%s" is asked back', (line, said) => {
    expect(findTwin(held, line)).toEqual({ said: expect.stringContaining(said) });
  });

  it('of nobody is told how it begins', () => {
    expect(findTwin([], 'Ann today')).toEqual({ said: expect.stringContaining('/share') });
  });

  it('is never somebody without a name', () => {
    expect(findTwin([{ name: ' ' }], 'today')).toHaveProperty('said');
  });
});
