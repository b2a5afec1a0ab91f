import type { Download } from '../chat/transcript-source.ts';
import { AppError } from '../ground/errors.ts';
import type { ChatAdapter, Platform } from '../ports/chat.ts';

/** Fetches what came with a message from the platform that still holds it. */
export function createDownload(adapters: ReadonlyMap<Platform, ChatAdapter>): Download {
  return async (platform, ref, signal) => {
    const adapter = adapters.get(platform);
    if (!adapter) throw new AppError('not-found', `${platform} is not connected any more, so this file cannot be fetched.`);
    return adapter.download(ref, signal);
  };
}
