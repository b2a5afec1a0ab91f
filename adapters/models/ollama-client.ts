import type { Ollama } from 'ollama';
import { z } from 'zod';
import { AppError } from '../../src/ground/errors.ts';
import { connectionError, cutError, garbledError, refusalError } from './model-errors.ts';
import { hostOf, type ModelPlace } from './model-place.ts';

/** No line of an answer comes near this many characters. */
const LONGEST_LINE = 1_000_000;

/** A client for one call: the SDK takes no signal itself, so its `fetch` carries it. The SDK is loaded at the first use. */
export async function ollamaClient(url: string, signal: AbortSignal, place: ModelPlace): Promise<Ollama> {
  const sdk = await import('ollama');
  return new sdk.Ollama({ host: url, fetch: (input, init) => guardedFetch(input, { ...init, signal }, place) });
}

export function ollamaPlace(url: string, model: string, modelSetting: string): ModelPlace {
  return { host: `Ollama at ${hostOf(url, 'OLLAMA_URL')}`, model, urlSetting: 'OLLAMA_URL', modelSetting, hasKey: false };
}

const refusal = z.object({ status_code: z.number() });

/** What the SDK threw, as an error of ours. */
export function toOllamaError(error: unknown, place: ModelPlace): AppError {
  if (error instanceof AppError) return error;
  const refused = refusal.safeParse(error);
  if (refused.success) return refusalError({ status: refused.data.status_code }, place);
  if (error instanceof SyntaxError) return garbledError(place);
  return error instanceof Error && error.message.startsWith('Did not receive done')
    ? cutError(place)
    : connectionError(error, place);
}

/** The SDK writes to the screen what it cannot read, be it a refusal that is no JSON or a line of a stream: neither reaches it here. */
async function guardedFetch(input: string | URL | Request, init: RequestInit, place: ModelPlace): Promise<Response> {
  const response = await fetch(input, init);
  const { status, headers } = response;
  if (!response.ok) {
    const error = (await response.text()).slice(0, 1000);
    return new Response(JSON.stringify({ error }), { status, headers: { 'content-type': 'application/json' } });
  }
  if (!response.body || !String(input).endsWith('/api/chat')) return response;
  const lines = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(wholeLines(place))
    .pipeThrough(new TextEncoderStream());
  return new Response(lines, { status, headers });
}

/** Lets lines through that are JSON; fails at any other, at a line that reports an error, and at a last one without its end. */
function wholeLines(place: ModelPlace): TransformStream<string, string> {
  let rest = '';
  return new TransformStream({
    transform(piece, controller) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) throw garbledError(place);
      for (const line of lines) {
        if (line.trim() === '') continue;
        if (reportsError(line)) throw refusalError({ status: 500 }, place);
        controller.enqueue(`${line}\n`);
      }
    },
    flush(controller) {
      if (rest.trim() === '') return;
      if (!isJson(rest)) throw cutError(place);
      controller.enqueue(`${rest}\n`);
    },
  });
}

function reportsError(line: string): boolean {
  return z.object({ error: z.unknown() }).safeParse(JSON.parse(line)).data?.error !== undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
