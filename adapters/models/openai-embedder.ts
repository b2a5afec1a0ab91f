import type { Embedder } from '../../src/ports/embedder.ts';
import { embedInBatches } from './embedding-batches.ts';
import { createOpenAiClient, type OpenAiAccess, openAiPlace, toOpenAiError } from './openai-client.ts';
import { withOwnSignal } from './own-signal.ts';

export interface OpenAiEmbedderSettings extends OpenAiAccess {
  readonly model: string;
}

/** OpenAI's embeddings, and every server that speaks them. Rejects like a ModelProvider. */
export function createOpenAiEmbedder(settings: OpenAiEmbedderSettings): Embedder {
  const { model } = settings;
  const client = createOpenAiClient(settings);
  const place = openAiPlace(settings, model, 'OPENAI_EMBEDDING_MODEL');
  return {
    model: `${place.host}/${model}`,
    embed: (texts, signal) =>
      withOwnSignal(signal, async (own) => {
        const openai = await client();
        const send = async (input: string[]) => {
          // Asked for floats, because not every server knows base64, the SDK's own choice.
          const { data } = await openai.embeddings.create({ model, input, encoding_format: 'float' }, { signal: own });
          return data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
        };
        return embedInBatches(texts, send, place).catch((error: unknown) => {
          throw toOpenAiError(error, place);
        });
      }),
  };
}
