import { Temporal } from 'temporal-polyfill';
import type { IncomingMessage } from '../../src/ports/chat.ts';
import { filesOf, foreignContent } from './content.ts';
import { splitQuotes, toPlain } from './mrkdwn.ts';
import { homeChat, toChat } from './place.ts';
import { eventSchema, homeSchema, type SlackEvent, type SlackWritten } from './schema.ts';

/** Who we are in the workspace. */
export interface Bot {
  readonly team: string;
  readonly user: string;
  readonly name: string;
}

export type ParsedEvent =
  | { readonly kind: 'message'; readonly message: IncomingMessage }
  /** Nothing for us; it is acknowledged all the same. */
  | { readonly kind: 'skip'; readonly reason: 'unreadable' | 'not-for-us' };

const NOT_FOR_US: ParsedEvent = { kind: 'skip', reason: 'not-for-us' };
const UNREADABLE: ParsedEvent = { kind: 'skip', reason: 'unreadable' };
/** A message of a person with these is one like any other. */
const WRITTEN = ['file_share', 'thread_broadcast', 'me_message'];

/** The same message has the same key, however often and by whatever event it comes: its key is its place and its `ts`. */
export function parseEvent(body: unknown, bot: Bot): ParsedEvent {
  const parsed = eventSchema.safeParse(body);
  if (!parsed.success) return UNREADABLE;
  const { team_id, event } = parsed.data;
  const direct = event.channel_type === 'im' || event.channel.startsWith('D');
  // In a channel only what is said to us; Slack brings it as both kinds of event where both are subscribed to.
  if (event.type === 'message' ? !direct : direct) return NOT_FOR_US;
  const written = event.subtype === 'message_changed' ? corrected(event) : event;
  if (!written?.user || written.bot_id || written.user === bot.user) return NOT_FOR_US;
  if (written.subtype && !WRITTEN.includes(written.subtype)) return NOT_FOR_US;
  return toMessage(written, { team: team_id, channel: event.channel, direct, edited: written !== event }, bot);
}

/** What the message says now, when its writer changed the words; Slack tells of its own link previews in the same way. */
function corrected({ message, previous_message: before }: SlackEvent): SlackWritten | undefined {
  return message?.edited && message.text !== before?.text ? message : undefined;
}

interface Where {
  readonly team: string;
  readonly channel: string;
  readonly direct: boolean;
  readonly edited: boolean;
}

function toMessage(written: SlackWritten, { team, channel, direct, edited }: Where, bot: Bot): ParsedEvent {
  const { ts, user } = written;
  const content = contentOf(written, bot);
  if (!user || !content) return NOT_FOR_US;
  const changed = edited ? written.edited?.ts : undefined;
  const message: IncomingMessage = {
    key: ['slack', team, channel, ts, changed].filter((part) => part !== undefined).join(':'),
    platform: 'slack',
    ...(direct ? placeOf(written, channel, bot) : { chat: channel }),
    direct,
    user: { id: userId(written.user_team ?? written.team ?? team, user) },
    ...content,
    sentAt: instantOf(changed ?? ts).toString(),
    messageId: ts,
    edited,
  };
  return { kind: 'message', message };
}

/** Undefined when there is nothing to read in it. */
function contentOf(written: SlackWritten, bot: Bot): Pick<IncomingMessage, 'text' | 'foreignText' | 'files'> | undefined {
  const { own, quoted } = splitQuotes(written.text ?? '');
  const text = toPlain(withoutAddress(own, bot));
  const foreignText = [toPlain(quoted), ...foreignContent(written)].filter(Boolean).join('\n\n');
  const files = filesOf(written);
  const isEmpty = text === '' && foreignText === '' && files.length === 0;
  return isEmpty ? undefined : { text, ...(foreignText && { foreignText }), files };
}

/** Flat, or in a thread; one that goes on from a message of ours answers it. */
function placeOf({ ts, thread_ts: root, parent_user_id }: SlackWritten, channel: string, bot: Bot) {
  if (!root || root === ts) return { chat: channel };
  return { chat: toChat({ channel, thread: root }), inside: channel, ...(parent_user_id === bot.user && { replyTo: root }) };
}

/** Opening the App Home asks for its page by the command `/home`, which is answered on the page itself. */
export function parseHomeOpened(body: unknown): ParsedEvent {
  const parsed = homeSchema.safeParse(body);
  if (!parsed.success) return UNREADABLE;
  const { team_id, event_id, event_time, event } = parsed.data;
  if (event.tab !== 'home') return NOT_FOR_US;
  const message: IncomingMessage = {
    key: `slack:${event_id}`,
    platform: 'slack',
    chat: homeChat(event.user),
    inside: event.channel,
    page: true,
    direct: true,
    user: { id: userId(team_id, event.user) },
    text: '/home',
    sentAt: instantOf(String(event_time)).toString(),
    messageId: event_id,
    edited: false,
    files: [],
  };
  return { kind: 'message', message };
}

/** Ids of users count within their workspace only: somebody of another one, in a shared channel, is somebody else. */
export function userId(team: string, user: string): string {
  return `${team}:${user}`;
}

/** Slack's `ts` is seconds with a fraction that tells messages of one second apart. */
export function instantOf(ts: string): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(Number(ts) * 1000));
}

function withoutAddress(text: string, bot: Bot): string {
  return text.replace(new RegExp(`^(\\s*<@${bot.user}(\\|[^>]*)?>[\\s,:]*)+`), '');
}
