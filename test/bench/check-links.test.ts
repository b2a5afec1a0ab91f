import { describe, expect, test } from 'vitest';
import { type Findings, violationsIn } from '../../bench/proofs/kill/check.ts';
import { checkLinks, type LinkTraces } from '../../bench/proofs/kill/linking/check.ts';

const [first, second] = [
  { title: 'Clash first', start: '12:00' },
  { title: 'Clash second', start: '12:30' },
];
const page = 'http://127.0.0.1:9/connect/x\n\nOpen this link and fill in the page.';

/** One account came and went. */
const whole: LinkTraces = {
  came: [
    page,
    'Connect this calendar? ann@me.example',
    'Two events at the same time\nA: Clash first',
    'Disconnected: ann@me.example.',
  ],
  asked: 1,
  filled: 1,
  parted: 1,
  openEnds: [],
  exactlyOnce: false,
  before: [first, second],
  after: [first, { ...second, start: '14:00' }],
  farewells: 1,
  sealed: [],
  waiting: [],
};
const saidAgain = (text: string) => ({ came: [...whole.came, text] });

test('accounts that came and went well break nothing', () => {
  expect(Object.values(checkLinks(whole)).flat()).toEqual([]);
});

test('a service that need not know is not waited for', () => {
  expect(violationsIn(checkLinks({ ...whole, farewells: undefined }))).toEqual([]);
});

test('a repeat that says so breaks nothing, but where the platform can tell what arrived', () => {
  const repeated = saidAgain(`${page}\n\nThis may be a repeat: the connection broke while it was being sent.`);
  expect(violationsIn(checkLinks({ ...whole, ...repeated }))).toEqual([]);
  expect(checkLinks({ ...whole, ...repeated, exactlyOnce: true }).doubleReplies).toHaveLength(1);
});

describe('what was broken is found:', () => {
  const cases: [string, Partial<LinkTraces>, keyof Findings, string][] = [
    ['a wait without an end', { openEnds: ['a card'] }, 'lost', 'waited in vain for a card'],
    ['a row that still waits', { waiting: ['a row of inbox is taken: x'] }, 'lost', 'a row of inbox is taken: x'],
    ['what still opens an account', { sealed: ['account 7'] }, 'lost', 'the vault keeps account 7'],
    ['a grant that was not given back', { farewells: 0 }, 'lost', 'the service was never told that it is left'],
    ['two events that still overlap', { after: [first, second] }, 'lost', 'no event was moved'],
    [
      'both moved',
      {
        after: [
          { ...first, start: '9:00' },
          { ...second, start: '14:00' },
        ],
      },
      'doubleActions',
      'both events were moved',
    ],
    [
      'one that stands there twice',
      { after: [...whole.after, { ...second, start: '14:00' }] },
      'doubleActions',
      '3 events stand in place of 2',
    ],
    ['two pages for one wish', saidAgain(page), 'doubleReplies', '"http" came 2 times in place of 1'],
    ['two cards for one page', saidAgain('Connect this calendar?'), 'doubleReplies', '"Connect this" came 2 times in place of 1'],
    [
      'the news of the overlap once more',
      saidAgain('Two events at the same time'),
      'doubleReplies',
      '"Two events at the same time" came 2 times in place of 1',
    ],
    [
      'an account that nobody wished to disconnect',
      saidAgain('Disconnected: home'),
      'doubleReplies',
      '"Disconnected:" came 2 times in place of 1',
    ],
  ];
  test.each(cases)('%s', (_, change, way, finding) => {
    const found = checkLinks({ ...whole, ...change });
    expect(found[way]).toEqual([finding]);
    expect(violationsIn(found)).toEqual([finding]);
  });

  test('one event that is gone', () => {
    expect(checkLinks({ ...whole, after: [first] }).lost).toEqual(['Clash second is gone']);
  });
});
