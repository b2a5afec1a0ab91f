import type { Message, WebhookInfo } from '@grammyjs/types';
import { CAPTION_LIMIT, checkEntities, checkKeyboard, checkText, DOWNLOAD_LIMIT, TEXT_LIMIT, UPLOAD_LIMIT } from './limits.ts';
import type { UpdateQueue } from './updates.ts';
import { type MethodCall, type Payload, refuse, shortHash, TelegramRefusal } from './wire.ts';
import { type StoredMessage, toChat, type World } from './world.ts';

export interface BotState {
  webhook: { url: string; secret: string | undefined } | undefined;
  commands: { command: string; description: string }[];
}

interface Room {
  readonly world: World;
  readonly queue: UpdateQueue;
  readonly state: BotState;
}

type Method = (room: Room, call: MethodCall, closed: AbortSignal) => unknown;

const METHODS: Record<string, Method> = {
  getMe: ({ world }) => world.bot,
  getUpdates: ({ queue, state }, { payload }, closed) => {
    if (state.webhook) {
      throw new TelegramRefusal(409, `Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first`);
    }
    return queue.poll(payload, closed);
  },
  setWebhook: ({ queue, state }, { payload }) => {
    const secret = payload.secret_token as string | undefined;
    if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) refuse('secret token contains unallowed characters');
    state.webhook = payload.url === '' ? undefined : { url: String(payload.url), secret };
    if (state.webhook) queue.kick('Conflict: terminated by setWebhook request');
    return true;
  },
  deleteWebhook: ({ queue, state }, { payload }) => {
    state.webhook = undefined;
    if (payload.drop_pending_updates === true) queue.drop();
    return true;
  },
  getWebhookInfo: ({ queue, state }): WebhookInfo => ({
    url: state.webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: queue.pending().length,
  }),
  setMyCommands: ({ state }, { payload }) => {
    const commands = payload.commands as BotState['commands'];
    if (commands.length > 100) refuse('too many commands');
    for (const { command, description } of commands) {
      if (!/^[a-z0-9_]{1,32}$/.test(command)) refuse('BOT_COMMAND_INVALID');
      if (description.length < 1 || description.length > 256) refuse('BOT_COMMAND_DESCRIPTION_INVALID');
    }
    state.commands = commands;
    return true;
  },
  sendMessage: ({ world }, { payload }) => {
    const text = checkText(payload.text, TEXT_LIMIT);
    return post(world, payload, { text, entities: checkEntities(text, payload.entities) });
  },
  sendDocument: (room, call) => sendFile(room, call, 'document'),
  sendPhoto: (room, call) => sendFile(room, call, 'photo'),
  sendVoice: (room, call) => sendFile(room, call, 'voice'),
  sendAudio: (room, call) => sendFile(room, call, 'audio'),
  editMessageText: ({ world }, { payload }) => {
    const stored = own(world, payload);
    if (stored.message.text === undefined) refuse('there is no text in the message to edit');
    const text = checkText(payload.text, TEXT_LIMIT);
    return edit(world, stored, payload, { text, entities: checkEntities(text, payload.entities) });
  },
  editMessageCaption: ({ world }, { payload }) => {
    const stored = own(world, payload);
    const caption = checkText(payload.caption ?? '', CAPTION_LIMIT);
    return edit(world, stored, payload, { caption, caption_entities: checkEntities(caption, payload.caption_entities) });
  },
  editMessageReplyMarkup: ({ world }, { payload }) => edit(world, own(world, payload), payload, {}),
  deleteMessage: ({ world }, { payload }) => {
    world.messages.splice(world.messages.indexOf(own(world, payload)), 1);
    return true;
  },
  answerCallbackQuery: ({ world }, { payload }) => {
    const id = String(payload.callback_query_id);
    const text = String(payload.text ?? '');
    if (!world.answers.has(id)) refuse('query is too old and response timeout expired or query ID is invalid');
    if (text.length > 200) refuse('MESSAGE_TOO_LONG');
    world.answers.set(id, text);
    return true;
  },
  sendChatAction: ({ world }, { payload }) => {
    reachable(world, payload);
    return true;
  },
  getFile: ({ world }, { payload }) => {
    const file = world.files.get(String(payload.file_id));
    if (!file) return refuse('wrong file_id or the file is temporarily unavailable');
    if (file.size > DOWNLOAD_LIMIT) return refuse('file is too big');
    return { file_id: payload.file_id, file_unique_id: payload.file_id, file_size: file.size, file_path: file.path };
  },
};

