import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiError, ApiResponse, ResponseParameters } from '@grammyjs/types';

export type Payload = Record<string, unknown>;

export interface UploadedFile {
  readonly name: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
}

export interface MethodCall {
  readonly method: string;
  readonly payload: Payload;
  /** Files of a multipart request, by field name. */
  readonly uploads: ReadonlyMap<string, UploadedFile>;
}

/** Thrown by a method: becomes Telegram's error answer. */
export class TelegramRefusal extends Error {
  readonly answer: ApiError;

  constructor(error_code: number, description: string, parameters?: ResponseParameters) {
    super(description);
    this.answer = { ok: false, error_code, description, ...(parameters && { parameters }) };
  }
}

export function refuse(description: string): never {
  throw new TelegramRefusal(400, `Bad Request: ${description}`);
}

/** Parameters may come as JSON, multipart form data or in the query (core.telegram.org/bots/api#making-requests). */
export async function readCall(request: IncomingMessage, method: string, query: URLSearchParams): Promise<MethodCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return { method, ...(await readForm(body, type)) };
  const fromBody = type.startsWith('application/json') && body.length > 0 ? (JSON.parse(body.toString()) as Payload) : {};
  return { method, payload: { ...Object.fromEntries(query), ...fromBody }, uploads: new Map() };
}

async function readForm(body: Buffer, type: string): Promise<{ payload: Payload; uploads: Map<string, UploadedFile> }> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const payload: Payload = {};
  const uploads = new Map<string, UploadedFile>();
  for (const [field, value] of form as unknown as Iterable<[string, string | File]>) {
    if (typeof value === 'string') payload[field] = fromFormValue(value);
    else uploads.set(field, { name: value.name, mime: value.type, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  return { payload, uploads };
}

/** In forms, objects, numbers and booleans stand as JSON text. */
function fromFormValue(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export function answerJson(response: ServerResponse, status: number, body: ApiResponse<unknown>): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function shortHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
}
