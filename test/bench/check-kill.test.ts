import { describe, expect, test } from 'vitest';
import { check, type Findings, violationsIn } from '../../bench/proofs/kill/check.ts';
import { toLines } from '../../bench/proofs/kill/conversation.ts';
import type { Traces } from '../../bench/proofs/kill/traces.ts';

const card = 'Send? I ask first: outbound always asks.\n\nTo: Ben\nMessage: About m2\n\nFrom your message: Tell Ben of m2';
const pageCard =
  'Open? I ask first: outbound always asks.\n\nWeb address: http://127.0.0.1:9/page-3\n\nFrom your message: Look up m3';

/** A task, an answer, a message to Ben, a page, a reminder: m0 to m4. */
const whole: Traces = {
  exactlyOnce: false,
  lines: toLines(['task', 'answer', 'message', 'page', 'reminder'], 0, () => 0),
  came: ['Answered m0.', 'Answered m1 m2.', card, 'Answered m3 m4.', pageCard, 'Found f3.', '⏰ Bell m4'],
  allowed: [2, 3],
  left: [],
  openEnds: [],
  toBen: ['Message from Ann, by their assistant:\nAbout m2'],
  opened: ['/page-3'],
  mailed: [],
  planned: [],
  drafted: [],
  kept: ['Errand m0', 'Bell m4'],
  waiting: [],
};
const repeat = '\n\nThis may be a repeat: the connection broke while it was being sent.';
const without = (text: string) => whole.came.filter((one) => one !== text);

test('a conversation that went well breaks nothing', () => {
  expect(Object.values(check(whole)).flat()).toEqual([]);
});

describe('what was broken is found:', () => {
  const cases: [string, Partial<Traces>, keyof Findings, string][] = [
    ['an answer that never came', { came: without('Answered m0.') }, 'lost', 'm0 (task) has no answer'],
    ['a task that was never made', { kept: ['Bell m4'] }, 'lost', 'm0 (task) was not done'],
    ['a reminder that never rang', { came: without('⏰ Bell m4') }, 'lost', 'm4 (reminder) never rang'],
    ['a message that Ben never got', { toBen: [] }, 'lost', 'm2 (message) was not done'],
    ['a page that was never asked for', { opened: [] }, 'lost', 'm3 (page) was not done'],
    ['a finding that was never told', { came: without('Found f3.') }, 'lost', 'm3 (page) was looked up and not told of'],
    ['a row that still waits', { waiting: ['a row of inbox is taken: x'] }, 'lost', 'a row of inbox is taken: x'],
    ['a wait without an end', { openEnds: ['the card of m2'] }, 'lost', 'waited in vain for the card of m2'],
    ['a task made twice', { kept: [...whole.kept, 'Errand m0'] }, 'doubleActions', 'm0 (task) was done 2 times'],
    ['a message sent twice', { toBen: ['About m2', 'About m2'] }, 'doubleActions', 'm2 (message) was done 2 times'],
    ['a page asked for twice', { opened: ['/page-3', '/page-3'] }, 'doubleActions', 'm3 (page) was done 2 times'],
    ['an answer said twice', { came: [...whole.came, 'Answered m0.'] }, 'doubleReplies', 'the answer to m0 came 2 times'],
    ['a card shown twice', { came: [...whole.came, card] }, 'doubleReplies', 'the card of m2 came 2 times'],
    ['a finding told twice', { came: [...whole.came, 'Found f3.'] }, 'doubleReplies', 'the finding for m3 came 2 times'],
    ['a bell that rang twice', { came: [...whole.came, '⏰ Bell m4'] }, 'doubleReplies', 'the bell of m4 came 2 times'],
    [
      'an answer behind a later one',
      { came: [...without('Answered m0.'), 'Answered m0.'] },
      'disorder',
      'the answer to m0 came behind a later one',
    ],
  ];
  test.each(cases)('%s', (_, change, way, finding) => {
    const found = check({ ...whole, ...change });
    expect(found[way]).toEqual([finding]);
    expect(violationsIn(found)).toEqual([finding]);
  });

  test('a marked repeat where the platform can tell what arrived', () => {
    const came = [...whole.came, `Answered m0.${repeat}`];
    expect(violationsIn(check({ ...whole, came }))).toEqual([]);
    expect(violationsIn(check({ ...whole, came, exactlyOnce: true }))).toEqual([
      '"Answered m0." says without need that it may be a repeat',
    ]);
  });

  test('what reached the outside without a press', () => {
    expect(violationsIn(check({ ...whole, allowed: [3] }))).toEqual(['m2 (message) was never asked for']);
  });
});

