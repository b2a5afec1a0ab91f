import type OpenAI from 'openai';
import { z } from 'zod';
import { AppError } from '../../src/ground/errors.ts';
import { connectionError, garbledError, refusalError } from './model-errors.ts';
import { hostOf, type ModelPlace } from './model-place.ts';

export const OPENAI_URL = 'https://api.openai.com/v1';

export interface OpenAiAccess {
  readonly apiKey?: string | undefined;
  /** With the `/v1` or whatever the server wants; OpenAI's own address when absent. */
  readonly baseUrl?: string | undefined;
}

/** A client that loads the SDK at its first use: it costs a start nothing. */
export function createOpenAiClient({ apiKey, baseUrl = OPENAI_URL }: OpenAiAccess): () => Promise<OpenAI> {
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new AppError('config', 'OPENAI_API_KEY has a blank or a special character in it. Copy the key again.');
  }
  let client: Promise<OpenAI> | undefined;
  return () => {
    client ??= import('openai').then(
      ({ default: Sdk }) =>
        new Sdk({
          apiKey: apiKey ?? 'none',
          baseURL: baseUrl,
          // Given, because the SDK would read each of these from the environment by itself.
          organization: null,
          project: null,
          ...(apiKey === undefined && { defaultHeaders: { Authorization: null } }),
          maxRetries: 0,
          // It would write answers that it cannot read to the screen.
          logLevel: 'off',
        }),
    );
    return client;
  };
}

export function openAiPlace({ apiKey, baseUrl = OPENAI_URL }: OpenAiAccess, model: string, modelSetting: string): ModelPlace {
  return {
    host: baseUrl === OPENAI_URL ? 'OpenAI' : hostOf(baseUrl, 'OPENAI_BASE_URL'),
    model,
    urlSetting: 'OPENAI_BASE_URL',
    modelSetting,
    keySetting: 'OPENAI_API_KEY',
    hasKey: apiKey !== undefined,
  };
}

const refusal = z.object({
  status: z.number(),
  headers: z.instanceof(Headers).optional().catch(undefined),
  code: z.string().optional().catch(undefined),
});

/** What the SDK threw, as an error of ours. */
export function toOpenAiError(error: unknown, place: ModelPlace): AppError {
  if (error instanceof AppError) return error;
  const refused = refusal.safeParse(error);
  if (refused.success) return refusalError(refused.data, place);
  return error instanceof SyntaxError ? garbledError(place) : connectionError(error, place);
}
