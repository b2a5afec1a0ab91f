import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { talkInHouse } from '../wiring/talk.ts';

const talk = talkInHouse();
const { say, latest, press } = talk;

const labels = () => (latest().message.buttons ?? []).flat().map(({ label }) => label);

/** What the model was given to know for the last request. */
const memoryBlock = () => /<memory>([\s\S]*?)<\/memory>/.exec(talk.house.asked.at(-1)?.messages.at(-1)?.content ?? '')?.[1] ?? '';

describe('/memory', () => {
  test('browses by person, project and topic, and shows one thing with where it came from', async () => {
    expect(await say('/memory')).toContain('I remember nothing of you yet');
    for (const told of ['My sister is Ana', "Ana's birthday is 3 May", 'I plan to build a boat', 'I live in Porto'])
      await say(told);
    await say('/remember the spare key lies under the pot');
    expect(await say('/memory')).toBe(
      [
        '**What I remember**',
        '- You: 1\n- Plans and projects: 1\n- Ana: 2\n- Notes: 1',
        'Press a topic, or write /memory and a name or a word. /memory export gives all of it as files.',
      ].join('\n\n'),
    );
    expect(await press('Ana (2)')).toMatch(/^\*\*Ana\*\*\n\n1\. .*\n2\. /);
    expect(latest().message.text).toContain("Ana's birthday: 3 May (since 2026-11-21)");
    await say('/memory birthday');
    expect(latest().message.text).toMatch(
      /^\*\*Ana's birthday: 3 May\*\*\n\nA sentence of yours says it; told on 2026-11-21\.\n\nslot:[0-9a-f]{8}, from telegram:\d+$/,
    );
    expect(labels()).toEqual(['Correct', 'Pin', 'Forget in 30 days', 'Forget', 'Back']);
    expect(await press('Back')).toContain('**Ana**');
    expect(await say('/memory quantum')).toBe('I remember nothing on quantum.');
  });

  test('R82 a correction supersedes: the next prompt holds the new value and not the old', async () => {
    await say("My dentist's birthday is 3 May");
    await say('My dentist is Olga');
    await say('/memory birthday');
    expect(await press('Correct')).toContain('/memory correct slot:');
    const item = /slot:[0-9a-f]{8}/.exec(latest().message.text)?.[0] ?? '';
    expect(await say(`/memory correct ${item} 5 May`)).toMatch(/^Corrected to 5 May\. It was: Olga's birthday: 3 May/);
    for (let line = 0; line < 6; line += 1) await say(`small talk number ${line}`);
    await say("When is Olga's birthday?");
    expect(memoryBlock()).toContain("Olga's birthday: 5 May");
    expect(memoryBlock()).not.toContain('3 May');
    await say('/memory birthday');
    expect(latest().message.text).toMatch(/Before that:\n- 3 May \(wrong, corrected on 2026-11-21\)/);
  });

  test('R82 a corrected note takes the place of the old one, and Undo brings that back', async () => {
    await say('/remember the alarm code is 1111');
    await say('/memory alarm');
    const item = /fact:[0-9a-f]{8}/.exec(latest().message.text)?.[0] ?? '';
    await say(`/memory correct ${item} the alarm code is 2222`);
    expect(await say('/find alarm code')).not.toContain('1111');
    expect(await say('/find alarm code')).toContain('2222');
    await say('/undo');
    expect(await say('/find alarm code')).toContain('1111');
    expect(await say('/find alarm code')).not.toContain('2222');
  });

  test('pins, lets end and forgets at a press, each with Undo; a corrected thing is forgotten whole', async () => {
    await say('I live in Porto');
    await say('/memory live');
    await say('/memory home');
    expect(await press('Pin')).toContain('✓ Pinned: my home: Porto');
    expect(latest().message.text).toContain('\n\nPinned. ');
    expect(labels()).toContain('Undo');
    expect(await press('Forget in 30 days')).toContain('I forget it on 2026-12-21.');
    expect(await press('Keep like the rest')).not.toContain('I forget it on');
    const item = /slot:[0-9a-f]{8}/.exec(latest().message.text)?.[0] ?? '';
    await say('good morning');
    expect(memoryBlock()).not.toContain('Porto');
    await say('/memory home');
    await press('Pin');
    await say('good morning');
    expect(memoryBlock()).toContain('my home: Porto');
    await say(`/memory correct ${item} Lisbon`);
    await say('/memory home');
    await press('Forget');
    expect(await say('/memory home')).toBe('I remember nothing on home.');
    expect(await say('/find Lisbon')).not.toContain('home: Lisbon');
    expect(await say('/find Porto')).not.toContain('home: Porto');
  });

  test('two taps on Pin pin it once, and Undo takes that back', async () => {
    await say('I live in Porto');
    await say('/memory home');
    const pin =
      latest()
        .message.buttons?.flat()
        .find(({ label }) => label === 'Pin')?.id ?? '';
    const { messageId } = latest();
    const tap = () => talk.house.press(talk.user, pin, { messageId });
    expect(await Promise.all([tap(), tap()])).toEqual([
      'Pinned: my home: Porto',
      'I keep this like that already: my home: Porto',
    ]);
    await talk.house.texts(talk.user);
    await press('Undo');
    await say('/memory home');
    expect(latest().message.text).not.toContain('Pinned.');
  });

  test('R5 what was let end is gone on its day, and so is the message that said it', async () => {
    await say('I live in Porto');
    await say('/memory home');
    await press('Forget in 30 days');
    await talk.house.pass(24 * 3_600_000, 31);
    expect(await say('/memory home')).toBe('I remember nothing on home.');
    expect(await say('/find Porto')).toContain('nothing');
    const { rows } = await talk.house.db.asSystem((tx) =>
      tx.execute(sql`select message from outbox where person_id = ${talk.person} and message::text like '%Porto%'`),
    );
    expect(rows).toEqual([]);
  });

  test('R4 says why it takes two names for one person, and takes them for two at a press, with Undo', async () => {
    await say('My manager is Tomas');
    await say('My manager is Tomas Berg');
    await say("Tomas's birthday is 9 June");
    await say('/memory Tomas Berg');
    expect(latest().message.text).toContain("Tomas's birthday: 9 June");
    expect(latest().message.text).toContain('Tomas is Tomas Berg to me: both are your manager.');
    const apart = await press('Tomas is another');
    expect(apart).toContain('✓ Tomas and Tomas Berg are two.');
    expect(apart).not.toContain('birthday');
    expect(labels()).toContain('Tomas is Tomas Berg');
    await press('Undo');
    expect(await say('/memory Tomas Berg')).toContain("Tomas's birthday: 9 June");
  });

  test('gives all of it as Markdown and as JSON', async () => {
    await say('I live in Porto');
    await say('I moved to Lisbon because of my job');
    await say('/memory export');
    const [page, json] = latest().files.map(({ bytes }) => new TextDecoder().decode(bytes));
    expect(page).toContain('## You\n\n- my home: Lisbon (since 2026-12-22, told 2026-12-22, slot:');
    expect(page).toContain('  - before: Porto (');
    const document = JSON.parse(json ?? '');
    expect(document).toMatchObject({ format: 'adjutant-memory', version: 1 });
    expect(document.memories[0]).toMatchObject({ topic: 'You', value: 'Lisbon', before: [{ value: 'Porto' }] });
  });

  test('R5 what was let end takes nothing else with it that the same message said', async () => {
    await say('My sister is Ana. My brother is Ben.');
    await say('/memory brother');
    await press('Forget in 30 days');
    await say('/memory sister');
    expect(await press('Pin')).not.toContain('I forget it on');
    await say('/memory brother');
    expect(latest().message.text).toContain('I forget it on');
    await talk.house.pass(24 * 3_600_000, 31);
    expect(await say('/memory brother')).toBe('I remember nothing on brother.');
    expect(await say('/memory sister')).toContain('my sister: Ana');
    expect(await say('/find Ben')).toContain('nothing');
    expect(await say('/find Ana')).toContain('My sister is Ana.');
  });
});
