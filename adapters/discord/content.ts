import type { IncomingFile } from '../../src/ports/chat.ts';
import type { DiscordMessage, DiscordWritten } from './schema.ts';

/** Discord, message flags: the attachment is a voice message. */
const IS_VOICE_MESSAGE = 1 << 13;

/** Addresses of attachments are good for a day: a ref names the attachment by its place instead, `channel/message/attachment`. */
export function filesOf({ channel_id, id, ...message }: DiscordMessage): IncomingFile[] {
  const place = `${channel_id}/${id}`;
  const handedOn = (message.message_snapshots ?? []).flatMap((snapshot) => attached(place, snapshot.message));
  return [...attached(place, message), ...handedOn.map((file) => ({ ...file, foreign: true }))];
}

function attached(place: string, { attachments, flags = 0 }: DiscordWritten): IncomingFile[] {
  return attachments.map((file) => {
    const mime = file.content_type?.split(';')[0]?.trim() || 'application/octet-stream';
    const kind = kindOf(mime, (flags & IS_VOICE_MESSAGE) !== 0);
    return { ref: `${place}/${file.id}`, kind, name: file.filename, mime, size: file.size };
  });
}

function kindOf(mime: string, isVoice: boolean): IncomingFile['kind'] {
  if (isVoice) return 'voice';
  const [family] = mime.split('/');
  return family === 'audio' || family === 'image' || family === 'video' ? family : 'document';
}

/** In plain words what a message carries besides text and files, so that nothing is silently lost; empty without such. */
export function otherContent({ sticker_items: stickers = [], poll }: DiscordWritten): string {
  const words = stickers.map(({ name }) => `[sticker: ${name}]`);
  if (poll) {
    const answers = poll.answers.map(({ poll_media }) => poll_media.text ?? '').join(' / ');
    words.push(`[poll: ${poll.question.text ?? ''} (${answers})]`);
  }
  return words.join('\n');
}
