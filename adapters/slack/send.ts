import type { ChatAdapter, Delivery, DeliveryOutcome } from '../../src/ports/chat.ts';
import { type FindPart, lookForParts, PART_EVENT, partMark } from './arrived.ts';
import type { SlackClient } from './client.ts';
import { platformError, toHarmlessOutcome, toOutcome } from './outcome.ts';
import type { Bot } from './parse.ts';
import { type Conversation, homeOf, parseChat } from './place.ts';
import { type Part, plainBody, type RenderedText, renderEdit, renderPage, renderParts, wordsOf } from './render.ts';
import { createUpload } from './upload.ts';

const SENT: DeliveryOutcome = { state: 'sent' };
const LOOKS_REFUSED = /^(invalid_blocks|invalid_blocks_format|msg_blocks_too_long|msg_too_long)$/;
const NOT_EDITABLE = /^(message_not_found|cant_update_message|edit_window_closed)$/;

type Sender = Pick<ChatAdapter, 'send' | 'edit'>;

/** `bot` is known once we are connected. */
export function createSender(client: SlackClient, bot: () => Bot | undefined): Sender {
  const { web } = client;
  const upload = createUpload(client);

  async function sendText({ channel, thread }: Conversation, body: RenderedText, mark: string): Promise<string> {
    const { ts } = await orPlain(body, ({ text, blocks }) =>
      web.chat.postMessage({
        channel,
        ...(thread && { thread_ts: thread }),
        text,
        blocks: [...blocks],
        metadata: { event_type: PART_EVENT, event_payload: { part: mark } },
        unfurl_links: false,
        unfurl_media: false,
        parse: 'none',
        link_names: false,
      }),
    );
    return ts ?? '';
  }

  async function sendPart(place: Conversation, part: Part, mark: string): Promise<string | DeliveryOutcome> {
    try {
      return part.kind === 'text' ? await sendText(place, part.body, mark) : await upload(place, part.file);
    } catch (error) {
      return toOutcome(error);
    }
  }

  /** A page that cannot be drawn now is drawn when it is opened again: it goes nowhere else, and is not repeated. */
  async function publish(user: string, delivery: Pick<Delivery, 'message'>): Promise<DeliveryOutcome> {
    const view = { type: 'home' as const, blocks: renderPage(delivery.message) };
    await web.views.publish({ user_id: user, view }).catch(() => undefined);
    return SENT;
  }

  async function send(delivery: Delivery): Promise<DeliveryOutcome> {
    const { key, chat, message, files, arrived, onPart } = delivery;
    const home = homeOf(chat);
    if (home !== undefined) return publish(home, delivery);
    let find: FindPart;
    try {
      find = await lookForParts(web, bot(), delivery);
    } catch (error) {
      return toHarmlessOutcome(error);
    }
    const parts = renderParts(message, files);
    for (const [index, part] of [...parts.entries()].slice(arrived.length)) {
      const sent = find(part, index) ?? (await sendPart(parseChat(chat), part, partMark(key, index)));
      if (typeof sent !== 'string') return sent;
      await onPart(sent, index === parts.length - 1);
    }
    return SENT;
  }

  async function edit(...[chat, messageId, message]: Parameters<ChatAdapter['edit']>): Promise<DeliveryOutcome> {
    const home = homeOf(chat);
    if (home !== undefined) return publish(home, { message });
    const { channel } = parseChat(chat);
    try {
      await orPlain(renderEdit(message), ({ text, blocks }) =>
        web.chat.update({ channel, ts: messageId, text, blocks: [...blocks], parse: 'none', link_names: false }),
      );
      return SENT;
    } catch (error) {
      if (NOT_EDITABLE.test(platformError(error) ?? ''))
        return { state: 'dead', reason: 'The message is gone or too old to change.' };
      return toOutcome(error);
    }
  }

  return { send, edit };
}

/** Looks that Slack refuses never cost the message: it goes out as plain words. */
async function orPlain<T>(body: RenderedText, post: (body: RenderedText) => Promise<T>): Promise<T> {
  try {
    return await post(body);
  } catch (error) {
    if (!LOOKS_REFUSED.test(platformError(error) ?? '')) throw error;
    return await post(plainBody(body, wordsOf(body)));
  }
}
