import { GrammyError } from 'grammy';
import { AppError } from '../../src/ground/errors.ts';
import type { TelegramApi } from './call.ts';
import { isRefused } from './outcome.ts';

/** Bot API, getFile: files of up to 20 MB. */
const DOWNLOAD_LIMIT = 20 * 1024 * 1024;
const TOO_BIG = 'That file is over 20 MB, more than Telegram hands to a bot. Please send a smaller one, or a link to it.';
const GONE = 'That file is not with Telegram any more. Please send it again.';
const UNREACHABLE = 'Telegram did not hand over the file. Please try again in a moment.';

/** `fileRoot` holds the token: neither it nor an error that quotes it ever leaves this file. */
export async function downloadFile(
  { api, within }: TelegramApi,
  fileRoot: string,
  ref: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const path = await within((own) => api.getFile(ref, own), signal).then((file) => file.file_path, refusal(signal));
  if (path === undefined) throw new AppError('not-found', GONE);
  const address = `${fileRoot}/${path.split('/').map(encodeURIComponent).join('/')}`;
  const answer = await fetch(address, { signal, redirect: 'error' }).catch(refusal(signal));
  if (answer.status === 404) throw new AppError('not-found', GONE);
  if (!answer.ok) throw new AppError('unavailable', UNREACHABLE);
  const bytes = new Uint8Array(await answer.arrayBuffer().catch(refusal(signal)));
  if (bytes.length > DOWNLOAD_LIMIT) throw new AppError('invalid', TOO_BIG);
  return bytes;
}

function refusal(signal: AbortSignal): (error: unknown) => never {
  return (error) => {
    signal.throwIfAborted();
    if (isRefused(error, 400, /too big/i)) throw new AppError('invalid', TOO_BIG);
    const gone = error instanceof GrammyError && (error.error_code === 400 || error.error_code === 404);
    throw gone ? new AppError('not-found', GONE) : new AppError('unavailable', UNREACHABLE);
  };
}
