import { z } from 'zod';
import { AppError } from '../../src/ground/errors.ts';
import type { Recording, Transcriber } from '../../src/ports/transcriber.ts';
import { garbledError } from './model-errors.ts';
import { hostOf, type ModelPlace } from './model-place.ts';
import { createOpenAiClient, toOpenAiError } from './openai-client.ts';
import { withOwnSignal } from './own-signal.ts';

export interface TranscriberSettings {
  /** With the `/v1`. */
  readonly url: string;
  readonly key?: string | undefined;
  readonly model: string;
}

const answer = z.object({ text: z.string() });

/** OpenAI's speech to text (POST /audio/transcriptions), and every server that speaks it, such as one for Whisper at home. */
export function createTranscriber({ url, key, model }: TranscriberSettings): Transcriber {
  const client = createOpenAiClient({ apiKey: key, baseUrl: url });
  const place: ModelPlace = {
    host: hostOf(url, 'TRANSCRIBE_URL'),
    model,
    urlSetting: 'TRANSCRIBE_URL',
    modelSetting: 'TRANSCRIBE_MODEL',
    keySetting: 'TRANSCRIBE_KEY',
    hasKey: key !== undefined,
  };
  return {
    url,
    transcribe: (recording, signal) =>
      withOwnSignal(signal, async (own) => {
        const openai = await client();
        const file = new File([new Uint8Array(recording.bytes)], fileName(recording), { type: recording.mime });
        const said: unknown = await openai.audio.transcriptions
          .create({ file, model, response_format: 'json' }, { signal: own })
          .catch((error: unknown) => {
            throw unreadableError(error, place) ?? toOpenAiError(error, place);
          });
        const parsed = answer.safeParse(said);
        if (!parsed.success) throw garbledError(place);
        return parsed.data.text.trim();
      }),
  };
}

const refusal = z.object({ status: z.number() });

/** What is wrong with this very recording; undefined when the server's trouble is another. */
function unreadableError(error: unknown, { host }: ModelPlace): AppError | undefined {
  const status = refusal.safeParse(error).data?.status;
  if (status === 413) return new AppError('invalid', `This recording is too long for ${host}. Record it in shorter parts.`);
  if (status === 400 || status === 415 || status === 422) {
    return new AppError('invalid', `${host} cannot read this recording. Record it again, or type what matters.`);
  }
  return undefined;
}

const ENDINGS: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/opus': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/wav': 'wav',
  'audio/webm': 'webm',
};

/** Servers go by the ending of the name, and nothing else of the name is theirs to know. */
function fileName({ name, mime }: Recording): string {
  const ending = ENDINGS[mime.split(';')[0]?.trim() ?? ''] ?? /\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? 'ogg';
  return `recording.${ending}`;
}