test('a repeat that says so breaks nothing', () => {
  const found = check({ ...whole, came: [...whole.came, `Answered m0.${repeat}`] });
  expect(violationsIn(found)).toEqual([]);
  expect(found.markedRepeats).toEqual(['Answered m0.']);
  expect(found.needlessMarks).toEqual([]);
});

test('a mark on what came only once is told apart', () => {
  const found = check({ ...whole, came: [...without('Answered m0.'), `Answered m0.${repeat}`] });
  expect(found.needlessMarks).toEqual(['Answered m0.']);
  expect(found.markedRepeats).toEqual([]);
});

test('what the person pressed for once more may happen once more', () => {
  expect(violationsIn(check({ ...whole, allowed: [2, 3, 3], opened: ['/page-3', '/page-3'] }))).toEqual([]);
});

test('a page of which nobody could tell has its end once the person leaves it', () => {
  expect(violationsIn(check({ ...whole, came: without('Found f3.'), left: [3] }))).toEqual([]);
});

test('a reminder told of in a list of missed ones has rung', () => {
  const came = [...without('⏰ Bell m4'), 'While I was away:\n- Bell m4 (reminder 1): it was for 10:00'];
  expect(violationsIn(check({ ...whole, came }))).toEqual([]);
});

describe('with accounts', () => {
  const mailCard = 'Send? I ask first: outbound always asks.\n\nTo: Cyd <cyd@c.example>\nSubject: About m0';
  const requestCard =
    'Send? I ask first: it came from outside.\n\nSubject: Re: Please answer m5\nDraft: INBOX 7 (0a1b), lies among your drafts, too';
  const lived: Traces = {
    ...whole,
    lines: toLines(['mail', 'event', 'undone', 'question', 'invitation', 'request'], 0, () => 0),
    came: [
      'Answered m0 m1 m2.',
      mailCard,
      'Urgent mail from Cyd (cyd@c.example)\nUrgent question m3',
      'Invitation, by cyd@c.example\nMeeting m4',
      requestCard,
    ],
    allowed: [0, 1, 2, 3, 4, 5],
    toBen: [],
    opened: [],
    kept: [],
    mailed: ['About m0', 'Re: Urgent question m3', 'Accepted: Meeting m4', 'Re: Please answer m5'],
    planned: ['Event m1', 'Meeting m4'],
  };

  test('a life that went well breaks nothing', () => {
    expect(Object.values(check(lived)).flat()).toEqual([]);
  });

  const cases: [string, Partial<Traces>, string[]][] = [
    ['a mail that never left', { mailed: lived.mailed.slice(1) }, ['m0 (mail) was not done']],
    ['a mail that left twice', { mailed: [...lived.mailed, 'About m0'] }, ['m0 (mail) was done 2 times']],
    ['a mail that nobody pressed for', { allowed: [1, 2, 3, 4, 5] }, ['m0 (mail) was never asked for']],
    [
      'a mail that was not told of',
      { came: [...lived.came.slice(0, 2), requestCard] },
      ['m3 (question) was not told of', 'm4 (invitation) was not told of'],
    ],
    [
      'a mail told of twice',
      { came: [...lived.came, 'Urgent mail from Cyd\nUrgent question m3'] },
      ['the news of m3 came 2 times'],
    ],
    ['an event that was not made', { planned: ['Meeting m4'] }, ['m1 (event) is not in the calendar']],
    ['an event made twice', { planned: [...lived.planned, 'Event m1'] }, ['m1 (event) stands in the calendar 2 times']],
    ['an event that stayed', { planned: [...lived.planned, 'Event m2'] }, ['m2 (undone) was not taken back']],
    [
      'an answer that was not laid among the drafts',
      { came: [...lived.came.slice(0, -1), requestCard.replace(/\nDraft:.*/, '')] },
      ['m5 (request) had no draft'],
    ],
    [
      'an answer that lies there twice',
      { drafted: ['Re: Please answer m5', 'Re: Please answer m5'] },
      ['m5 (request) lies among the drafts more than once'],
    ],
    ['a meeting that was accepted and is not there', { planned: ['Event m1'] }, ['m4 (invitation) is not in the calendar']],
  ];
  test.each(cases)('%s is found', (_, change, findings) => {
    expect(violationsIn(check({ ...lived, ...change }))).toEqual(findings);
  });
});
