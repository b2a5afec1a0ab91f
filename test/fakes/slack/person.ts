import type { ActionsBlock, InputBlock, PlainTextInput } from '@slack/types';
import type { Envelope, Envelopes } from './envelopes.ts';
import { toEvent } from './methods.ts';
import type { Payload } from './wire.ts';
import { directOf, type StoredFile, type StoredMessage, userOf, type World } from './world.ts';

interface Who {
  /** A `D...` is a direct conversation, a `C...` a channel. */
  readonly chat: string;
  /** The person's id; in a direct conversation its own unless told. */
  readonly user?: string;
  /** The workspace they belong to, when it is not ours. */
  readonly team?: string;
}

export interface PersonSends extends Who {
  readonly text: string;
  /** The message whose thread it goes on in. */
  readonly thread?: string;
  /** Anything else that the message carries, such as `attachments`. */
  readonly more?: Payload;
}

export interface PersonSendsFile extends Who {
  readonly kind: 'voice' | 'audio' | 'photo' | 'video' | 'document';
  readonly name?: string;
  readonly mime?: string;
  readonly bytes: Uint8Array;
  readonly caption?: string;
  readonly size?: number;
  /** The user who uploaded the file before, when the message only shares it again. */
  readonly uploader?: string;
}

export interface SentByPerson {
  readonly envelope: Envelope;
  readonly messageId: string;
}

/** What people do on their side of Slack; each becomes an envelope for the app. */
export interface People {
  userSends(what: PersonSends): SentByPerson;
  userSendsFile(what: PersonSendsFile): SentByPerson & { readonly fileId: string };
  userEdits(what: Who & { readonly messageId: string; readonly text: string }): SentByPerson;
  /** Presses a button; `queryId` is what `answerTo` and `windowOf` want. */
  userPresses(what: Who & { readonly messageId: string; readonly data: string }): { envelope: Envelope; queryId: string };
  /** Gives a slash command, such as `/adjutant` and `remind tomorrow call Ana`. */
  userRuns(what: Who & { readonly command: string; readonly text?: string }): Envelope;
  /** Saves the window that opened for a press with other words in it. */
  userSubmits(queryId: string, words: string): Envelope;
  /** Opens our App Home. */
  userOpensHome(user: string): Envelope;
  /** Any event, exactly as given. */
  pushEvent(event: Payload): Envelope;
}

const KINDS = {
  voice: { mime: 'audio/mp4', name: 'audio_message.m4a', subtype: 'slack_audio' },
  audio: { mime: 'audio/mpeg', name: 'song.mp3', subtype: undefined },
  photo: { mime: 'image/jpeg', name: 'photo.jpg', subtype: undefined },
  video: { mime: 'video/mp4', name: 'video.mp4', subtype: undefined },
  document: { mime: 'application/pdf', name: 'file.pdf', subtype: undefined },
} as const;

