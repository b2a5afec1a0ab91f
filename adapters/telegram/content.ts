import type { IncomingFile } from '../../src/ports/chat.ts';
import type { TelegramFile, TelegramMessage } from './schema.ts';

export function filesOf(message: TelegramMessage): IncomingFile[] {
  const photo = message.photo?.reduce((best, size) => ((size.file_size ?? 0) >= (best.file_size ?? 0) ? size : best));
  // An animation comes with the same file again as a document.
  const document = message.animation ? undefined : message.document;
  return [
    toFile(message.voice, 'voice', 'voice.ogg', 'audio/ogg'),
    toFile(message.audio, 'audio', 'audio.mp3', 'audio/mpeg'),
    toFile(photo, 'image', 'photo.jpg', 'image/jpeg'),
    toFile(message.video, 'video', 'video.mp4', 'video/mp4'),
    toFile(message.video_note, 'video', 'video.mp4', 'video/mp4'),
    toFile(message.animation, 'video', 'animation.mp4', 'video/mp4'),
    toFile(document, 'document', 'file', 'application/octet-stream'),
  ].flat();
}

function toFile(file: TelegramFile | undefined, kind: IncomingFile['kind'], name: string, mime: string): IncomingFile[] {
  if (!file) return [];
  return [{ ref: file.file_id, kind, name: file.file_name ?? name, mime: file.mime_type ?? mime, size: file.file_size ?? 0 }];
}

/** In plain words what a message carries besides text and files, so that nothing is silently lost; undefined without such. */
export function otherContent(message: TelegramMessage): string | undefined {
  const { location, venue, contact, poll, sticker, dice } = message;
  if (venue) return `[place: ${venue.title}, ${venue.address}]`;
  if (location) return `[location: ${location.latitude}, ${location.longitude}]`;
  if (contact) {
    return `[contact: ${[contact.first_name, contact.last_name].filter(Boolean).join(' ')}, ${contact.phone_number}]`;
  }
  if (poll) return `[poll: ${poll.question} (${poll.options.map((option) => option.text).join(' / ')})]`;
  if (sticker) return `[sticker ${sticker.emoji ?? ''}]`.replace(' ]', ']');
  if (dice) return `[${dice.emoji} ${dice.value}]`;
  const unread = (['story', 'checklist', 'rich_message', 'paid_media', 'game'] as const).find(
    (kind) => message[kind] !== undefined,
  );
  return unread && `[${unread.replace('_', ' ')}: a kind of message I cannot read]`;
}
