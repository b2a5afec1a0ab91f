import { z } from 'zod';
import type { ModelAnswer, ToolCall } from '../../src/ports/model.ts';
import { finishedText } from './answer-end.ts';
import { garbledError, tooLongError } from './model-errors.ts';
import type { ModelPlace } from './model-place.ts';

/** More than any model writes in one answer: a stream that goes past it will not end. */
const MOST_CHARACTERS = 1_000_000;

const toolDelta = z.object({
  index: z.number().nullish(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});

const chunkShape = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({ content: z.string().nullish(), refusal: z.string().nullish(), tool_calls: z.array(toolDelta).nullish() })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish().catch(null),
});

type ToolDelta = z.infer<typeof toolDelta>;
type OpenCall = { index: number | null | undefined; id: string; name: string; arguments: string };

interface OpenAnswer {
  text: string;
  calls: OpenCall[];
  /** Characters so far, those of tool calls too. */
  size: number;
  finish: string | undefined;
  usage: ModelAnswer['usage'] | undefined;
}

interface Collected extends Pick<ModelAnswer, 'text' | 'toolCalls'> {
  /** Absent when the server does not count. */
  readonly usage: ModelAnswer['usage'] | undefined;
}

/** Reads a stream of chat completion chunks to its end. Rejects when it stops without saying why it stopped. */
export async function collectOpenAiAnswer(
  stream: AsyncIterable<unknown>,
  onProgress: () => void,
  place: ModelPlace,
): Promise<Collected> {
  const open: OpenAnswer = { text: '', calls: [], size: 0, finish: undefined, usage: undefined };
  for await (const raw of stream) {
    onProgress();
    const chunk = chunkShape.safeParse(raw);
    if (!chunk.success) throw garbledError(place);
    addChunk(open, chunk.data);
    if (open.size > MOST_CHARACTERS) throw tooLongError(place);
  }
  const { text, calls, finish, usage } = open;
  return {
    text: finishedText({ text, toolCallCount: calls.length, reason: finish }, place),
    toolCalls: calls.map(toCall),
    usage,
  };
}

function addChunk(open: OpenAnswer, { choices, usage }: z.infer<typeof chunkShape>): void {
  if (usage) open.usage = { promptTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens };
  const [choice] = choices ?? [];
  open.finish = choice?.finish_reason ?? open.finish;
  const delta = choice?.delta;
  if (!delta) return;
  const said = `${delta.content ?? ''}${delta.refusal ?? ''}`;
  open.text += said;
  open.size += said.length;
  for (const piece of delta.tool_calls ?? []) open.size += addToCalls(open.calls, piece);
}

/**
 * Appends a piece to the call it belongs to, and returns its length. The index says which; some servers send none, or 0 for
 * every call, and tell calls apart by the id alone.
 */
function addToCalls(calls: OpenCall[], { index, id, function: part }: ToolDelta): number {
  const same = calls.findLast(
    (call) => (index === null || index === undefined || call.index === index) && (!id || call.id === id),
  );
  const open = same ?? { index, id: id ?? '', name: '', arguments: '' };
  if (!same) calls.push(open);
  open.name ||= part?.name ?? '';
  open.arguments += part?.arguments ?? '';
  return part?.arguments?.length ?? 0;
}

function toCall({ id, name, arguments: written }: OpenCall, at: number): ToolCall {
  return { id: id || `call_${at}`, name, arguments: written || '{}' };
}
