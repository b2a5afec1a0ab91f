import { createOllamaModel } from '../../adapters/models/ollama.ts';
import { discoverOllama, USUAL_OLLAMA_URL } from '../../adapters/models/ollama-discovery.ts';
import { createOllamaEmbedder } from '../../adapters/models/ollama-embedder.ts';
import { createOpenAiModel } from '../../adapters/models/openai.ts';
import { createOpenAiEmbedder } from '../../adapters/models/openai-embedder.ts';
import { createStaticEmbedder } from '../../adapters/models/static-embedder.ts';
import { createAsk } from '../agent/ask.ts';
import { type Brain, createBrain } from '../agent/brain.ts';
import type { Clock } from '../ground/clock.ts';
import type { Settings } from '../ground/config.ts';
import type { Log } from '../ground/log.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { ModelProvider } from '../ports/model.ts';

interface BrainDeps {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
}

/** The model that the settings name, else a running Ollama on its usual address, else none. */
export async function chooseBrain({ settings, clock, log }: BrainDeps): Promise<Brain | undefined> {
  const model = openAi(settings) ?? (await ollama(settings));
  if (!model) return undefined;
  return createBrain({ name: model.name, ask: createAsk({ model, clock, log }), dailyTokenLimit: settings.DAILY_TOKEN_LIMIT });
}

/** The embedder that the settings name, else the one that comes along: English, offline, in this process. */
export function chooseEmbedder(settings: Settings): { readonly embedder: Embedder; readonly embedsHere: boolean } {
  const { OPENAI_EMBEDDING_MODEL, OLLAMA_EMBEDDING_MODEL, OLLAMA_URL = USUAL_OLLAMA_URL } = settings;
  if (OPENAI_EMBEDDING_MODEL) {
    return { embedder: createOpenAiEmbedder({ ...openAiAccess(settings), model: OPENAI_EMBEDDING_MODEL }), embedsHere: false };
  }
  if (OLLAMA_EMBEDDING_MODEL) {
    return { embedder: createOllamaEmbedder({ url: OLLAMA_URL, model: OLLAMA_EMBEDDING_MODEL }), embedsHere: false };
  }
  return { embedder: createStaticEmbedder(), embedsHere: true };
}

function openAi(settings: Settings): ModelProvider | undefined {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL } = settings;
  if (!OPENAI_API_KEY && !OPENAI_BASE_URL) return undefined;
  return createOpenAiModel({ ...openAiAccess(settings), ...(OPENAI_MODEL && { model: OPENAI_MODEL }) });
}

function openAiAccess({ OPENAI_API_KEY, OPENAI_BASE_URL }: Settings) {
  return { ...(OPENAI_API_KEY && { apiKey: OPENAI_API_KEY }), ...(OPENAI_BASE_URL && { baseUrl: OPENAI_BASE_URL }) };
}

async function ollama({ OLLAMA_URL, OLLAMA_MODEL }: Settings): Promise<ModelProvider | undefined> {
  // Named, it is used even if it is not up yet: a message then says what is missing.
  if (OLLAMA_URL && OLLAMA_MODEL) return createOllamaModel({ url: OLLAMA_URL, model: OLLAMA_MODEL });
  const signal = new AbortController().signal;
  const found = await discoverOllama({
    url: OLLAMA_URL ?? USUAL_OLLAMA_URL,
    signal,
    ...(OLLAMA_MODEL && { model: OLLAMA_MODEL }),
  });
  return found && createOllamaModel(found);
}
