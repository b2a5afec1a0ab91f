import type { ModalView, View } from '@slack/types';
import type { Form, IncomingPress } from '../../src/ports/chat.ts';
import { parseChat } from './place.ts';

export const FORM_ID = 'adjutant-form';

/** The window for a form; it carries where the pressed message stands, so that what is written answers that one. */
export function toModal({ title, label, text }: Form, { chat, messageId }: IncomingPress): ModalView & View {
  const { channel, thread } = parseChat(chat);
  return {
    type: 'modal',
    callback_id: FORM_ID,
    private_metadata: JSON.stringify({ chat, ...(thread && { inside: channel }), message: messageId }),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: 'Save' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      {
        type: 'input',
        block_id: 'words',
        label: { type: 'plain_text', text: label },
        element: { type: 'plain_text_input', action_id: 'words', multiline: true, initial_value: text },
      },
    ],
  };
}
