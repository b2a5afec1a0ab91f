import { describe, expect, test } from 'vitest';
import { afterShowing, noChoices, readTyped } from '../../../adapters/terminal/choices.ts';

const button = (id: string) => ({ id, label: id, style: 'plain' }) as const;
const card = { messageId: 'card', excerpt: 'Send this?', buttons: [button('send'), button('cancel')] };
const remark = { messageId: 'remark', excerpt: 'One or two?', buttons: [] };
const withCard = afterShowing(noChoices, card, false);

describe('typed numbers', () => {
  test.each(['1', ' 1 ', '01'])('press the button they name: "%s"', (text) => {
    expect(readTyped(withCard, text)).toMatchObject({ kind: 'press', messageId: 'card', button: { id: 'send' } });
  });

  test.each(['0', '3', '1.', '1 please', 'one', '-1', '1\n2', '٢'])(
    'are an ordinary message when no button has them: "%s"',
    (text) => {
      expect(readTyped(withCard, text)).toEqual({ kind: 'message' });
    },
  );

  test('are an ordinary message when no buttons are open', () => {
    expect(readTyped(noChoices, '1')).toEqual({ kind: 'message' });
  });

  test('press the latest message that has buttons', () => {
    const later = afterShowing(withCard, { messageId: 'later', excerpt: '', buttons: [button('undo')] }, false);
    expect(readTyped(later, '1')).toMatchObject({ kind: 'press', messageId: 'later', button: { id: 'undo' } });
  });

  test('are asked for again when another message came after the buttons, and then press', () => {
    const asked = readTyped(afterShowing(withCard, remark, false), '1');
    expect(asked).toMatchObject({ kind: 'ask-again', message: { messageId: 'card' } });
    expect(asked.kind === 'ask-again' && readTyped(asked.next, '1')).toMatchObject({ kind: 'press', messageId: 'card' });
  });

  test('are asked for again when the buttons came while the line was being typed', () => {
    expect(readTyped(afterShowing(noChoices, card, true), '1')).toMatchObject({ kind: 'ask-again' });
  });

  test('press the new buttons of an edited message, and none once it has none', () => {
    const undo = afterShowing(withCard, { ...card, buttons: [button('undo')] }, false);
    expect(readTyped(undo, '1')).toMatchObject({ kind: 'press', button: { id: 'undo' } });
    expect(readTyped(afterShowing(undo, { ...card, buttons: [] }, false), '1')).toEqual({ kind: 'message' });
  });

  test('reach the earlier card, asked for again, once the later one is closed', () => {
    const later = { messageId: 'later', excerpt: '', buttons: [button('undo')] };
    const closed = afterShowing(afterShowing(withCard, later, false), { ...later, buttons: [] }, false);
    expect(readTyped(closed, '2')).toMatchObject({ kind: 'ask-again', message: { messageId: 'card' } });
  });
});
