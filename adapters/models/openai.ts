import type OpenAI from 'openai';
import { z } from 'zod';
import { AppError } from '../../src/ground/errors.ts';
import type { ModelAnswer, ModelOptions, ModelProvider, ModelRequest } from '../../src/ports/model.ts';
import { isPrivateAddress } from './model-place.ts';
import { collectOpenAiAnswer } from './openai-answer.ts';
import { createOpenAiClient, OPENAI_URL, type OpenAiAccess, openAiPlace, toOpenAiError } from './openai-client.ts';
import { toOpenAiMessage, toOpenAiTool } from './openai-messages.ts';
import { withOwnSignal } from './own-signal.ts';
import { toPlainHistory } from './plain-history.ts';
import { estimateOutput, estimatePrompt } from './token-estimate.ts';

const DEFAULT_MODEL = 'gpt-5-mini';

export interface OpenAiModelSettings extends OpenAiAccess {
  /** Without one: gpt-5-mini, or of a server without keys the first chat model that it lists. */
  readonly model?: string | undefined;
}

/** What a compatible server may not know; each is left out from its first refusal on. */
const EXTRAS = ['usage', 'tools'] as const;
type Extra = (typeof EXTRAS)[number];

/** OpenAI's chat completions, and every server that speaks them. */
export function createOpenAiModel(settings: OpenAiModelSettings): ModelProvider {
  const { apiKey, baseUrl = OPENAI_URL } = settings;
  const client = createOpenAiClient(settings);
  let model = settings.model ?? (apiKey === undefined && baseUrl !== OPENAI_URL ? undefined : DEFAULT_MODEL);
  const refused = new Set<Extra>();
  const place = () => openAiPlace(settings, model ?? 'any model', 'OPENAI_MODEL');
  const { host } = place();

  async function ask(
    extras: ReadonlySet<Extra>,
    request: ModelRequest,
    { signal, onProgress }: ModelOptions,
  ): Promise<ModelAnswer> {
    const openai = await client();
    model ??= await firstModel(openai, signal);
    const messages = extras.has('tools') ? request.messages : toPlainHistory(request.messages);
    const stream = await openai.chat.completions.create(
      {
        model,
        stream: true,
        messages: messages.map(toOpenAiMessage),
        ...(extras.has('tools') && request.tools.length > 0 && { tools: request.tools.map(toOpenAiTool) }),
        ...(extras.has('usage') && { stream_options: { include_usage: true } }),
      },
      { signal },
    );
    onProgress();
    const { text, toolCalls, usage } = await collectOpenAiAnswer(stream, onProgress, place());
    return {
      text,
      toolCalls,
      usage: usage ?? { promptTokens: estimatePrompt(request), outputTokens: estimateOutput(text, toolCalls) },
      ...(request.tools.length > 0 && !extras.has('tools') && { withoutTools: true }),
    };
  }

  async function askWithLess(request: ModelRequest, options: ModelOptions): Promise<ModelAnswer> {
    for (;;) {
      const extras = new Set(EXTRAS.filter((extra) => !refused.has(extra)));
      try {
        return await ask(extras, request, options);
      } catch (error) {
        const extra = refusedExtra(error);
        if (extra === undefined || !extras.has(extra)) throw toOpenAiError(error, place());
        refused.add(extra);
      }
    }
  }

  return {
    get name() {
      return model === undefined || host !== 'OpenAI' ? `${model ?? 'Model'} at ${host}` : `OpenAI ${model}`;
    },
    local: isPrivateAddress(baseUrl),
    answer: (request, options) => withOwnSignal(options.signal, (signal) => askWithLess(request, { ...options, signal })),
  };
}

/** The first model of the server's list that is not there for embeddings only. */
async function firstModel(openai: OpenAI, signal: AbortSignal): Promise<string> {
  const { data } = await openai.models.list({ signal });
  const ids =
    z
      .array(z.object({ id: z.string() }))
      .safeParse(data)
      .data?.map(({ id }) => id) ?? [];
  const found = ids.find((id) => !/embed|rerank|whisper/i.test(id)) ?? ids[0];
  if (found === undefined) throw new AppError('not-found', 'The server lists no model. Load one there, or set OPENAI_MODEL.');
  return found;
}

const refusal = z.object({
  status: z.number(),
  param: z.string().nullish().catch(null),
  message: z.string(),
  error: z.unknown(),
});

/**
 * Which extra a server says it does not know. The words differ: OpenAI names the `param`, Ollama says "does not support tools",
 * vLLM '"auto" tool choice requires', llama.cpp "tools param requires --jinja flag", OpenRouter "endpoints found that support tool use".
 */
function refusedExtra(error: unknown): Extra | undefined {
  const parsed = refusal.safeParse(error);
  if (!parsed.success) return undefined;
  const { status, param, message, error: body } = parsed.data;
  if (![400, 404, 422, 500, 501].includes(status)) return undefined;
  const words = `${message} ${JSON.stringify(body ?? '')}`;
  if (param === 'stream_options' || /stream_options|include_usage/.test(words)) return 'usage';
  if (param === 'tools' || param === 'tool_choice') return 'tools';
  // Too long a prompt, or a fault in one tool's schema: the server knows tools, and leaving them out would hide that.
  if (/context_length|maximum context/.test(words) || param?.startsWith('tools')) return undefined;
  const unknown = /\b(support|unsupported|unrecognized|unknown|requires|permitted|allowed|extra_forbidden)\b/i.test(words);
  return unknown && /\btools\b|\btool (choice|use|calling)\b/i.test(words) ? 'tools' : undefined;
}
