import { largestChatModel, ollamaTags } from './ollama-models.ts';

export const USUAL_OLLAMA_URL = 'http://127.0.0.1:11434';

const PATIENCE_MS = 300;

interface Discovery {
  readonly url: string;
  /** Taken as it is; without one the largest installed chat model is. */
  readonly model?: string | undefined;
  readonly signal: AbortSignal;
}

/** Whether an Ollama with a chat model answers within 300 ms. Whatever else is there, or nothing, gives undefined. */
export async function discoverOllama({ url, model, signal }: Discovery): Promise<{ url: string; model: string } | undefined> {
  const listed = await listModels(url, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]));
  signal.throwIfAborted();
  const found = listed && (model ?? largestChatModel(listed));
  return found === undefined ? undefined : { url, model: found };
}

async function listModels(url: string, signal: AbortSignal) {
  try {
    const response = await fetch(`${url}/api/tags`, { signal });
    return ollamaTags.safeParse(await response.json()).data?.models;
  } catch {
    return undefined;
  }
}
