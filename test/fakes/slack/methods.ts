import type { HomeView, MessageMetadata, ModalView } from '@slack/types';
import { checkBlocks, checkText } from './limits.ts';
import { type Payload, refuse } from './wire.ts';
import { directOf, type StoredFile, type StoredMessage, type World } from './world.ts';

export interface Room {
  readonly world: World;
  readonly origin: () => string;
  /** Makes a ticket for one line of Socket Mode. */
  readonly ticket: () => string;
}

type Method = (room: Room, payload: Payload) => object;

/** The methods that the bot's token is for; `apps.connections.open` takes the app's. */
export const METHODS: Record<string, Method> = {
  'auth.test': ({ world }) => ({
    user_id: world.bot,
    user: 'adjutant',
    team_id: world.team,
    bot_id: 'B0BOT',
    url: 'https://work.slack.com/',
  }),
  'apps.connections.open': ({ ticket }) => ({ url: ticket() }),
  'users.info': ({ world }, { user }) => {
    const id = String(user);
    const profile = { display_name: id === 'U0ANN' ? 'Ann Lee' : `User ${id}` };
    return {
      user: { id, team_id: world.team, name: id.toLowerCase(), locale: 'de-DE', profile, is_restricted: world.guests.has(id) },
    };
  },
  'conversations.open': (_, { users }) => ({ channel: { id: directOf(String(users)) } }),
  'conversations.history': ({ world }, payload) => {
    const channel = reachable(world, payload);
    const roots = world.messages.filter((message) => message.channel === channel && message.thread === undefined);
    return page(world, roots, payload).reduce(withNewestFirst, { messages: [] as object[], ...rest(world, roots, payload) });
  },
  'conversations.replies': ({ world }, payload) => {
    const channel = reachable(world, payload);
    const thread = world.messages.filter(
      (message) => message.channel === channel && (message.thread === payload.ts || message.ts === payload.ts),
    );
    return { messages: page(world, thread, payload), ...rest(world, thread, payload) };
  },
  'chat.postMessage': ({ world }, payload) => {
    const channel = reachable(world, payload);
    const message: StoredMessage = {
      channel,
      ts: world.nextTs(),
      user: world.bot,
      text: checkText(payload.text),
      blocks: checkBlocks(payload.blocks, 50),
      thread: payload.thread_ts as string | undefined,
      metadata: payload.metadata as MessageMetadata | undefined,
      previewDisabled: payload.unfurl_links === 'false' && payload.unfurl_media === 'false',
      edited: undefined,
      files: [],
    };
    world.messages.push(message);
    return { channel, ts: message.ts };
  },
  'chat.update': ({ world }, payload) => {
    const message = world.find(reachable(world, payload), String(payload.ts));
    if (!message) return refuse('message_not_found');
    if (message.user !== world.bot) refuse('cant_update_message');
    message.text = checkText(payload.text);
    message.blocks = checkBlocks(payload.blocks, 50);
    message.edited = world.nextTs();
    return { channel: message.channel, ts: message.ts };
  },
  'assistant.threads.setStatus': ({ world }, payload) => {
    const channel = reachable(world, { channel: payload.channel_id });
    if (!world.find(channel, String(payload.thread_ts))) refuse('invalid_thread_ts');
    return {};
  },
  'views.publish': ({ world }, { user_id, view }) => {
    const home = view as HomeView;
    checkBlocks(home.blocks, 100);
    world.homes.set(String(user_id), home);
    return { view: { id: world.nextId('V') } };
  },
  'views.open': ({ world }, { trigger_id, view }) => {
    const modal = view as ModalView;
    if (world.modals.has(String(trigger_id))) refuse('exchanged_trigger_id');
    if (modal.title.text.length > 24 || (modal.private_metadata ?? '').length > 3000) refuse('invalid_arguments');
    world.modals.set(String(trigger_id), modal);
    return { view: { id: world.nextId('V') } };
  },
  'files.getUploadURLExternal': ({ world, origin }, { filename, length, alt_txt }) => {
    if (Number(length) < 1) refuse('invalid_arguments');
    if (String(alt_txt ?? '').length > 1000) refuse('alt_txt_too_large');
    const id = world.nextId('F');
    world.files.set(id, {
      id,
      name: String(filename),
      mime: 'application/octet-stream',
      subtype: undefined,
      user: world.bot,
      size: Number(length),
      bytes: new Uint8Array(),
      ...(alt_txt !== undefined && { alt: String(alt_txt) }),
    });
    return { upload_url: `${origin()}/upload/${id}`, file_id: id };
  },
  'files.completeUploadExternal': ({ world }, payload) => {
    const channel = reachable(world, { channel: payload.channel_id });
    const files = (payload.files as { id: string }[]).map(({ id }) => world.files.get(id) ?? refuse('file_not_found'));
    if (files.some((file) => file.bytes.length !== file.size)) refuse('file_update_failed');
    world.messages.push({
      channel,
      ts: world.nextTs(),
      user: world.bot,
      text: '',
      blocks: [],
      thread: payload.thread_ts as string | undefined,
      metadata: undefined,
      previewDisabled: true,
      edited: undefined,
      files,
    });
    return { files: files.map(({ id, name }) => ({ id, title: name })) };
  },
  'files.info': ({ world, origin }, { file }) => {
    const found = world.files.get(String(file)) ?? refuse('file_not_found');
    return {
      file: {
        ...toFile(found),
        url_private: `${origin()}/files/${found.id}`,
        url_private_download: `${origin()}/files/${found.id}`,
      },
    };
  },
};

