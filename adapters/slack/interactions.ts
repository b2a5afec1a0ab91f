import type { IncomingMessage, IncomingPress } from '../../src/ports/chat.ts';
import { toPlain } from './mrkdwn.ts';
import { userId } from './parse.ts';
import { toChat } from './place.ts';
import { commandSchema, formPlace, pressSchema, submissionSchema } from './schema.ts';

/** A slash command: what it says to us, before it is known where to answer. */
export interface ParsedCommand {
  readonly key: string;
  /** Where it was given; nobody but its giver sees it there. */
  readonly channel: string;
  /** As Slack calls the giver. */
  readonly slackUser: string;
  readonly user: IncomingMessage['user'];
  readonly text: string;
}

/** `/adjutant remind ...` is `/remind ...`; the few commands with a name of their own are themselves. */
export function parseSlashCommand(body: unknown): ParsedCommand | undefined {
  const parsed = commandSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { team_id, user_id, user_name, channel_id, command, text, trigger_id } = parsed.data;
  const argument = toPlain(text).trim();
  const line = command === '/adjutant' ? `/${argument.replace(/^\//, '') || 'help'}` : `${command} ${argument}`.trim();
  return {
    key: `slack:${trigger_id}`,
    channel: channel_id,
    slackUser: user_id,
    user: { id: userId(team_id, user_id), ...(user_name && { name: user_name }) },
    text: line,
  };
}

export interface ParsedPress {
  readonly press: IncomingPress;
  /** Opens a window within three seconds. */
  readonly triggerId: string;
}

export function parsePress(body: unknown): ParsedPress | undefined {
  const parsed = pressSchema.safeParse(body);
  const action = parsed.data?.actions[0];
  if (!parsed.success || !action) return undefined;
  const { user, team, channel, message, trigger_id: triggerId } = parsed.data;
  const thread = message.thread_ts && message.thread_ts !== message.ts ? message.thread_ts : undefined;
  return {
    triggerId,
    press: {
      key: `slack:${channel.id}:${message.ts}:${user.id}:${action.action_ts}`,
      platform: 'slack',
      chat: toChat({ channel: channel.id, ...(thread && { thread }) }),
      user: { id: userId(user.team_id ?? team?.id ?? '', user.id) },
      messageId: message.ts,
      button: action.value,
      forms: true,
    },
  };
}

/** What was written in a form of ours, as a message of the person in answer to the pressed one. */
export function parseSubmission(body: unknown, sentAt: string): IncomingMessage | undefined {
  const parsed = submissionSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, team, view } = parsed.data;
  const place = formPlace.safeParse(parseJson(view.private_metadata));
  if (!place.success) return undefined;
  const { chat, inside, message } = place.data;
  return {
    key: `slack:${view.id}`,
    platform: 'slack',
    chat,
    ...(inside && { inside }),
    direct: true,
    user: { id: userId(user.team_id ?? team?.id ?? '', user.id) },
    text: view.state.values.words.words.value ?? '',
    sentAt,
    messageId: view.id,
    replyTo: message,
    edited: false,
    files: [],
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
