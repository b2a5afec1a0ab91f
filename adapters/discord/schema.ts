import { z } from 'zod';

/** Only what we read of Discord's API v10, so that a new field elsewhere never makes a message unreadable. */
const id = z.string().regex(/^\d{1,20}$/);

const user = z.object({
  id,
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});

const attachment = z.object({
  id,
  filename: z.string(),
  content_type: z.string().optional(),
  size: z.number(),
  url: z.string(),
});

const written = z.object({
  content: z.string(),
  attachments: z.array(attachment).default([]),
  sticker_items: z.array(z.object({ name: z.string() })).optional(),
  poll: z
    .object({
      question: z.object({ text: z.string().optional() }),
      answers: z.array(z.object({ poll_media: z.object({ text: z.string().optional() }) })),
    })
    .optional(),
  flags: z.number().optional(),
});

const handedOn = z.object({ message_snapshots: z.array(z.object({ message: written })).optional() });

export const messageSchema = written.extend({
  ...handedOn.shape,
  id,
  channel_id: id,
  guild_id: id.optional(),
  author: user,
  webhook_id: id.optional(),
  timestamp: z.iso.datetime({ offset: true }),
  edited_timestamp: z.iso.datetime({ offset: true }).nullish(),
  type: z.number(),
  mentions: z.array(user).default([]),
  message_reference: z.object({ type: z.number().optional(), message_id: id.optional() }).optional(),
  referenced_message: written.extend({ ...handedOn.shape, author: user, webhook_id: id.optional() }).nullish(),
});

const option = z.object({ value: z.union([z.string(), z.number(), z.boolean()]).optional() });
const field = z.object({ value: z.string().optional() });

export const interactionSchema = z.object({
  id,
  application_id: id,
  type: z.number(),
  token: z.string(),
  channel_id: id.optional(),
  guild_id: id.optional(),
  user: user.optional(),
  member: z.object({ user }).optional(),
  locale: z.string().optional(),
  message: z.object({ id }).optional(),
  data: z
    .object({
      name: z.string().optional(),
      options: z.array(option).optional(),
      custom_id: z.string().optional(),
      component_type: z.number().optional(),
      components: z.array(z.object({ component: field.optional() })).optional(),
    })
    .optional(),
});

export const applicationSchema = z.object({ id, bot: user });
export const sentSchema = z.object({ id });
export const gatewaySchema = z.object({
  url: z.string(),
  shards: z.number(),
  session_start_limit: z.object({
    total: z.number(),
    remaining: z.number(),
    reset_after: z.number(),
    max_concurrency: z.number(),
  }),
});

export type DiscordMessage = z.infer<typeof messageSchema>;
export type DiscordWritten = z.infer<typeof written>;
export type DiscordInteraction = z.infer<typeof interactionSchema>;
export type DiscordUser = z.infer<typeof user>;
