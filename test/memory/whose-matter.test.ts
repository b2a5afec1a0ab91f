import { describe, expect, it } from 'vitest';
import { whoseMatter } from '../../src/memory/whose-matter.ts';

describe('whose matter a request is', () => {
  it.each([
    'Where did I park?',
    'what is my blood group?',
    'how should we tell our neighbours?',
    'do you remember the vet?',
    'How do I open my bike lock?',
  ])('takes %j for one of the own life', (text) => {
    expect(whoseMatter(text, [])).toBe('own');
  });

  it('takes a name for one of the own life only when memory knows it', () => {
    expect(whoseMatter('Where does Marta live?', ['marta'])).toBe('own');
    expect(whoseMatter('Where does Caroline live?', ['carolin', 'live'])).toBe('own');
    expect(whoseMatter('Where does Marta live?', ['live'])).toBe('elsewhere');
    expect(whoseMatter("Ana's birthday?", ['ana'])).toBe('own');
  });

  it('takes neither the first word nor the name of a day for a name', () => {
    expect(whoseMatter('Buy stamps on Monday', ['buy', 'monday'])).toBe('elsewhere');
  });

  it.each(['Where is the extra key hidden?', 'which medicine did the doctor prescribe?', 'what was decided?'])(
    'leaves open what %j is about',
    (text) => {
      expect(whoseMatter(text, [])).toBe('unclear');
    },
  );

  it.each([
    'remind me to call my mother',
    'translate "good evening"',
    'which tasks are open?',
    'how do I tie a tie?',
    'explain the rules of chess',
    'what is the capital of Mongolia?',
    'how many ounces are in a pound?',
    'what is the best way to learn a language?',
    'make this shorter: we had a good time',
  ])('seeks the answer to %j elsewhere', (text) => {
    expect(whoseMatter(text, [])).toBe('elsewhere');
  });
});
