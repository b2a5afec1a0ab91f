import { describe, expect, test } from 'vitest';
import type { ActOutcome } from '../../src/actions/act.ts';
import { renderReply } from '../../src/agent/reply.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { done, proposed } from './answers.ts';

const PERSON = '00000000-0000-4000-8000-000000000001';
const buttons = createButtons(Buffer.alloc(32, 1));
const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;

function reply(text: string, outcomes: readonly ActOutcome[] = [], notes: readonly string[] = []) {
  const message = renderReply({ text, outcomes, tainted: false }, { notes, own: '' }, buttons, PERSON);
  return { ...message, opened: message.buttons?.flat().map((button) => buttons.open(button.id, PERSON)) };
}

describe('the reply', () => {
  test("puts what was done below the model's words, in the ledger's words, with Undo", () => {
    const { text, buttons: rows, opened } = reply('All set!', [done(id(1), { said: 'Task **1** added.' })]);
    expect(text).toBe('All set!\n\n✓ Task **1** added.');
    expect(rows).toMatchObject([[{ label: 'Undo', style: 'plain' }]]);
    expect(opened).toEqual([{ verb: 'undo', id: id(1) }]);
  });

  test('names what each Undo takes back when there are several, within 40 characters', () => {
    const long = 'Task **2** added: paint the whole fence in the colour of the sky.';
    const { buttons: rows } = reply('Done.', [done(id(1), { said: 'Task **1** added.' }), done(id(2), { said: long })]);
    expect(rows?.[0]?.map(({ label }) => label)).toEqual(['Undo: Task 1 added.', 'Undo: Task 2 added: paint the whole fen…']);
    expect(rows?.[0]?.every(({ label }) => label.length <= 40)).toBe(true);
  });

  test('offers Undo for the last three things only', () => {
    const { opened } = reply(
      'Done.',
      [1, 2, 3, 4].map((number) => done(id(number))),
    );
    expect(opened?.map((wish) => wish?.id)).toEqual([id(2), id(3), id(4)]);
  });

  test('offers no Undo for what cannot be undone', () => {
    expect(reply('Done.', [done(id(1), { undoable: false })]).buttons).toBeUndefined();
  });

  test('leaves out what was only looked up when the model has words for it', () => {
    const looked = done(id(1), { effect: 'read', undoable: false, said: '- a long list' });
    expect(reply('You have one thing to do.', [looked]).text).toBe('You have one thing to do.');
    expect(reply('', [looked]).text).toBe('✓ - a long list');
  });

  test('is made of the outcomes when the answer is empty', () => {
    const refused: ActOutcome = { state: 'refused', said: 'Which day?' };
    expect(reply(' \n', [done(id(1)), refused, proposed(id(2))]).text).toBe(
      `✓ Did ${id(1)}.\n✗ Which day?\nI ask you first, in the card below.`,
    );
  });

  test('says so when there is nothing at all to say', () => {
    expect(reply('').text).toBe('The model gave an empty answer. Please say it again, or use a command (/help).');
  });

  test('ends with the notes on files', () => {
    expect(reply('', [], ['I kept a picture.']).text).toBe('I kept a picture.');
    expect(reply('Nice.', [], ['I kept a picture.']).text).toBe('Nice.\n\nI kept a picture.');
  });

  test('lets nobody follow an address that the person did not write, once anything was looked at', () => {
    const text = 'See https://evil.example/?d=4711 and https://mine.example/a.';
    const said = (outcomes: readonly ActOutcome[], tainted: boolean) =>
      renderReply({ text, outcomes, tainted }, { notes: [], own: 'what is on https://mine.example/a?' }, buttons, PERSON).text;
    const inert = 'See `https://evil.example/?d=4711` and https://mine.example/a.';
    expect(said([], false)).toBe(text);
    expect(said([], true)).toBe(inert);
    expect(said([done(id(1), { effect: 'read', undoable: false })], false)).toBe(inert);
  });
});
