import { AppError } from '../../src/ground/errors.ts';
import { cutError, tooLongError } from './model-errors.ts';
import type { ModelPlace } from './model-place.ts';

interface End {
  readonly text: string;
  readonly toolCallCount: number;
  /** Why the model stopped, in OpenAI's words or Ollama's; undefined when the stream ended without saying. */
  readonly reason: string | undefined;
}

/**
 * The text, if the model came to an end by itself. One that ran into its limit while only talking is shown as far as it came;
 * half a tool call is never acted on.
 */
export function finishedText({ text, toolCallCount, reason }: End, place: ModelPlace): string {
  if (reason === undefined) throw cutError(place);
  if (reason === 'content_filter') {
    throw new AppError('invalid', `The content filter of ${place.host} stopped the answer. Say it in other words.`);
  }
  const said = withoutThoughts(text);
  if (reason !== 'length') return said;
  if (toolCallCount > 0 || said === '') throw tooLongError(place);
  return `${said} […]`;
}

/** Some servers leave the model's thoughts in the text, before the answer. */
function withoutThoughts(text: string): string {
  if (!/^\s*<think>/.test(text)) return text;
  const end = text.indexOf('</think>');
  return end < 0 ? '' : text.slice(end + '</think>'.length).trimStart();
}
