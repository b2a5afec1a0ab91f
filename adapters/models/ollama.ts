import type { ModelAnswer, ModelOptions, ModelProvider, ModelRequest } from '../../src/ports/model.ts';
import { isPrivateAddress } from './model-place.ts';
import { collectOllamaAnswer } from './ollama-answer.ts';
import { ollamaClient, ollamaPlace, toOllamaError } from './ollama-client.ts';
import { toOllamaMessage, toOllamaTool } from './ollama-messages.ts';
import { isCloudModel } from './ollama-models.ts';
import { withOwnSignal } from './own-signal.ts';
import { toPlainHistory } from './plain-history.ts';
import { estimateOutput, estimatePrompt } from './token-estimate.ts';

export interface OllamaModelSettings {
  readonly url: string;
  readonly model: string;
}

const SMALLEST_CONTEXT = 8_192;
const LARGEST_CONTEXT = 131_072;
const ROOM_FOR_ANSWER = 2_048;

/** A model that Ollama runs, with its own streaming and tool calls. */
export function createOllamaModel({ url, model }: OllamaModelSettings): ModelProvider {
  const place = ollamaPlace(url, model, 'OLLAMA_MODEL');
  let takesTools = true;
  let context = SMALLEST_CONTEXT;

  async function ask(withTools: boolean, request: ModelRequest, { signal, onProgress }: ModelOptions): Promise<ModelAnswer> {
    const client = await ollamaClient(url, signal, place);
    const messages = withTools ? request.messages : toPlainHistory(request.messages);
    const estimated = estimatePrompt(request);
    // Ollama silently drops the oldest part of a prompt over its context, 4,096 tokens unless told; a change of size reloads the model.
    while (context < LARGEST_CONTEXT && context < estimated + ROOM_FOR_ANSWER) context *= 2;
    const stream = await client.chat({
      model,
      stream: true,
      messages: messages.map(toOllamaMessage),
      ...(withTools && request.tools.length > 0 && { tools: request.tools.map(toOllamaTool) }),
      options: { num_ctx: context },
    });
    const { text, toolCalls, promptTokens, outputTokens } = await collectOllamaAnswer(
      stream,
      onProgress,
      request.messages.length,
      place,
    );
    return {
      text,
      toolCalls,
      usage: {
        promptTokens: promptTokens ?? estimated,
        outputTokens: outputTokens ?? estimateOutput(text, toolCalls),
      },
      ...(request.tools.length > 0 && !withTools && { withoutTools: true }),
    };
  }

  async function askWithLess(request: ModelRequest, options: ModelOptions): Promise<ModelAnswer> {
    const withTools = takesTools;
    try {
      return await ask(withTools, request, options);
    } catch (error) {
      if (!withTools || !refusesTools(error)) throw error;
      takesTools = false;
      return await ask(false, request, options);
    }
  }

  return {
    name: `Ollama ${model}`,
    local: isPrivateAddress(url) && !isCloudModel(model),
    answer: (request, options) =>
      withOwnSignal(options.signal, (signal) =>
        askWithLess(request, { ...options, signal }).catch((error: unknown) => {
          throw toOllamaError(error, place);
        }),
      ),
  };
}

function refusesTools(error: unknown): boolean {
  return error instanceof Error && error.message.includes('does not support tools');
}
