import { z } from 'zod';

/** Only what we read of core.telegram.org/bots/api, so that a new field elsewhere never makes a message unreadable. */
const user = z.object({
  id: z.number().int(),
  is_bot: z.boolean(),
  first_name: z.string(),
  last_name: z.string().optional(),
  language_code: z.string().optional(),
});

const chat = z.object({ id: z.number().int(), type: z.string() });

const file = z.object({
  file_id: z.string(),
  file_size: z.number().optional(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
});

/** Somebody without a user name is mentioned by the name that they chose. */
const entity = z.object({ type: z.string(), offset: z.number().int(), length: z.number().int(), user: user.optional() });

const written = z.object({
  message_id: z.number().int(),
  from: user.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  entities: z.array(entity).optional(),
  caption_entities: z.array(entity).optional(),
  forward_origin: z.unknown().optional(),
  via_bot: z.unknown().optional(),
});

export const messageSchema = written.extend({
  chat,
  date: z.number(),
  edit_date: z.number().optional(),
  reply_to_message: written.optional(),
  quote: z.object({ text: z.string() }).optional(),
  voice: file.optional(),
  audio: file.optional(),
  photo: z.array(file).optional(),
  video: file.optional(),
  video_note: file.optional(),
  animation: file.optional(),
  document: file.optional(),
  location: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
  venue: z.object({ title: z.string(), address: z.string() }).optional(),
  contact: z.object({ first_name: z.string(), last_name: z.string().optional(), phone_number: z.string() }).optional(),
  poll: z.object({ question: z.string(), options: z.array(z.object({ text: z.string() })) }).optional(),
  sticker: z.object({ emoji: z.string().optional() }).optional(),
  dice: z.object({ emoji: z.string(), value: z.number() }).optional(),
  story: z.unknown().optional(),
  checklist: z.unknown().optional(),
  rich_message: z.unknown().optional(),
  paid_media: z.unknown().optional(),
  game: z.unknown().optional(),
});

export const updateSchema = z.object({
  update_id: z.number().int(),
  message: messageSchema.optional(),
  edited_message: messageSchema.optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: user,
      data: z.string().optional(),
      message: z.object({ message_id: z.number().int(), chat }).optional(),
    })
    .optional(),
});

export type TelegramMessage = z.infer<typeof messageSchema>;
export type TelegramUser = z.infer<typeof user>;
export type TelegramFile = z.infer<typeof file>;
