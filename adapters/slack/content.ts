import type { IncomingFile } from '../../src/ports/chat.ts';
import { toPlain } from './mrkdwn.ts';
import type { SlackFile, SlackWritten } from './schema.ts';

/** A file that somebody else uploaded, or nobody that Slack names, was only shared again by who wrote the message. */
export function filesOf({ files, user }: SlackWritten): IncomingFile[] {
  return (files ?? []).filter(isHosted).map((file) => ({
    ref: file.id,
    kind: kindOf(file),
    name: file.name || 'file',
    mime: file.mimetype || 'application/octet-stream',
    size: file.size ?? 0,
    ...(!(file.user && file.user === user) && { foreign: true }),
  }));
}

/** Words that are not the sender's: messages they passed on, and files that Slack does not have. */
export function foreignContent({ files, attachments }: SlackWritten): string[] {
  const passedOn = (attachments ?? []).filter(({ is_share, is_msg_unfurl }) => is_share || is_msg_unfurl);
  return [
    ...passedOn.map(({ author_name, text, fallback }) => {
      const words = toPlain(text || fallback || '');
      return author_name ? `${author_name}: ${words}` : words;
    }),
    ...(files ?? [])
      .filter((file) => !isHosted(file))
      .map(({ name }) => `[a file that Slack cannot hand over: ${name || 'no name'}]`),
  ].filter(Boolean);
}

function isHosted({ mode }: SlackFile): boolean {
  return mode === undefined || mode === null || ['hosted', 'snippet', 'canvas', 'email'].includes(mode);
}

function kindOf({ subtype, mimetype }: SlackFile): IncomingFile['kind'] {
  if (subtype === 'slack_audio') return 'voice';
  const [type] = (mimetype ?? '').split('/');
  return type === 'audio' || type === 'image' || type === 'video' ? type : 'document';
}
