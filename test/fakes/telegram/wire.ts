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
  if (type.startsWith('multipart/form-data')) return { method, ...readForm(body, type) };
  const fromBody = type.startsWith('application/json') && body.length > 0 ? (JSON.parse(body.toString()) as Payload) : {};
  return { method, payload: { ...Object.fromEntries(query), ...fromBody }, uploads: new Map() };
}

/** RFC 7578, read leniently: Node's own parser refuses the form grammY writes (no blank after `form-data;`). */
function readForm(body: Buffer, type: string): { payload: Payload; uploads: Map<string, UploadedFile> } {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1] ?? refuse('no boundary in the form');
  const payload: Payload = {};
  const uploads = new Map<string, UploadedFile>();
  // In latin1 every byte is one character, so that offsets hold and file bytes survive.
  for (const section of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const [head = ''] = section.split('\r\n\r\n', 1);
    const bytes = Buffer.from(section.slice(head.length + 4, -2), 'latin1');
    const field = /[; ]name="([^"]*)"/.exec(head)?.[1] ?? '';
    const name = /filename="?([^"\r\n]*)"?/.exec(head)?.[1];
    const mime = /content-type: *([^\r\n]+)/i.exec(head)?.[1] ?? '';
    if (name === undefined) payload[field] = fromFormValue(bytes.toString());
    else uploads.set(field, { name: Buffer.from(name, 'latin1').toString(), mime, bytes: new Uint8Array(bytes) });
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