/** Runs one Bot API method; throws TelegramRefusal with the platform's own words. */
export async function runMethod(room: Room, call: MethodCall, closed: AbortSignal): Promise<unknown> {
  const method = METHODS[call.method];
  if (!method) throw new TelegramRefusal(404, 'Not Found');
  return await method(room, call, closed);
}

function reachable(world: World, payload: Payload): number {
  const chat = Number(payload.chat_id);
  if (payload.chat_id === undefined || Number.isNaN(chat)) return refuse('chat_id is empty');
  if (world.missing.has(chat)) return refuse('chat not found');
  if (world.blocked.has(chat)) throw new TelegramRefusal(403, 'Forbidden: bot was blocked by the user');
  return chat;
}

function own(world: World, payload: Payload): StoredMessage {
  const stored = world.find(reachable(world, payload), Number(payload.message_id));
  if (!stored) return refuse('message to edit not found');
  if (stored.message.from?.id !== world.bot.id) return refuse(`message can't be edited`);
  return stored;
}

function post(world: World, payload: Payload, content: Partial<Message>, file?: StoredMessage['file']): Message {
  const chat = toChat(reachable(world, payload));
  const keyboard = checkKeyboard(payload.reply_markup);
  const message = {
    message_id: world.nextMessageId(),
    from: world.bot,
    chat,
    date: world.now(),
    ...content,
    ...(keyboard && { reply_markup: keyboard }),
  } as Message;
  const preview = payload.link_preview_options as { is_disabled?: boolean } | undefined;
  world.messages.push({
    message,
    silent: payload.disable_notification === true,
    previewDisabled: preview?.is_disabled === true,
    ...(file && { file }),
  });
  return message;
}

function edit(world: World, stored: StoredMessage, payload: Payload, content: Partial<Message>): Message {
  const { message } = stored;
  const keyboard = checkKeyboard(payload.reply_markup);
  const { reply_markup, edit_date, ...rest } = message;
  const edited = { ...rest, ...content, ...(keyboard && keyboard.inline_keyboard.length > 0 && { reply_markup: keyboard }) };
  if (JSON.stringify(edited) === JSON.stringify({ ...rest, ...(reply_markup && { reply_markup }) })) {
    refuse(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  stored.message = { ...edited, edit_date: world.now() } as Message;
  return stored.message;
}

function sendFile({ world }: Room, { payload, uploads }: MethodCall, kind: 'document' | 'photo' | 'voice' | 'audio'): Message {
  reachable(world, payload);
  const reference = String(payload[kind] ?? '');
  const upload = uploads.get(reference.replace('attach://', '')) ?? uploads.get(kind);
  if (!upload) return refuse(`there is no ${kind} in the request`);
  if (upload.bytes.length > UPLOAD_LIMIT) throw new TelegramRefusal(413, 'Request Entity Too Large');
  if (upload.bytes.length === 0) refuse('file must be non-empty');
  const caption = checkText(payload.caption ?? '', CAPTION_LIMIT);
  const file_id = `sent-${shortHash(upload.bytes)}`;
  world.files.set(file_id, { path: `${kind}s/${upload.name}`, bytes: upload.bytes, size: upload.bytes.length });
  const info = { file_id, file_unique_id: file_id, file_name: upload.name, file_size: upload.bytes.length };
  const content = {
    [kind]: kind === 'photo' ? [{ ...info, width: 1, height: 1 }] : info,
    ...(caption !== '' && { caption, caption_entities: checkEntities(caption, payload.caption_entities) }),
  };
  return post(world, payload, content, { kind, upload });
}
