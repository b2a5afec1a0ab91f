import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { DiscordApi } from './call.ts';
import { isRefused } from './outcome.ts';
import { messageSchema } from './schema.ts';

/** More than Discord takes from most people; what those who pay send may be larger. */
const DOWNLOAD_LIMIT = 20 * 1024 * 1024;
const DOWNLOAD_MS = 120_000;
const TOO_BIG = 'That file is over 20 MB, more than I take from a chat. Please send a smaller one, or a link to it.';
const GONE = 'That file is not with Discord any more. Please send it again.';
const UNREACHABLE = 'Discord did not hand over the file. Please try again in a moment.';

/** Asks for the message anew: the addresses of attachments expire. */
export async function downloadFile(api: DiscordApi, clock: Clock, ref: string, signal: AbortSignal): Promise<Uint8Array> {
  const [, chat, message, id] = /^(\d+)\/(\d+)\/(\d+)$/.exec(ref) ?? [];
  if (id === undefined) throw new AppError('not-found', GONE);
  const json = await api.request('GET', `/channels/${chat}/messages/${message}`, { signal }).catch(refusal(signal));
  const { success, data } = messageSchema.safeParse(json);
  const all = success ? [data, ...(data.message_snapshots ?? []).map((snapshot) => snapshot.message)] : [];
  const file = all.flatMap(({ attachments }) => attachments).find((one) => one.id === id);
  if (!file) throw new AppError('not-found', GONE);
  if (file.size > DOWNLOAD_LIMIT) throw new AppError('invalid', TOO_BIG);
  const over = new AbortController();
  const settled = new AbortController();
  clock.sleep(DOWNLOAD_MS, settled.signal).then(
    () => over.abort(),
    () => undefined,
  );
  const refuse = refusal(signal);
  try {
    return await fetchBytes(file.url, AbortSignal.any([signal, over.signal]), refuse);
  } finally {
    settled.abort();
  }
}

async function fetchBytes(address: string, signal: AbortSignal, refuse: (error: unknown) => never): Promise<Uint8Array> {
  const answer = await fetch(address, { signal, redirect: 'error' }).catch(refuse);
  if (answer.status === 404) throw new AppError('not-found', GONE);
  if (!answer.ok) throw new AppError('unavailable', UNREACHABLE);
  const bytes = new Uint8Array(await answer.arrayBuffer().catch(refuse));
  if (bytes.length > DOWNLOAD_LIMIT) throw new AppError('invalid', TOO_BIG);
  return bytes;
}

function refusal(signal: AbortSignal): (error: unknown) => never {
  return (error) => {
    signal.throwIfAborted();
    throw isRefused(error) ? new AppError('not-found', GONE) : new AppError('unavailable', UNREACHABLE);
  };
}
