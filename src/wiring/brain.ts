import { createOllamaModel } from '../../adapters/models/ollama.ts';
import { discoverOllama, USUAL_OLLAMA_URL } from '../../adapters/models/ollama-discovery.ts';
import { createOllamaEmbedder } from '../../adapters/models/ollama-embedder.ts';
import { isCloudModel } from '../../adapters/models/ollama-models.ts';
import { createOpenAiModel } from '../../adapters/models/openai.ts';
import { OPENAI_URL, type OpenAiAccess } from '../../adapters/models/openai-client.ts';
import { createOpenAiEmbedder } from '../../adapters/models/openai-embedder.ts';
import { createStaticEmbedder } from '../../adapters/models/static-embedder.ts';
import { createStaticLikeness } from '../../adapters/models/static-likeness.ts';
import { createStaticWords } from '../../adapters/models/static-words.ts';
import { createTranscriber } from '../../adapters/models/transcriber.ts';
import { createAsk } from '../agent/ask.ts';
import { type Brain, createBrain } from '../agent/brain.ts';
import type { Clock } from '../ground/clock.ts';
import type { Settings } from '../ground/config.ts';
import type { Log } from '../ground/log.ts';
import { type Site, siteOf } from '../ground/whereabouts.ts';
import type { Embedder, WordLikeness } from '../ports/embedder.ts';
import type { ModelProvider } from '../ports/model.ts';
import type { Transcriber } from '../ports/transcriber.ts';

interface BrainDeps {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
}

interface ChosenModel {
  readonly model: ModelProvider;
  readonly site: Site;
}

/** The model that the settings name, else a running Ollama on its usual address, else none. */
export async function chooseBrain({ settings, clock, log }: BrainDeps): Promise<Brain | undefined> {
  const chosen = openAi(settings) ?? (await ollama(settings));
  if (!chosen) return undefined;
  const { model, site } = chosen;
  const ask = createAsk({ model, clock, log });
  return createBrain({ name: model.name, ask, dailyTokenLimit: settings.DAILY_TOKEN_LIMIT, site });
}

interface ChosenEmbedder {
  readonly embedder: Embedder;
  readonly likeness: WordLikeness;
  readonly embedsHere: boolean;
  readonly embedderSite?: Site;
}

/** The embedder that the settings name, else the one that comes along: English, offline, in this process. */
export function chooseEmbedder(settings: Settings): ChosenEmbedder {
  const words = createStaticWords();
  const likeness = createStaticLikeness(words);
  const { OPENAI_EMBEDDING_MODEL, OLLAMA_EMBEDDING_MODEL, OLLAMA_URL: url = USUAL_OLLAMA_URL } = settings;
  if (OPENAI_EMBEDDING_MODEL) {
    const access = openAiAccess(settings);
    const embedder = createOpenAiEmbedder({ ...access, model: OPENAI_EMBEDDING_MODEL });
    return { embedder, likeness, embedsHere: false, embedderSite: siteOf(access.baseUrl ?? OPENAI_URL) };
  }
  if (OLLAMA_EMBEDDING_MODEL) {
    const embedder = createOllamaEmbedder({ url, model: OLLAMA_EMBEDDING_MODEL });
    return { embedder, likeness, embedsHere: false, embedderSite: ollamaSite(url, OLLAMA_EMBEDDING_MODEL) };
  }
  return { embedder: createStaticEmbedder(words), likeness, embedsHere: true };
}

/** What writes voice notes down; undefined until it is set. */
export function chooseTranscriber(settings: Settings): Transcriber | undefined {
  const { TRANSCRIBE_URL: url, TRANSCRIBE_KEY: key, TRANSCRIBE_MODEL: model } = settings;
  return url === undefined ? undefined : createTranscriber({ url, key, model });
}

function openAi(settings: Settings): ChosenModel | undefined {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL } = settings;
  if (!OPENAI_API_KEY && !OPENAI_BASE_URL) return undefined;
  const model = createOpenAiModel({ ...openAiAccess(settings), ...(OPENAI_MODEL && { model: OPENAI_MODEL }) });
  return { model, site: siteOf(OPENAI_BASE_URL ?? OPENAI_URL) };
}

function openAiAccess({ OPENAI_API_KEY, OPENAI_BASE_URL }: Settings): OpenAiAccess {
  return { ...(OPENAI_API_KEY && { apiKey: OPENAI_API_KEY }), ...(OPENAI_BASE_URL && { baseUrl: OPENAI_BASE_URL }) };
}

async function ollama({ OLLAMA_URL, OLLAMA_MODEL }: Settings): Promise<ChosenModel | undefined> {
  // Named, it is used even if it is not up yet: a message then says what is missing.
  if (OLLAMA_URL && OLLAMA_MODEL) return ollamaModel({ url: OLLAMA_URL, model: OLLAMA_MODEL });
  const signal = new AbortController().signal;
  const found = await discoverOllama({
    url: OLLAMA_URL ?? USUAL_OLLAMA_URL,
    signal,
    ...(OLLAMA_MODEL && { model: OLLAMA_MODEL }),
  });
  return found && ollamaModel(found);
}

function ollamaModel({ url, model }: { readonly url: string; readonly model: string }): ChosenModel {
  return { model: createOllamaModel({ url, model }), site: ollamaSite(url, model) };
}

/** What an Ollama on this machine runs stays there, but for the models that it only passes on. */
function ollamaSite(url: string, model: string): Site {
  return isCloudModel(model) ? { host: 'ollama.com', where: 'far' } : siteOf(url);
}