function reachable(world: World, { channel }: Payload): string {
  const id = String(channel ?? '');
  if (!/^[CD]\w+$/.test(id) || world.gone.has(id)) return refuse('channel_not_found');
  return id;
}

const PAGE = 100;

function within(messages: readonly StoredMessage[], { oldest }: Payload): StoredMessage[] {
  return messages.filter(({ ts }) => oldest === undefined || Number(ts) > Number(oldest));
}

function page(world: World, messages: readonly StoredMessage[], payload: Payload): object[] {
  const start = Number(payload.cursor ?? 0);
  return within(messages, payload)
    .slice(start, start + PAGE)
    .map((message) => toEvent(world, message));
}

function rest(_: World, messages: readonly StoredMessage[], payload: Payload): object {
  const next = Number(payload.cursor ?? 0) + PAGE;
  return { response_metadata: { next_cursor: next < within(messages, payload).length ? String(next) : '' } };
}

function withNewestFirst<T extends { messages: object[] }>(answer: T, message: object): T {
  answer.messages.unshift(message);
  return answer;
}

/** A message as events and histories tell it. */
export function toEvent(world: World, message: StoredMessage): object {
  const { channel, ts, user, text, blocks, thread, metadata, edited, files } = message;
  const replies = world.messages.filter((other) => other.channel === channel && other.thread === ts);
  const root = thread === undefined ? undefined : world.find(channel, thread);
  const isBot = user === world.bot;
  return {
    type: 'message',
    user,
    ts,
    text,
    team: world.team,
    ...(blocks.length > 0 && { blocks }),
    ...(isBot && { bot_id: 'B0BOT', app_id: 'A0APP' }),
    ...(files.length > 0 && { files: files.map(toFile), ...(isBot ? {} : { subtype: 'file_share' }) }),
    ...(thread !== undefined && { thread_ts: thread, parent_user_id: root?.user }),
    ...(replies.length > 0 && { thread_ts: ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts }),
    ...(edited !== undefined && { edited: { user, ts: edited } }),
    ...(metadata && { metadata }),
  };
}

function toFile({ id, name, mime, subtype, size, user }: StoredFile): object {
  return { id, name, user, mimetype: mime, size, mode: 'hosted', ...(subtype && { subtype }) };
}
