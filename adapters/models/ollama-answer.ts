import { z } from 'zod';
import type { ModelAnswer, ToolCall } from '../../src/ports/model.ts';
import { finishedText } from './answer-end.ts';
import { garbledError, tooLongError } from './model-errors.ts';
import type { ModelPlace } from './model-place.ts';

/** More than any model writes in one answer: a stream that goes past it will not end. */
const MOST_CHARACTERS = 1_000_000;

const callShape = z.object({ function: z.object({ name: z.string(), arguments: z.unknown() }) });

const lineShape = z.object({
  message: z.object({ content: z.string().nullish(), tool_calls: z.array(callShape).nullish() }).nullish(),
  done: z.boolean().nullish(),
  done_reason: z.string().nullish(),
  prompt_eval_count: z.number().optional(),
  eval_count: z.number().optional(),
});

type Line = z.infer<typeof lineShape>;

interface Collected extends Pick<ModelAnswer, 'text' | 'toolCalls'> {
  readonly promptTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/** Reads a stream of chat lines to the one that is done. Ollama gives calls no ids: `turn` makes them differ from earlier ones. */
export async function collectOllamaAnswer(
  stream: AsyncIterable<unknown>,
  onProgress: () => void,
  turn: number,
  place: ModelPlace,
): Promise<Collected> {
  let text = '';
  let last: Line | undefined;
  const calls: z.infer<typeof callShape>[] = [];
  for await (const raw of stream) {
    onProgress();
    const line = lineShape.safeParse(raw);
    if (!line.success) throw garbledError(place);
    text += line.data.message?.content ?? '';
    calls.push(...(line.data.message?.tool_calls ?? []));
    if (text.length > MOST_CHARACTERS) throw tooLongError(place);
    if (line.data.done) last = line.data;
  }
  const reason = last && (last.done_reason ?? 'stop');
  return {
    text: finishedText({ text, toolCallCount: calls.length, reason }, place),
    toolCalls: calls.map((call, at) => toCall(call, `call_${turn}_${at}`)),
    promptTokens: last?.prompt_eval_count,
    outputTokens: last?.eval_count,
  };
}

function toCall({ function: { name, arguments: given } }: z.infer<typeof callShape>, id: string): ToolCall {
  return { id, name, arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}) };
}
