import {
  type APIInteractionResponse,
  type APIMessage,
  type APIModalInteractionResponseCallbackData,
  InteractionResponseType,
  MessageFlags,
} from 'discord-api-types/v10';
import { checkButtons, checkContent } from './limits.ts';
import { badForm, type Call, DiscordRefusal } from './wire.ts';
import { makeMessage, type StoredMessage, type World } from './world.ts';

/** What became of something a person did that awaits an answer. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly chat: string;
  readonly kind: 'command' | 'press' | 'form';
  /** The pressed message. */
  readonly messageId: string | undefined;
  /** The type of the first answer. */
  answeredBy: InteractionResponseType | undefined;
  /** Too late for a first answer: the person has read that the interaction failed. */
  expired: boolean;
  /** The token is used up: 15 minutes are over. */
  over: boolean;
  original: StoredMessage | undefined;
  form: APIModalInteractionResponseCallbackData | undefined;
}

export interface Interactions {
  open(kind: Interaction['kind'], chat: string, messageId?: string): Interaction;
  get(id: string): Interaction | undefined;
  readonly all: readonly Interaction[];
  callback(call: Call): undefined;
  editOriginal(call: Call): APIMessage;
  deleteOriginal(call: Call): undefined;
}

/** discord.com/developers/docs/interactions/receiving-and-responding. */
export function createInteractions(world: World): Interactions {
  const all: Interaction[] = [];
  const byToken = (token: string | undefined): Interaction => {
    const found = all.find((one) => one.token === token);
    if (!found || found.over) throw new DiscordRefusal(401, 50027, 'Invalid Webhook Token');
    if (found.answeredBy === undefined) throw new DiscordRefusal(404, 10015, 'Unknown Webhook');
    return found;
  };

  function put(interaction: Interaction, data: Partial<APIMessage>, flags: number): void {
    const message = makeMessage(world, interaction.chat, world.bot, { ...data, flags });
    const ephemeral = (flags & MessageFlags.Ephemeral) !== 0;
    interaction.original = { message, files: [], mentionsOff: true, nonce: undefined, ephemeral };
    world.messages.push(interaction.original);
  }

  return {
    all,
    open(kind, chat, messageId) {
      const id = world.nextId();
      const interaction: Interaction = {
        id,
        token: `token-of-${id}-long-and-secret`,
        chat,
        kind,
        messageId,
        answeredBy: undefined,
        expired: false,
        over: false,
        original: undefined,
        form: undefined,
      };
      all.push(interaction);
      return interaction;
    },
    get: (id) => all.find((one) => one.id === id),
    callback({ ids, payload, uploads }) {
      const interaction = all.find(({ id, token }) => id === ids[0] && token === ids[1]);
      if (!interaction || interaction.expired) throw new DiscordRefusal(404, 10062, 'Unknown interaction');
      if (interaction.answeredBy !== undefined) {
        throw new DiscordRefusal(400, 40060, 'Interaction has already been acknowledged.');
      }
      const response = payload as unknown as APIInteractionResponse;
      const flags = ('data' in response && response.data && 'flags' in response.data && response.data.flags) || 0;
      switch (response.type) {
        case InteractionResponseType.ChannelMessageWithSource:
          put(interaction, { content: checkContent(response.data as never, uploads) }, flags);
          break;
        case InteractionResponseType.DeferredChannelMessageWithSource:
          put(interaction, {}, flags | MessageFlags.Loading);
          break;
        case InteractionResponseType.DeferredMessageUpdate:
          if (interaction.messageId === undefined) badForm('type');
          break;
        case InteractionResponseType.Modal:
          if (interaction.kind === 'form') badForm('type');
          checkForm(response.data);
          interaction.form = response.data;
          break;
        default:
          badForm('type');
      }
      interaction.answeredBy = response.type;
      return undefined;
    },
    editOriginal(call) {
      const { original } = byToken(call.ids[1]);
      if (!original) throw new DiscordRefusal(404, 10008, 'Unknown Message');
      const content = checkContent(call.payload, call.uploads);
      const components = checkButtons(call.payload.components);
      const kept = (original.message.flags ?? 0) & MessageFlags.Ephemeral;
      const wasLoading = ((original.message.flags ?? 0) & MessageFlags.Loading) !== 0;
      const flags = kept | (Number(call.payload.flags ?? 0) & MessageFlags.SuppressEmbeds);
      const edited_timestamp = wasLoading ? null : world.now();
      original.message = { ...original.message, content, components, flags, edited_timestamp } as APIMessage;
      original.mentionsOff = isOff(call.payload.allowed_mentions);
      original.files = call.uploads;
      return original.message;
    },
    deleteOriginal(call) {
      const interaction = byToken(call.ids[1]);
      if (!interaction.original) throw new DiscordRefusal(404, 10008, 'Unknown Message');
      world.messages.splice(world.messages.indexOf(interaction.original), 1);
      interaction.original = undefined;
      return undefined;
    },
  };
}

export function isOff(allowedMentions: unknown): boolean {
  return JSON.stringify(allowedMentions) === '{"parse":[]}';
}

/** Discord, modal: title of up to 45; a label of up to 45; text input of up to 4,000. */
function checkForm({ title, custom_id, components }: APIModalInteractionResponseCallbackData): void {
  if (title.length < 1 || title.length > 45) badForm('title');
  if (custom_id.length < 1 || custom_id.length > 100) badForm('custom_id');
  if (components.length < 1 || components.length > 5) badForm('components');
  for (const part of components) {
    if (!('label' in part) || !('component' in part)) {
      badForm('components.type');
      continue;
    }
    if (String(part.label).length > 45) badForm('label');
    const { value = '' } = part.component as { value?: string };
    if (value.length > 4000) badForm('value');
  }
}
