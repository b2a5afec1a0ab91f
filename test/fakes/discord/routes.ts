import { type APIMessage, MessageFlags } from 'discord-api-types/v10';
import { type Interactions, isOff } from './interactions.ts';
import { checkButtons, checkCommands, checkContent } from './limits.ts';
import { badForm, type Call, DiscordRefusal, type Payload } from './wire.ts';
import { makeMessage, type StoredMessage, type World } from './world.ts';

export interface Room {
  readonly world: World;
  readonly interactions: Interactions;
  readonly state: { commands: Payload[] };
  readonly gatewayUrl: () => string;
  readonly fileUrl: (chat: string, message: string, name: string) => string;
  readonly dispatch: (t: string, d: unknown) => void;
}

type Route = (room: Room, call: Call) => unknown;

const ROUTES: Record<string, Route> = {
  'GET /applications/@me': ({ world }) => ({ id: world.applicationId, name: 'Adjutant', bot: world.bot, flags: 0 }),
  'GET /users/@me': ({ world }) => world.bot,
  'GET /gateway/bot': ({ gatewayUrl }) => ({
    url: gatewayUrl(),
    shards: 1,
    session_start_limit: { total: 1000, remaining: 1000, reset_after: 14_400_000, max_concurrency: 1 },
  }),
  'GET /applications/:id/commands': ({ state }, { query }) => {
    const full = query.get('with_localizations') === 'true';
    return state.commands.map((command) => (full ? command : without(command)));
  },
  'PUT /applications/:id/commands': ({ state, world }, { payload }) => {
    // As Discord stores them: with ids, and with what was left out as its default.
    state.commands = checkCommands(payload).map((command) => ({
      id: world.nextId(),
      application_id: world.applicationId,
      version: world.nextId(),
      default_member_permissions: null,
      nsfw: false,
      name_localizations: null,
      description_localizations: null,
      ...command,
    }));
    return state.commands;
  },
  'POST /channels/:id/messages': (room, call) => post(room, call),
  'GET /channels/:id/messages': ({ world }, { ids, query }) => {
    const chat = reachable(world, ids[0]);
    const limit = Number(query.get('limit') ?? 50);
    if (limit < 1 || limit > 100) badForm('limit');
    const after = query.get('after');
    const own = world.messages.filter(({ message, ephemeral }) => message.channel_id === chat && !ephemeral);
    const messages = own.map(({ message }) => message).filter(({ id }) => after === null || BigInt(id) > BigInt(after));
    // The oldest behind `after`, or the newest of all; newest first in both cases.
    return (after === null ? messages.slice(-limit) : messages.slice(0, limit)).toReversed();
  },
  'GET /channels/:id/messages/:id': ({ world }, { ids }) => found(world, ids[0], ids[1]).message,
  'PATCH /channels/:id/messages/:id': ({ world }, { ids, payload, uploads }) => {
    const stored = found(world, ids[0], ids[1]);
    if (stored.message.author.id !== world.bot.id) {
      throw new DiscordRefusal(403, 50005, 'Cannot edit a message authored by another user');
    }
    const content = checkContent(payload, stored.files.length > 0 ? stored.files : uploads);
    const components = checkButtons(payload.components);
    const silent = (stored.message.flags ?? 0) & MessageFlags.SuppressNotifications;
    const flags = silent | (Number(payload.flags ?? 0) & MessageFlags.SuppressEmbeds);
    stored.message = { ...stored.message, content, components, flags, edited_timestamp: world.now() } as APIMessage;
    stored.mentionsOff = isOff(payload.allowed_mentions);
    return stored.message;
  },
  'POST /channels/:id/typing': ({ world }, { ids }) => void reachable(world, ids[0]),
  'POST /interactions/:id/:token/callback': ({ interactions }, call) => interactions.callback(call),
  'PATCH /webhooks/:id/:token/messages/@original': ({ interactions }, call) => interactions.editOriginal(call),
  'DELETE /webhooks/:id/:token/messages/@original': ({ interactions }, call) => interactions.deleteOriginal(call),
};

/** Runs one request; throws DiscordRefusal with the platform's own words. */
export function runRoute(room: Room, call: Call): unknown {
  const route = ROUTES[call.route];
  if (!route) throw new DiscordRefusal(404, 0, '404: Not Found');
  return route(room, call);
}

function without(command: Payload): Payload {
  const { name_localizations: _, description_localizations: __, ...rest } = command;
  return rest;
}

function reachable(world: World, chat = ''): string {
  if (world.missing.has(chat)) throw new DiscordRefusal(404, 10003, 'Unknown Channel');
  return chat;
}

function found(world: World, chat: string | undefined, messageId = ''): StoredMessage {
  const stored = world.find(reachable(world, chat), messageId);
  if (!stored) throw new DiscordRefusal(404, 10008, 'Unknown Message');
  return stored;
}

/** How long a nonce is known; Discord says "a few minutes". */
const NONCE_MS = 3 * 60_000;

/** Discord, create message: with `enforce_nonce` the same nonce of the last minutes gives the message that is there. */
function post({ world, fileUrl, dispatch }: Room, { ids, payload, uploads }: Call): APIMessage {
  const chat = reachable(world, ids[0]);
  if (world.blocked.has(chat)) throw new DiscordRefusal(403, 50007, 'Cannot send messages to this user');
  const nonce = payload.nonce as string | undefined;
  if (nonce !== undefined && (typeof nonce !== 'string' || nonce.length > 25)) badForm('nonce[BASE_TYPE_MAX_LENGTH]');
  const known =
    payload.enforce_nonce === true &&
    world.messages.find(
      (one) =>
        one.nonce === nonce && one.message.channel_id === chat && Date.parse(one.message.timestamp) > world.ms() - NONCE_MS,
    );
  if (known) return known.message;
  const content = checkContent(payload, uploads);
  const flags = Number(payload.flags ?? 0);
  if (flags & ~(MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications)) badForm('flags');
  const message = makeMessage(world, chat, world.bot, { content, components: checkButtons(payload.components), flags });
  const described = (payload.attachments ?? []) as { readonly id: number; readonly description?: string }[];
  if (described.some(({ description = '' }) => description.length > 1024))
    badForm('attachments[0].description[BASE_TYPE_MAX_LENGTH]');
  message.attachments = uploads.map(({ name, mime, bytes }, index) => ({
    id: `${message.id}${index}`,
    filename: name,
    ...described.filter(({ id }) => id === index).map(({ description = '' }) => ({ description }))[0],
    content_type: mime,
    size: bytes.length,
    url: fileUrl(chat, message.id, name),
    proxy_url: fileUrl(chat, message.id, name),
  }));
  world.messages.push({
    message,
    files: uploads,
    mentionsOff: isOff(payload.allowed_mentions),
    nonce,
    ephemeral: false,
  });
  dispatch('MESSAGE_CREATE', { ...message, nonce });
  return message;
}
