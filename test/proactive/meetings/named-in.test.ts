import { describe, expect, test } from 'vitest';
import type { Meeting } from '../../../src/proactive/meetings/meeting.ts';
import { isAbout } from '../../../src/proactive/meetings/named-in.ts';
import { meetingWith } from './meetings.ts';

const ana = { name: 'Ana Ruiz', address: 'ana@north.example' };
const nameless = { name: '', address: 'ben.okafor@south.example' };
const about = (title: string): Meeting => meetingWith(title, [ana, nameless]);

describe('a text is about a meeting', () => {
  test.each([
    ['Send the draft to Ana', 'Weekly sync'],
    ['Ask Okafor about the lease', 'Weekly sync'],
    ['Mail ANA@north.example the plan', 'Weekly sync'],
    ['Check the budget once more', 'Budget talk'],
    ['Collect the numbers for the harbour lease', 'Harbour lease and roof'],
  ])('%s: %s', (text, title) => {
    expect(isAbout(text, about(title))).toBe(true);
  });

  test.each([
    // A name is written as one, and a part of another word is none.
    ['Buy bananas', 'Weekly sync'],
    ['ana is a prefix', 'Weekly sync'],
    // What every meeting is called tells nothing.
    ['Prepare the weekly report', 'Weekly sync'],
    ['Water the roof garden', 'Harbour lease and roof'],
    ['Pay rent', ''],
  ])('and not: %s: %s', (text, title) => {
    expect(isAbout(text, about(title))).toBe(false);
  });
});
