import {
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  InteractionResponseType,
  MessageFlags,
  TextInputStyle,
} from 'discord-api-types/v10';
import type { Log } from '../../src/ground/log.ts';
import type { Form, PressAnswer } from '../../src/ports/chat.ts';
import type { DiscordApi } from './call.ts';
import { describeTrouble, isRefused } from './outcome.ts';
import type { Reply } from './parse-interaction.ts';
import { renderEdit } from './render.ts';
import { originalOf } from './replies.ts';
import { NO_MENTIONS } from './send.ts';

const CALLBACK_MS = 5_000;
/** Discord's codes: unknown interaction; already acknowledged. */
const EXPIRED = 10062;
const ANSWERED = 40060;

/** The ways to answer what a person did. None rejects. */
export interface Answers {
  /** The first answer. True once the person sees it; false when it came too late. */
  respond(reply: Reply, body: object): Promise<boolean>;
  /** What was put off privately is filled in. False when that is not possible any more. */
  fill(reply: Reply, answer: PressAnswer): Promise<boolean>;
  /** Too late for an answer: the words come as a message. Never where others read along. */
  say(reply: Reply, answer: PressAnswer): Promise<void>;
}

export function createAnswers(api: DiscordApi, log: Log): Answers {
  async function respond({ id, token }: Reply, body: object): Promise<boolean> {
    const path = `/interactions/${id}/${encodeURIComponent(token)}/callback` as const;
    const post = () => api.request('POST', path, { body, auth: false, limitMs: CALLBACK_MS });
    try {
      await post().catch((error: unknown) => {
        if (isRefused(error)) throw error;
        return post();
      });
      return true;
    } catch (error) {
      if (isRefused(error, ANSWERED)) return true;
      log.warn('discord_answer_late', { trouble: describeTrouble(error), expired: isRefused(error, EXPIRED) });
      return false;
    }
  }

  async function fill(reply: Reply, answer: PressAnswer): Promise<boolean> {
    const body = { content: renderEdit({ text: wordsOf(answer) }).content, allowed_mentions: NO_MENTIONS };
    return api.request('PATCH', originalOf(reply), { body, auth: false }).then(
      () => true,
      () => false,
    );
  }

  async function say({ chat, direct }: Reply, answer: PressAnswer): Promise<void> {
    if (!direct) return;
    const flags = MessageFlags.SuppressEmbeds;
    const body = { content: renderEdit({ text: wordsOf(answer) }).content, allowed_mentions: NO_MENTIONS, flags };
    await api.request('POST', `/channels/${chat}/messages`, { body }).catch((error: unknown) => {
      log.warn('discord_press_unanswered', { trouble: describeTrouble(error) });
    });
  }

  return { respond, fill, say };
}

export const PUT_OFF = { type: InteractionResponseType.DeferredChannelMessageWithSource };
export const PUT_OFF_PRIVATELY = { ...PUT_OFF, data: { flags: MessageFlags.Ephemeral } };
export const TAKEN = { type: InteractionResponseType.DeferredMessageUpdate };

/** A line for the one who pressed alone. */
export function lineAnswer(said: string): object {
  const flags = MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds;
  const data = { content: renderEdit({ text: said }).content, allowed_mentions: NO_MENTIONS, flags };
  return { type: InteractionResponseType.ChannelMessageWithSource, data };
}

/** Where no form can open any more, its text stands there to be copied. */
function wordsOf({ said, form }: PressAnswer): string {
  return form ? `${said}\n\n\`\`\`\n${form.text}\n\`\`\`` : said;
}

export function formAnswer({ title, label, text }: Form): object {
  const data: APIModalInteractionResponseCallbackData = {
    custom_id: 'form',
    title,
    components: [
      {
        type: ComponentType.Label,
        label,
        component: {
          type: ComponentType.TextInput,
          custom_id: 'text',
          style: TextInputStyle.Paragraph,
          required: false,
          max_length: 4000,
          ...(text !== '' && { value: text }),
        },
      },
    ],
  };
  return { type: InteractionResponseType.Modal, data };
}
