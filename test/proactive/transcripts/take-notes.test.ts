import { describe, expect, test } from 'vitest';
import { takeNotes } from '../../../src/proactive/transcripts/take-notes.ts';
import { silent } from '../world.ts';
import { HEDGED, NO_PROMISES } from './hedged.ts';

const reader = { personId: 'ann', zone: 'Europe/Berlin' };
const { signal } = new AbortController();
/** A Tuesday. */
const at = '2026-03-24T10:00:00Z';

async function notesOf(text: string, answer?: object | string) {
  const said = typeof answer === 'string' ? answer : JSON.stringify(answer);
  const write = answer === undefined ? undefined : async () => ({ text: said, by: 'Fake' });
  return (await takeNotes({ write, log: silent }, { title: 'talk.txt', text, at }, reader, signal)).notes;
}

/** The same line claimed as all that a model can claim. */
const claimed = (line: number, quote: string) => ({
  summary: [{ text: 'We go with the north office.', lines: [line] }],
  decisions: [{ line, quote }],
  items: [{ owner: 'Ana', line, quote }],
});

const TALK = [
  'Ana Ruiz: Good morning. We have decided to keep the budget at 40,000 euros.',
  "Ben Okafor: Okay, I'll send the numbers by Friday.",
  'Ana Ruiz: Carla to book the Oak room tomorrow.',
  'Ben Okafor: Maybe we circle back on pricing.',
  "Ana Ruiz: Great, and I will call the bank. Let's go with the blue logo.",
].join('\n');

describe('R47 without a model', () => {
  test('decisions and plain promises are found with owner, date and the words of their line; what is hedged stands open', async () => {
    const { decisions, items, open } = await notesOf(TALK);
    expect(decisions).toEqual([{ line: 1, speaker: 'Ana Ruiz', quote: 'We have decided to keep the budget at 40,000 euros.' }]);
    expect(items).toEqual([
      {
        owner: 'Ben Okafor',
        what: 'send the numbers',
        due: '2026-03-27',
        line: 2,
        speaker: 'Ben Okafor',
        quote: "Okay, I'll send the numbers by Friday.",
      },
      {
        owner: 'Carla',
        what: 'book the Oak room',
        due: '2026-03-25',
        line: 3,
        speaker: 'Ana Ruiz',
        quote: 'Carla to book the Oak room tomorrow.',
      },
      {
        owner: 'Ana Ruiz',
        what: 'call the bank',
        due: '',
        line: 5,
        speaker: 'Ana Ruiz',
        quote: 'Great, and I will call the bank.',
      },
    ]);
    expect(open).toEqual([{ line: 4, speaker: 'Ben Okafor', quote: 'Maybe we circle back on pricing.' }]);
  });

  test.each(HEDGED)('no decision: %s', async (text) => {
    expect((await notesOf(`Ana: ${text}`)).decisions).toEqual([]);
  });

  test.each(NO_PROMISES)('no promise: %s', async (text) => {
    expect((await notesOf(`Ana: ${text}`)).items).toEqual([]);
  });
});

describe('R47 what a model claims stays only where the words bear it out', () => {
  test.each([...HEDGED, ...NO_PROMISES])('nothing that is claimed of: %s', async (text) => {
    const quotes = [text, text.split(/(?<=[.!?])\s/)[0] ?? '', text.slice(0, 25), 'We have decided on the north office.'];
    for (const quote of quotes) {
      const { decisions, items, summary } = await notesOf(`Ana: ${text}`, claimed(1, quote));
      expect([decisions, items, summary]).toEqual([[], [], []]);
    }
  });

  test('a decision that rules do not see, in its own words, and what somebody takes on in another way', async () => {
    const { decisions, items } = await notesOf(`${TALK}\nBen Okafor: I've got this, the roof.`, {
      decisions: [
        { line: 5, quote: "Let's go with the blue logo." },
        { line: 4, quote: "Let's go with the blue logo." },
        { line: 2, quote: 'We pay Ben 5,000 euros.' },
      ],
      items: [
        { owner: 'Ben', line: 6, quote: "I've got this" },
        { owner: 'Ana', line: 6, quote: "I've got this" },
      ],
    });
    expect(decisions.map(({ line, quote }) => `${line} ${quote}`)).toEqual([
      '1 We have decided to keep the budget at 40,000 euros.',
      "5 Let's go with the blue logo.",
    ]);
    expect(items.map(({ line, owner }) => `${line} ${owner}`)).toEqual(['2 Ben Okafor', '3 Carla', '5 Ana Ruiz', '6 Ben Okafor']);
  });

  test('a summary of the words of its lines, and none that adds, drops a doubt or names no line', async () => {
    const { summary } = await notesOf(TALK, {
      summary: [
        { text: 'Ben Okafor will send the numbers by Friday.', lines: [2] },
        { text: 'Ben Okafor sent 12 numbers.', lines: [2] },
        { text: 'The bank agreed.', lines: [5] },
        { text: 'We circle back on pricing.', lines: [4] },
        { text: 'Maybe we circle back on pricing.', lines: [4] },
        { text: 'Good morning.', lines: [99] },
        { text: 'Good morning.', lines: [] },
      ],
    });
    expect(summary).toEqual([
      { text: 'Ben Okafor will send the numbers by Friday.', lines: [2] },
      { text: 'Maybe we circle back on pricing.', lines: [4] },
    ]);
  });

  test.each(['I cannot do that.', '{"decisions": 3}', '{'])(
    'an answer that is no JSON of this form changes nothing: %s',
    async (answer) => {
      expect(await notesOf(TALK, answer)).toEqual(await notesOf(TALK));
    },
  );
});
