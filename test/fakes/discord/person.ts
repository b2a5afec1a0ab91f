import {
  type APIAttachment,
  type APIMessage,
  type APIUser,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionContextType,
  InteractionType,
  MessageFlags,
} from 'discord-api-types/v10';
import type { Gateway } from './gateway.ts';
import type { Interactions } from './interactions.ts';
import { isDm, makeMessage, personOf, placeOf, toUser, type World } from './world.ts';

interface Who {
  /** A direct conversation (`dmOf`), or any other id for a channel of a server. */
  readonly chat: string;
  /** The person's id; in a direct conversation the one it is with, unless told. */
  readonly user?: string;
  readonly from?: Partial<APIUser>;
}

export interface PersonSends extends Who {
  readonly text: string;
  /** Anything else the message carries, such as `message_snapshots` or `referenced_message`. */
  readonly more?: Partial<APIMessage>;
}

export interface PersonSendsFile extends Who {
  readonly kind: 'voice' | 'audio' | 'photo' | 'video' | 'document';
  readonly name?: string;
  readonly mime?: string;
  readonly bytes: Uint8Array;
  readonly caption?: string;
  /** Reported in place of the true size, to stand for a file too big to make. */
  readonly size?: number;
}

/** What people do on their side of Discord; each becomes an event at the gateway. */
export interface People {
  userSends(what: PersonSends): { readonly messageId: string };
  userSendsFile(what: PersonSendsFile): { readonly messageId: string };
  userEdits(what: Who & { readonly messageId: string; readonly text: string }): { readonly messageId: string };
  /** Presses a button; the id is what `answerTo` wants. */
  userPresses(what: Who & { readonly messageId: string; readonly data: string }): { readonly interactionId: string };
  /** Picks a slash command, with what is written behind it. */
  userCommands(what: Who & { readonly name: string; readonly value?: string }): { readonly interactionId: string };
  /** Sends off the form that opened in answer to a press. */
  userSubmits(what: { readonly interactionId: string; readonly text: string }): { readonly interactionId: string };
}

export type FileStore = Map<string, Uint8Array>;

interface Deps {
  readonly world: World;
  readonly gateway: Pick<Gateway, 'dispatch'>;
  readonly interactions: Interactions;
  readonly files: FileStore;
  readonly fileUrl: (chat: string, message: string, name: string) => string;
}

const DEFAULTS = {
  voice: { name: 'voice-message.ogg', mime: 'audio/ogg' },
  audio: { name: 'song.mp3', mime: 'audio/mpeg' },
  photo: { name: 'photo.jpg', mime: 'image/jpeg' },
  video: { name: 'video.mp4', mime: 'video/mp4' },
  document: { name: 'plan.pdf', mime: 'application/pdf' },
};

export function createPeople({ world, gateway, interactions, files, fileUrl }: Deps): People {
  function post({ chat, user = personOf(chat), from = {} }: Who, content: Partial<APIMessage>): { messageId: string } {
    const message = makeMessage(world, chat, toUser(user, from), content);
    message.attachments = message.attachments.map((file) => ({ ...file, url: fileUrl(chat, message.id, file.filename) }));
    world.messages.push({ message, files: [], mentionsOff: false, nonce: undefined, ephemeral: false });
    gateway.dispatch('MESSAGE_CREATE', { ...message, ...placeOf(chat) });
    return { messageId: message.id };
  }

  function interact(who: Who, kind: 'command' | 'press' | 'form', type: InteractionType, data: object, message?: APIMessage) {
    const { chat, user = personOf(chat), from = {} } = who;
    const { id, token } = interactions.open(kind, chat, message?.id);
    const { channel_type, guild_id } = placeOf(chat);
    const sender = toUser(user, from);
    gateway.dispatch('INTERACTION_CREATE', {
      id,
      application_id: world.applicationId,
      type,
      data,
      token,
      version: 1,
      channel_id: chat,
      channel: { id: chat, type: channel_type },
      context: isDm(chat) ? InteractionContextType.BotDM : InteractionContextType.Guild,
      ...(guild_id === undefined ? { user: sender } : { guild_id, member: { user: sender, roles: [], permissions: '0' } }),
      locale: 'de',
      entitlements: [],
      authorizing_integration_owners: {},
      attachment_size_limit: 10_485_760,
      ...(message && { message }),
    });
    return { interactionId: id };
  }

  return {
    userSends: ({ text, more, ...who }) => post(who, { content: text, ...more }),
    userSendsFile({ kind, bytes, caption = '', size = bytes.length, ...rest }) {
      const { name = DEFAULTS[kind].name, mime = DEFAULTS[kind].mime, ...who } = rest;
      const file = { id: world.nextId(), filename: name, content_type: mime, size, url: '', proxy_url: '' } as APIAttachment;
      const { messageId } = post(who, {
        content: caption,
        attachments: [file],
        ...(kind === 'voice' && { flags: MessageFlags.IsVoiceMessage }),
      });
      files.set(new URL(fileUrl(who.chat, messageId, name)).pathname, bytes);
      return { messageId };
    },
    userEdits({ messageId, text, chat }) {
      const stored = world.find(chat, messageId);
      if (!stored) throw new Error(`no message ${messageId} in chat ${chat}`);
      stored.message = { ...stored.message, content: text, edited_timestamp: world.now() };
      gateway.dispatch('MESSAGE_UPDATE', { ...stored.message, ...placeOf(chat) });
      return { messageId };
    },
    userPresses({ messageId, data, ...who }) {
      const message = world.find(who.chat, messageId)?.message ?? makeMessage(world, who.chat, world.bot, { id: messageId });
      const pressed = { component_type: ComponentType.Button, custom_id: data, id: 1 };
      return interact(who, 'press', InteractionType.MessageComponent, pressed, message);
    },
    userCommands({ name, value, ...who }) {
      const option = { name: name === 'start' ? 'token' : 'text', type: ApplicationCommandOptionType.String, value };
      return interact(who, 'command', InteractionType.ApplicationCommand, {
        id: '5151',
        name,
        type: ApplicationCommandType.ChatInput,
        ...(value !== undefined && { options: [option] }),
      });
    },
    userSubmits({ interactionId, text }) {
      const { form, chat, messageId = '' } = interactions.get(interactionId) ?? {};
      if (!form || chat === undefined) throw new Error(`no form opened in answer to ${interactionId}`);
      const components = form.components.map((part) => {
        const { component } = part as { component: { custom_id: string } };
        const field = { type: ComponentType.TextInput, id: 2, custom_id: component.custom_id, value: text };
        return { type: ComponentType.Label, id: 1, component: field };
      });
      const data = { custom_id: form.custom_id, components };
      return interact({ chat }, 'form', InteractionType.ModalSubmit, data, world.find(chat, messageId)?.message);
    },
  };
}
