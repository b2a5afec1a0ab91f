import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createTranscriber } from '../../../adapters/models/transcriber.ts';

const recording = { name: 'my secret talk.ogg', mime: 'audio/ogg', bytes: new TextEncoder().encode('OggS sound') };
const { signal } = new AbortController();

interface Request {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let close = async () => {};
afterEach(() => close());

/** A server on a real socket that answers every request so. */
async function serve(answer: (response: ServerResponse) => void) {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString('latin1') });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/v1`;
  return { requests, url, transcriber: createTranscriber({ url, key: 'tk-1', model: 'whisper-1' }) };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

describe('R68 the transcriber', () => {
  it('sends the sound as a form with model and key, no word of the file’s name, and gives the words', async () => {
    const { requests, transcriber } = await serve(json(200, { text: ' Call Ana. ' }));
    expect(await transcriber.transcribe(recording, signal)).toBe('Call Ana.');
    const [request] = requests;
    expect(request?.url).toBe('/v1/audio/transcriptions');
    expect(request?.headers.authorization).toBe('Bearer tk-1');
    expect(request?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(request?.body).toContain('filename="recording.ogg"');
    expect(request?.body).toContain('OggS sound');
    expect(request?.body).toMatch(/name="model"\r\n\r\nwhisper-1/);
    expect(request?.body).not.toContain('secret');
  });

  it.each([
    [400, 'invalid', 'cannot read this recording'],
    [413, 'invalid', 'too long'],
    [401, 'denied', 'TRANSCRIBE_KEY'],
    [404, 'not-found', 'TRANSCRIBE_MODEL'],
    [429, 'rate-limited', 'no more requests'],
    [500, 'unavailable', 'trouble of its own'],
  ] as const)('a %i is %s, tells what to do, and repeats nothing of the server’s words', async (status, code, words) => {
    const { transcriber } = await serve(
      json(status, { error: { message: 'tk-1 said something private' } }, { 'retry-after': '2' }),
    );
    const error = await transcriber.transcribe(recording, signal).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(String(error)).not.toMatch(/tk-1|private/);
  });

  it('passes on how long it is asked to wait', async () => {
    const { transcriber } = await serve(json(429, {}, { 'retry-after': '2' }));
    await expect(transcriber.transcribe(recording, signal)).rejects.toMatchObject({ retryAfterMs: 2000 });
  });

  it.each([
    ['an answer that is no transcript', json(200, { words: 1 })],
    ['a connection that breaks', (response: ServerResponse) => void response.destroy()],
  ])('%s is unavailable', async (_, answer) => {
    const { transcriber } = await serve(answer);
    await expect(transcriber.transcribe(recording, signal)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('ends with the signal while the server says nothing', async () => {
    const stop = new AbortController();
    const { transcriber } = await serve(() => stop.abort(new Error('STOP')));
    await expect(transcriber.transcribe(recording, stop.signal)).rejects.toThrow('STOP');
  });
});
