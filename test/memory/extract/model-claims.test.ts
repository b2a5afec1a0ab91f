import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { isWorthReading, type OwnMessage, readModelClaims } from '../../../src/memory/extract/model-claims.ts';

const today = Temporal.PlainDate.from('2026-03-02');

function message(text: string): OwnMessage {
  return { text, source: 'telegram:1', at: Temporal.Instant.from('2026-03-02T09:00:00Z') };
}

/** What is left of a model's claim on one message: `Ana/home = Porto`. */
function left(text: string, said: object): string[] {
  const answer = `Here it is:\n${JSON.stringify([{ message: 1, ...said }])}`;
  return readModelClaims(answer, [message(text)]).map(({ claim }) => `${claim.subject}/${claim.attribute} = ${claim.value}`);
}

const PORTO = { subject: 'Ana', attribute: 'home', value: 'Porto' };

describe('what a model reads in a message', () => {
  it('stands where its quote is in a plain statement that says subject and value', () => {
    const text = 'We had cake. Ana has made Porto her base for good.';
    expect(left(text, { ...PORTO, quote: 'Ana has made Porto her base' })).toEqual(['Ana/home = Porto']);
    expect(
      left('I got myself a post with Umbra', {
        subject: 'me',
        attribute: 'employer',
        value: 'Umbra',
        quote: 'a post with Umbra',
      }),
    ).toEqual(['me/employer = Umbra']);
  });

  it.each<[why: string, text: string, said: object]>([
    ['its quote is not in the message', 'Ana likes Porto', { ...PORTO, quote: 'Ana lives in Porto' }],
    [
      'the value is not in the quote',
      'Ana has made Porto her base',
      { ...PORTO, value: 'Rome', quote: 'Ana has made Porto her base' },
    ],
    ['nobody of that name is spoken of', 'She has made Porto her base', { ...PORTO, quote: 'She has made Porto her base' }],
    ['it is asked', 'Has Ana made Porto her base?', { ...PORTO, quote: 'Ana made Porto her base' }],
    ['it is guessed', 'Maybe Ana has made Porto her base', { ...PORTO, quote: 'Ana has made Porto her base' }],
    ['somebody else says it', 'Ben says Ana has made Porto her base', { ...PORTO, quote: 'Ana has made Porto her base' }],
    ['it is denied', 'Ana has not made Porto her base', { ...PORTO, quote: 'Ana has not made Porto her base' }],
    [
      'it is something nobody asked for',
      'Ana has made Porto her base',
      { ...PORTO, attribute: 'password', quote: 'Ana has made Porto her base' },
    ],
    ['it names no message', 'Ana has made Porto her base', { ...PORTO, message: 2, quote: 'Ana has made Porto her base' }],
  ])('is left out where %s', (_, text, said) => {
    expect(left(text, said)).toEqual([]);
  });

  it.each(['no list', '[', '[1, null, {"message": "one"}]', '{"message": 1}'])('is nothing where the answer is %s', (answer) => {
    expect(readModelClaims(answer, [message('Ana has made Porto her base')])).toEqual([]);
  });

  it.each([
    ['Ana has made Porto her base for good', true],
    ['I live in Porto', false],
    ['What is the capital of Portugal?', false],
    ['thanks a lot', false],
  ])('is asked for only where the rules read nothing in a statement: %s', (text, isWorth) => {
    expect(isWorthReading(message(text), today)).toBe(isWorth);
  });
});
