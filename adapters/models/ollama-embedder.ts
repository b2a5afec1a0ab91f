import type { Embedder } from '../../src/ports/embedder.ts';
import { embedInBatches } from './embedding-batches.ts';
import { ollamaClient, ollamaPlace, toOllamaError } from './ollama-client.ts';
import { withOwnSignal } from './own-signal.ts';

export interface OllamaEmbedderSettings {
  readonly url: string;
  readonly model: string;
}

/** An embedding model that Ollama runs. Rejects like a ModelProvider. */
export function createOllamaEmbedder({ url, model }: OllamaEmbedderSettings): Embedder {
  const place = ollamaPlace(url, model, 'OLLAMA_EMBEDDING_MODEL');
  return {
    model: `ollama/${model}`,
    embed: (texts, signal) =>
      withOwnSignal(signal, async (own) => {
        const client = await ollamaClient(url, own, place);
        const send = async (input: string[]) => (await client.embed({ model, input })).embeddings;
        return embedInBatches(texts, send, place).catch((error: unknown) => {
          throw toOllamaError(error, place);
        });
      }),
  };
}
