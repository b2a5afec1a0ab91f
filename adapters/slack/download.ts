import { AppError } from '../../src/ground/errors.ts';
import type { SlackClient } from './client.ts';
import { platformError } from './outcome.ts';

/** Bytes. Slack itself has no limit worth the name; this much is held in memory. */
const DOWNLOAD_LIMIT = 20 * 1024 * 1024;
const DOWNLOAD_MS = 120_000;
const TOO_BIG = 'That file is over 20 MB, more than I take. Please send a smaller one, or a link to it.';
const GONE = 'That file is not with Slack any more. Please send it again.';
const UNREACHABLE = 'Slack did not hand over the file. Please try again in a moment.';

/** The token goes along to Slack's own hosts only, and an answer from elsewhere is not followed. */
export async function downloadFile(
  { web, request }: SlackClient,
  token: string,
  apiUrl: string,
  ref: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const refuse = (error: unknown): never => {
    signal.throwIfAborted();
    const gone = /^(file_not_found|file_deleted|not_visible|access_denied)$/.test(platformError(error) ?? '');
    throw gone ? new AppError('not-found', GONE) : new AppError('unavailable', UNREACHABLE);
  };
  const { file } = await web.files.info({ file: ref }).catch(refuse);
  const address = file?.url_private_download ?? file?.url_private;
  if (!address || !isSlack(address, apiUrl)) throw new AppError('not-found', GONE);
  if ((file?.size ?? 0) > DOWNLOAD_LIMIT) throw new AppError('invalid', TOO_BIG);
  const headers = { authorization: `Bearer ${token}` };
  const answer = await request(address, { headers }, DOWNLOAD_MS, signal).catch(refuse);
  if (answer.status === 404 || answer.status === 410) throw new AppError('not-found', GONE);
  // Without the scope files:read Slack answers with a page that asks to sign in.
  if (!answer.ok || answer.headers.get('content-type')?.startsWith('text/html')) throw new AppError('unavailable', UNREACHABLE);
  return new Uint8Array(await answer.arrayBuffer());
}

function isSlack(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, origin } = new URL(address);
  return origin === new URL(apiUrl).origin || (protocol === 'https:' && /(^|\.)slack\.com$/.test(hostname));
}
