import { describe, expect, test } from 'vitest';
import { ownWords } from '../../src/mail/own-words.ts';

const MAILS: readonly (readonly [string, string, string])[] = [
  ['nothing to leave out', 'Hi Ben,\n\nsee you at noon.', 'Hi Ben,\n\nsee you at noon.'],
  ['an answer above a quotation', 'Yes, fine.\n\nOn 20 Nov 2026, Ann wrote:\n> Is it urgent?\n>> No\n> Ann', 'Yes, fine.'],
  [
    'an attribution over two lines',
    'Yes.\n\nOn Fri, 20 Nov 2026 at 09:12, Ann Lee\n<ann@a.example> wrote:\n\n> Shall we?',
    'Yes.',
  ],
  ['answers between what is quoted', '> When?\nAt nine.\n> Where?\nHere.', 'At nine.\nHere.'],
  ['an attribution in German', 'Ja.\n\nAm 20.11.2026 um 09:12 schrieb Ann Lee:\n> Passt das?', 'Ja.'],
  ['an attribution in French', 'Oui.\n\nLe ven. 20 nov. 2026, Ann a écrit :\n> Ça va ?', 'Oui.'],
  ['the mail below in another program', 'Will do.\n\n-----Original Message-----\nFrom: Ann\nUrgent: now', 'Will do.'],
  [
    'the mail below by its headers',
    'Will do.\n\nFrom: Ann Lee <ann@a.example>\nSent: Friday\nTo: Ben\nSubject: Help\n\nUrgent!',
    'Will do.',
  ],
  ['the mail below under a line', 'Will do.\n\n________________________________\nVon: Ann', 'Will do.'],
  ['a signature by its delimiter', 'See you.\n-- \nAnn Lee\nUrgent Care Ltd', 'See you.'],
  ['a signature whose space was lost', 'See you.\n--\nAnn', 'See you.'],
  ['the line of a telephone', 'See you.\n\nSent from my iPhone', 'See you.'],
  ['a closing and what stands below', 'See you.\n\nBest regards,\nAnn Lee\nHead of Things\n+49 30 1234', 'See you.'],
  [
    'no closing in the middle of a text',
    `Hi,\nregards\n${'line\n'.repeat(9).trim()}`,
    `Hi,\nregards\n${'line\n'.repeat(9).trim()}`,
  ],
  ['a person who wrote something', 'He wrote: come at once', 'He wrote: come at once'],
  ['nothing but thanks', 'Best regards,\nAnn', 'Best regards,\nAnn'],
  [
    'a mail that is only handed on',
    '---------- Forwarded message ---------\nFrom: Ann\nCan you look?',
    '---------- Forwarded message ---------\nFrom: Ann\nCan you look?',
  ],
  ['a line from somebody without more', 'From: here to there it is far.', 'From: here to there it is far.'],
  ['nothing', '', ''],
];

describe('what the writer of a mail says', () => {
  test.each(MAILS)('%s', (_, text, own) => {
    expect(ownWords(text)).toBe(own);
    expect(ownWords(text.replaceAll('\n', '\r\n'))).toBe(own);
  });

  test('is read in time, however long and odd the mail is', () => {
    for (const piece of ['On ', '> ', '-- \n', 'From: a\n', 'wrote:\n', ' \n', '_____\n'])
      expect(ownWords(piece.repeat(100_000)).length).toBeLessThanOrEqual(20_000);
  });
});
