import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { readClaims } from '../../../src/memory/extract/read-claims.ts';

const today = Temporal.PlainDate.from('2026-03-02');

/** `me/home = Porto`, with what else was read behind it. */
function read(text: string, before: Parameters<typeof readClaims>[1]['before'] = []): string[] {
  return readClaims(text, { today, before }).map(lineOf);
}

function lineOf({ subject, attribute, value, how, since, until, reason }: ReturnType<typeof readClaims>[number]): string {
  return [
    `${subject}/${attribute} = ${value}`,
    how === 'set' ? '' : how,
    since && `from ${since}`,
    until && `until ${until}`,
    reason && `because ${reason}`,
  ]
    .filter(Boolean)
    .join(', ');
}

describe('what a sentence says', () => {
  it.each<[text: string, ...claims: string[]]>([
    ['My sister is Ana, her birthday is 3 May', 'me/sister = Ana', 'Ana/birthday = 3 May'],
    ['Ana is my manager', 'me/manager = Ana'],
    ['Carla took over from Ben as my boss', 'me/manager = Carla'],
    ['I moved from Lisbon to Porto last month because of the sea', 'me/home = Porto, from 2026-02-01, because the sea'],
    [
      'My brother Tom lives in Oslo and he works at Statoil as an engineer',
      'Tom/home = Oslo',
      'me/brother = Tom',
      'Tom/employer = Statoil',
      'Tom/job = engineer',
    ],
    ['I quit Umbra and joined Acme in March 2025', 'me/employer = Umbra, end', 'me/employer = Acme, from 2025-03-01'],
    ['I lived in Rome in 2019', 'me/home = Rome, from 2019-01-01, until 2020-01-01'],
    ["I don't live in Rome", 'me/home = Rome, end'],
    ['I no longer live in Rome', 'me/home = Rome, end'],
    ['These days I prefer aisle seats because of my knee', 'me/preferred seats = aisle seats, because my knee'],
    ["I can't stand jazz any more", 'me/liking of jazz = dislike'],
    ["I'm allergic to nuts and shellfish", 'me/allergy = nuts', 'me/allergy = shellfish'],
    ['my locker code is 4711-blue', 'me/locker code = 4711-blue'],
    ['As for zoos, I think they should close', 'me/position on zoos = they should close'],
    ['Ben works with Tomas and Carla', 'Ben/colleague = Tomas', 'Ben/colleague = Carla'],
    ['I work with Ana', 'me/colleague = Ana'],
    ['Ben and Tomas work together', 'Ben/colleague = Tomas'],
    ['Ana reports to Tomas', 'Ana/manager = Tomas'],
    ['Tomas manages Ana', 'Ana/manager = Tomas'],
    ["Tomas is Ana's manager", 'Ana/manager = Tomas'],
    ['Carla works on the Falcon project', 'Carla/project = Falcon'],
    ['Ben no longer works with Tomas', 'Ben/colleague = Tomas, end'],
    ['I no longer work on Falcon', 'me/project = Falcon, end'],
    ["I'm planning to learn the cello", 'me/plan = learn the cello'],
  ])('%s', (text, ...claims) => {
    expect(read(text)).toEqual(claims);
  });

  it.each([
    'Do I live in Rome?',
    'Maybe I live in Rome',
    'If I lived in Rome I would be happy',
    'I will move to Rome next month',
    'Ben says I live in Rome',
    'Ana: I live in Rome',
    'Ben wrote: "I live in Rome and my boss is Tom."',
    'In the novel, I live in Rome',
    'I wish I worked at Acme',
    'Apparently my new manager is Tom',
    "I'm tired",
    'my dog is sick',
    'I work on Sundays',
    'I work on it every day',
  ])('takes nothing from: %s', (text) => {
    expect(read(text)).toEqual([]);
  });

  it.each<[text: string, ...claims: string[]]>([
    ['No, it is Anna', 'me/sister = Ana, wrong', 'me/sister = Anna'],
    ['Not Ana but Anna', 'me/sister = Ana, wrong', 'me/sister = Anna'],
    ['I meant Anna', 'me/sister = Ana, wrong', 'me/sister = Anna'],
    ['Sorry, not Lisbon but Porto', 'me/home = Porto, correct'],
    ['No, her birthday is 5 May', 'Ana/birthday = 5 May, correct'],
    ['Actually I live in Porto', 'me/home = Porto, correct'],
    ['She has moved to Rome', 'Ana/home = Rome'],
    ['No, thanks'],
    ['No, I am fine'],
  ])('R82 takes a correction for what was told before: %s', (text, ...claims) => {
    const before = [
      { subject: 'me', attribute: 'sister', value: 'Ana' },
      { subject: 'me', attribute: 'home', value: 'Lisbon' },
    ];
    expect(read(text, before)).toEqual(claims);
  });

  it.each<[told: string, meant: string, ...claims: string[]]>([
    ["I've settled in Lisbon and I like the bakery downstairs", 'I meant Utrecht', 'me/home = Utrecht, correct'],
    ['I live in Berlin and work at Siemens', 'I meant Vienna', 'me/home = Vienna, correct'],
    ['I live in Berlin and work at Siemens', 'I meant Halcyon GmbH', 'me/employer = Halcyon GmbH, correct'],
    ['I live in Berlin and work at Siemens', 'I meant Graz', 'me/home = Graz, correct'],
    ['I live in Berlin and work at Siemens', 'I meant Bosch', 'me/employer = Bosch, correct'],
    ['My sister is Ana and her birthday is 3 May', 'I meant Anna', 'me/sister = Ana, wrong', 'me/sister = Anna'],
    ['My sister is Ana and I live in Kent', 'No, it is Anna', 'me/home = Anna, correct'],
    ['I live in Porto and my birthday is 3 May', 'Sorry, 4 May', 'me/birthday = 4 May, correct'],
    ['My birthday is 3 May and I live in Porto', 'Sorry, 4 May', 'me/birthday = 4 May, correct'],
    ['I work at Siemens and I hate jazz', 'I meant like', 'me/liking of jazz = like, correct'],
    ['My locker code is 7715 and I live in Porto', 'I meant 7751', 'me/locker code = 7751, correct'],
    ['My manager is Olivia and I live in Porto', 'I meant Priya', 'me/home = Priya, correct'],
    ['I live in Porto and my manager is Olivia', 'I meant Marek', 'me/manager = Marek, correct'],
    ['My manager is Olivia and my birthday is 3 May', 'I meant April', 'me/manager = April, correct'],
    ['I hate jazz', 'I meant later'],
  ])('R82 takes a bare correction for what is of the same sort: %s, %s', (told, meant, ...claims) => {
    const kindsOf = (name: string) => ({ graz: ['place' as const], bosch: ['organisation' as const] })[name] ?? [];
    const before = readClaims(told, { today }).toReversed();
    const claimed = readClaims(meant, { today, before, kindsOf });
    expect(claimed.map(lineOf)).toEqual(claims);
  });

  it('R82 takes a bare correction for what the last message told before it looks further back', () => {
    const before = [
      { subject: 'me', attribute: 'liking of jazz', value: 'like', source: 'second' },
      { subject: 'me', attribute: 'sister', value: 'Ana', source: 'second' },
      { subject: 'me', attribute: 'home', value: 'Lisbon', source: 'first' },
    ];
    expect(read('I meant Vienna', before)).toEqual(['me/sister = Ana, wrong', 'me/sister = Vienna']);
    expect(read('I meant Vienna', before.toSpliced(1, 1))).toEqual(['me/home = Vienna, correct']);
  });

  it('R82 takes a code of letters and digits for the right one', () => {
    const before = [{ subject: 'me', attribute: 'locker code', value: '7715' }];
    expect(read('Sorry, K-118.', before)).toEqual(['me/locker code = K-118, correct']);
  });
});
