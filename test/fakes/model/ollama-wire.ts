import type { ChatResponse, ListResponse } from 'ollama';
import type { ModelFakeRefusal, ModelFakeReply, ModelFakeToolCall } from './script.ts';

/** A model that `/api/tags` lists. */
export interface InstalledModel {
  readonly name: string;
  /** Bytes on disk. */
  readonly size: number;
  readonly family?: string;
}

type Line = Partial<Omit<ChatResponse, 'created_at'>> & { readonly created_at: string };

/** The lines of one streamed answer, in order; each is one write on the wire. Tool calls arrive whole in one line. */
export function ollamaFrames(reply: ModelFakeReply, model: string): string[] {
  const { text = '', toolCalls = [] } = reply;
  const stamp = { model, created_at: '2026-01-05T08:00:00Z' };
  const lines: Line[] = (text.match(/[\s\S]{1,7}/gu) ?? []).map((content) => ({
    ...stamp,
    message: { role: 'assistant', content },
    done: false,
  }));
  if (toolCalls.length > 0) {
    lines.push({ ...stamp, message: { role: 'assistant', content: '', tool_calls: toolCalls.map(toCall) }, done: false });
  }
  const counts = reply.usage === false ? {} : { prompt_eval_count: 42, eval_count: Math.max(1, Math.round(text.length / 4)) };
  lines.push({
    ...stamp,
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: reply.finish ?? 'stop',
    ...counts,
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`);
}

export function ollamaRefusal(refusal: ModelFakeRefusal): string {
  return JSON.stringify({ error: refusal.message ?? `the server answers ${refusal.status}` });
}

export function ollamaTags(models: readonly InstalledModel[]): string {
  const listed = models.map(({ name, size, family = 'llama' }) => ({
    name,
    model: name,
    modified_at: '2026-01-05T08:00:00Z',
    size,
    digest: 'f00d',
    details: { parent_model: '', format: 'gguf', family, families: [family], parameter_size: '3B', quantization_level: 'Q4_K_M' },
  })) satisfies Omit<ListResponse['models'][number], 'modified_at' | 'expires_at' | 'size_vram'>[];
  return JSON.stringify({ models: listed });
}

/** Details of one model; an embedding model can do nothing else. */
export function ollamaShow({ name, family = 'llama' }: InstalledModel): string {
  const capabilities = family.includes('bert') || name.includes('embed') ? ['embedding'] : ['completion', 'tools'];
  return JSON.stringify({ details: { family, families: [family] }, model_info: {}, capabilities });
}

function toCall(call: ModelFakeToolCall) {
  if (typeof call.arguments === 'string') throw new Error('Ollama sends tool arguments as an object, never as text');
  return { function: { name: call.name, arguments: { ...call.arguments } } };
}
