import type OpenAI from 'openai';
import type { ModelFakeRefusal, ModelFakeReply } from './script.ts';

type Delta = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta;

/** The events of one streamed answer, in order; each is one write on the wire. */
export function openAiFrames(reply: ModelFakeReply, model: string, withUsage: boolean): string[] {
  const { text = '', toolCalls = [] } = reply;
  const finish = reply.finish ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop');
  const deltas: Delta[] = [{ role: 'assistant', content: '' }];
  for (const piece of pieces(text)) deltas.push({ content: piece });
  for (const [index, call] of toolCalls.entries()) {
    deltas.push({ tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name: call.name, arguments: '' } }] });
    const written = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
    for (const piece of pieces(written)) deltas.push({ tool_calls: [{ index, function: { arguments: piece } }] });
  }
  const events: unknown[] = deltas.map((delta) => chunk(model, delta, null));
  events.push(chunk(model, {}, finish));
  if (withUsage && reply.usage !== false) events.push({ ...chunk(model, {}, null), choices: [], usage: countsOf(text) });
  return [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n'];
}

export function openAiRefusal(refusal: ModelFakeRefusal): string {
  const message = refusal.message ?? `The server answers ${refusal.status}`;
  return JSON.stringify({ error: { message, type: 'refused', param: refusal.param ?? null, code: null } });
}

/** A list of vectors as the API writes it: numbers, or little-endian floats in base64 as the SDK asks by default. */
export function openAiEmbeddings(vectors: readonly (readonly number[])[], model: string, encoding: unknown): string {
  const data = vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: encoding === 'base64' ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector,
  }));
  return JSON.stringify({ object: 'list', data, model, usage: { prompt_tokens: 7, total_tokens: 7 } });
}

function chunk(model: string, delta: Delta, finish: string | null) {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_750_000_000, model, choices };
}

function countsOf(text: string): OpenAI.CompletionUsage {
  const output = Math.max(1, Math.round(text.length / 4));
  return { prompt_tokens: 42, completion_tokens: output, total_tokens: 42 + output };
}

function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,7}/gu) ?? [];
}
