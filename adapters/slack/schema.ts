import { z } from 'zod';

/** Only what we read of docs.slack.dev, so that a new field elsewhere never makes a message unreadable. */
const file = z.object({
  id: z.string(),
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
  /** Who uploaded or recorded it: not always who wrote the message. */
  user: z.string().nullish(),
  /** `slack_audio` and `slack_video` for clips that were recorded in Slack. */
  subtype: z.string().nullish(),
  /** `hosted` by Slack; others are links, deleted or over the workspace's limit. */
  mode: z.string().nullish(),
});

const attachment = z.object({
  text: z.string().nullish(),
  fallback: z.string().nullish(),
  author_name: z.string().nullish(),
  is_share: z.boolean().nullish(),
  is_msg_unfurl: z.boolean().nullish(),
});

const written = z.object({
  subtype: z.string().nullish(),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  /** The sender's workspace; in a shared channel another than ours. */
  team: z.string().nullish(),
  user_team: z.string().nullish(),
  text: z.string().nullish(),
  ts: z.string(),
  thread_ts: z.string().nullish(),
  parent_user_id: z.string().nullish(),
  edited: z.object({ ts: z.string() }).nullish(),
  files: z.array(file).nullish(),
  attachments: z.array(attachment).nullish(),
});

const event = written.extend({
  type: z.literal(['message', 'app_mention']),
  channel: z.string(),
  channel_type: z.string().nullish(),
  message: written.nullish(),
  previous_message: written.nullish(),
});

export const eventSchema = z.object({ team_id: z.string(), event });

export const homeSchema = z.object({
  team_id: z.string(),
  event_id: z.string(),
  event_time: z.number(),
  event: z.object({ user: z.string(), channel: z.string(), tab: z.string() }),
});

export const commandSchema = z.object({
  team_id: z.string(),
  user_id: z.string(),
  user_name: z.string().optional(),
  channel_id: z.string(),
  command: z.string(),
  text: z.string().default(''),
  trigger_id: z.string(),
});

const user = z.object({ id: z.string(), team_id: z.string().nullish() });
const team = z.object({ id: z.string() }).nullish();

export const pressSchema = z.object({
  user,
  team,
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }),
  message: z.object({ ts: z.string(), thread_ts: z.string().nullish() }),
  actions: z.array(z.object({ value: z.string(), action_ts: z.string() })).min(1),
});

/** What a form of ours carries along, beside what is written in it. */
export const formPlace = z.object({ chat: z.string(), inside: z.string().exactOptional(), message: z.string() });

export const submissionSchema = z.object({
  user,
  team,
  view: z.object({
    id: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: z.object({ words: z.object({ words: z.object({ value: z.string().nullish() }) }) }) }),
  }),
});

/** A message as the history of a conversation tells it. */
export const pastSchema = written.extend({
  latest_reply: z.string().nullish(),
  metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).nullish(),
});

export type SlackEvent = z.infer<typeof event>;
export type SlackWritten = z.infer<typeof written>;
export type SlackFile = z.infer<typeof file>;
export type PastMessage = z.infer<typeof pastSchema>;