export function createPeople(
  world: World,
  envelopes: Envelopes,
  respondUrl: (queryId: string) => string,
  now: () => number,
): People {
  /** By press, what the window answers. */
  const presses = new Map<string, { readonly user: string }>();

  function pushEvent(event: Payload): Envelope {
    return envelopes.add('events_api', {
      token: 'legacy',
      team_id: world.team,
      api_app_id: 'A0APP',
      type: 'event_callback',
      event_id: world.nextId('Ev'),
      event_time: Math.floor(now() / 1000),
      authorizations: [
        { enterprise_id: null, team_id: world.team, user_id: world.bot, is_bot: true, is_enterprise_install: false },
      ],
      event,
    });
  }

  const place = (channel: string) => ({ channel, ...(channel.startsWith('D') && { channel_type: 'im' }) });

  function post({ chat, user = userOf(chat), team }: Who, content: Partial<StoredMessage>, more: Payload = {}): SentByPerson {
    const message: StoredMessage = {
      channel: chat,
      ts: world.nextTs(),
      user,
      text: '',
      blocks: [],
      thread: undefined,
      metadata: undefined,
      previewDisabled: false,
      edited: undefined,
      files: [],
      ...content,
    };
    world.messages.push(message);
    const mention = chat.startsWith('C') ? { type: 'app_mention' } : {};
    const from = team === undefined ? {} : { team, user_team: team };
    const envelope = pushEvent({
      ...toEvent(world, message),
      ...place(chat),
      event_ts: message.ts,
      ...mention,
      ...from,
      ...more,
    });
    return { envelope, messageId: message.ts };
  }

  const interactive = (payload: Payload, user: string) =>
    envelopes.add('interactive', {
      team: { id: world.team, domain: 'work' },
      user: { id: user, username: user.toLowerCase(), team_id: world.team },
      api_app_id: 'A0APP',
      ...payload,
    });

  return {
    userSends: ({ text, thread, more, ...who }) => post(who, { text, thread }, more),
    userSendsFile({ kind, bytes, name, mime, caption = '', size = bytes.length, uploader, ...who }) {
      const usual = KINDS[kind];
      const user = uploader ?? who.user ?? userOf(who.chat);
      const id = world.nextId('F');
      const { subtype } = usual;
      const file: StoredFile = { id, name: name ?? usual.name, mime: mime ?? usual.mime, subtype, user, size, bytes };
      world.files.set(id, file);
      return { ...post(who, { text: caption, files: [file] }), fileId: id };
    },
    userEdits({ chat, messageId, text }) {
      const stored = world.find(chat, messageId);
      if (!stored) throw new Error(`no message ${messageId} in ${chat}`);
      const previous_message = toEvent(world, stored);
      stored.text = text;
      stored.edited = world.nextTs();
      const message = toEvent(world, stored);
      const event = {
        type: 'message',
        subtype: 'message_changed',
        ...place(chat),
        ts: world.nextTs(),
        message,
        previous_message,
      };
      return { envelope: pushEvent(event), messageId };
    },
    userPresses({ chat, user = userOf(chat), messageId, data }) {
      const queryId = world.nextId('Q');
      presses.set(queryId, { user });
      const stored = world.find(chat, messageId);
      const elements = (stored?.blocks ?? [])
        .filter((block): block is ActionsBlock => block.type === 'actions')
        .flatMap((row) => row.elements);
      const button = elements.find((element) => element.type === 'button' && element.value === data);
      const action_id = button?.action_id ?? 'adjutant-press-0-0';
      const envelope = interactive(
        {
          type: 'block_actions',
          container: { type: 'message', message_ts: messageId, channel_id: chat, is_ephemeral: false },
          trigger_id: queryId,
          channel: { id: chat, name: 'directmessage' },
          message: stored ? toEvent(world, stored) : { type: 'message', ts: messageId },
          state: { values: {} },
          response_url: respondUrl(queryId),
          actions: [
            {
              type: 'button',
              action_id,
              block_id: 'b',
              value: data,
              action_ts: world.nextTs(),
              text: { type: 'plain_text', text: 'x' },
            },
          ],
        },
        user,
      );
      return { envelope, queryId };
    },
    userRuns({ chat, user = userOf(chat), command, text = '' }) {
      const trigger_id = world.nextId('Q');
      return envelopes.add('slash_commands', {
        token: 'legacy',
        team_id: world.team,
        team_domain: 'work',
        channel_id: chat,
        channel_name: chat.startsWith('D') ? 'directmessage' : 'general',
        user_id: user,
        user_name: user.toLowerCase(),
        command,
        text,
        api_app_id: 'A0APP',
        is_enterprise_install: 'false',
        response_url: respondUrl(trigger_id),
        trigger_id,
      });
    },
    userSubmits(queryId, words) {
      const modal = world.modals.get(queryId);
      const user = presses.get(queryId)?.user;
      if (!modal || !user) throw new Error('no window stands open for this press');
      const input = modal.blocks.find((block): block is InputBlock => block.type === 'input');
      const element = input?.element as PlainTextInput | undefined;
      const values = { [input?.block_id ?? '']: { [element?.action_id ?? '']: { type: 'plain_text_input', value: words } } };
      const { callback_id, private_metadata } = modal;
      const view = { id: world.nextId('V'), type: 'modal', hash: '1.a', callback_id, private_metadata, state: { values } };
      return interactive({ type: 'view_submission', trigger_id: world.nextId('Q'), view, response_urls: [] }, user);
    },
    userOpensHome: (user) =>
      pushEvent({ type: 'app_home_opened', user, channel: directOf(user), event_ts: world.nextTs(), tab: 'home' }),
    pushEvent,
  };
}
