import { z } from 'zod';
import { type IncomingMessage, PLATFORMS } from '../ports/chat.ts';

const file = z.object({
  ref: z.string(),
  kind: z.enum(['voice', 'audio', 'image', 'video', 'document']),
  name: z.string(),
  mime: z.string(),
  size: z.number(),
  foreign: z.boolean().exactOptional(),
});

const message = z.object({
  key: z.string(),
  platform: z.enum(PLATFORMS),
  chat: z.string(),
  inside: z.string().exactOptional(),
  page: z.literal(true).exactOptional(),
  direct: z.boolean(),
  user: z.object({ id: z.string(), name: z.string().exactOptional(), language: z.string().exactOptional() }),
  text: z.string(),
  sentAt: z.string(),
  messageId: z.string(),
  replyTo: z.string().exactOptional(),
  foreignText: z.string().exactOptional(),
  edited: z.boolean(),
  files: z.array(file),
});

/** A message as the inbox stored it. */
export function parseIncoming(json: unknown): IncomingMessage {
  return message.parse(json);
}
