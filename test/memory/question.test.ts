import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { holds, readQuestion, speakerNamed } from '../../src/memory/question.ts';

const now = Temporal.Instant.from('2026-03-18T09:00:00Z');
const read = (text: string) => readQuestion({ text, asked: undefined, now, zone: 'UTC' });

describe('readQuestion', () => {
  it('finds names, and not the words a question begins with', () => {
    expect([...read("When did Ana's brother meet Ben in March?").names]).toEqual(['ana', 'ben']);
  });

  it.each([
    ['what did I say?', 'person'],
    ['where is my key?', 'person'],
    ['what did you recommend to me?', 'assistant'],
    ['where does Ana live?', undefined],
  ])('sees whose words %j asks for', (text, of) => {
    expect(read(text).of).toBe(of);
  });

  it.each([
    ['when does it begin?', 'time'],
    ['how long have we known Ben?', 'time'],
    ['how many children has he?', 'number'],
    ['who has the key?', undefined],
  ])('sees what the answer of %j must hold', (text, wants) => {
    expect(read(text).wants).toBe(wants);
  });
});

describe('what a text holds', () => {
  it.each([
    ['we met last Friday', 'time'],
    ['it was in 2019', 'time'],
    ['two of them are red', 'number'],
  ] as const)('%j holds a %s', (text, wants) => {
    expect(holds(text, wants)).toBe(true);
  });

  it('holds no time and no number where none stands', () => {
    expect(holds('the key is green', 'time')).toBe(false);
    expect(holds('the key is green', 'number')).toBe(false);
  });
});

describe('speakerNamed', () => {
  it('reads the name before a line of a transcript', () => {
    expect(speakerNamed('Ana: see you')).toBe('ana');
    expect(speakerNamed('Ana Maria Lind: see you')).toBe('ana');
    expect(speakerNamed('note: see you')).toBeUndefined();
    expect(speakerNamed('Ana will come')).toBeUndefined();
  });
});
