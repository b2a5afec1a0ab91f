import type { DeliveryOutcome, OutgoingFile } from '../../src/ports/chat.ts';
import type { SlackClient } from './client.ts';
import { toHarmlessOutcome } from './outcome.ts';
import type { Conversation } from './place.ts';

/** The slowest line on which an upload may still end in time. */
const BYTES_PER_MS = 128;
const LEAST_MS = 20_000;

/** Puts a file into a conversation: its message's id, or why it surely is not there. Rejects when only the last step went wrong. */
export function createUpload({ web, request }: SlackClient) {
  /** Brings the bytes to Slack. Nobody sees them yet, so it may be tried as often as needed. */
  async function bring({ name, bytes, alt }: OutgoingFile): Promise<string> {
    const { upload_url, file_id } = await web.files.getUploadURLExternal({
      filename: name,
      length: bytes.length,
      // Slack's own name for it (docs.slack.dev, files.getUploadURLExternal); the SDK's types have another. What is no image must go without.
      ...(alt !== undefined && { alt_txt: alt }),
    });
    if (!upload_url || !file_id) throw new Error('Slack named no place for the file');
    const init = { method: 'POST', body: bytes, headers: { 'content-type': 'application/octet-stream' } };
    const answer = await request(upload_url, init, LEAST_MS + bytes.length / BYTES_PER_MS);
    if (!answer.ok) throw new Error(`Slack answered ${answer.status} to the upload`);
    return file_id;
  }

  return async ({ channel, thread }: Conversation, file: OutgoingFile): Promise<string | DeliveryOutcome> => {
    const brought = await bring(file).catch(harmless);
    if (typeof brought !== 'string') return brought;
    const place = thread ? { channel_id: channel, thread_ts: thread } : { channel_id: channel };
    await web.files.completeUploadExternal({ files: [{ id: brought, title: file.name }], ...place });
    return `file:${brought}`;
  };
}

function harmless(error: unknown): DeliveryOutcome {
  try {
    return toHarmlessOutcome(error);
  } catch {
    return { state: 'retry', afterMs: 5_000, reason: 'Slack did not take the file.' };
  }
}
