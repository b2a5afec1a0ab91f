import type { IncomingMessage, ServerResponse } from 'node:http';

export type Payload = Record<string, unknown>;

export interface UploadedFile {
  readonly name: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
}

export interface Call {
  /** The method and the path with its ids taken out: `POST /channels/:id/messages`. */
  readonly route: string;
  /** The ids and tokens of the path, in order. */
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly payload: Payload;
  /** Files of a multipart request, in order. */
  readonly uploads: readonly UploadedFile[];
}

/** Thrown by a route: becomes Discord's error answer. */
export class DiscordRefusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function badForm(where: string): never {
  throw new DiscordRefusal(400, 50035, `Invalid Form Body: ${where}`);
}

/** JSON, or multipart with `payload_json` and `files[n]` (Discord, API reference, "Uploading Files"). */
export async function readCall(request: IncomingMessage, url: URL): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const path = url.pathname.replace(/^\/api\/v10/, '');
  const type = request.headers['content-type'] ?? '';
  const { payload, uploads } = type.startsWith('multipart/form-data')
    ? await readForm(body, type)
    : { payload: body.length > 0 ? (JSON.parse(body.toString()) as Payload | Payload[]) : {}, uploads: [] };
  return { ...toRoute(request.method ?? 'GET', path), query: url.searchParams, payload: payload as Payload, uploads };
}

function toRoute(method: string, path: string): { route: string; ids: string[] } {
  const ids: string[] = [];
  const parts = path.split('/').map((part, index, all) => {
    const decoded = decodeURIComponent(part);
    const isToken = (all[1] === 'interactions' || all[1] === 'webhooks') && index === 3;
    if (!/^\d+$/.test(decoded) && !isToken) return decoded;
    ids.push(decoded);
    return isToken ? ':token' : ':id';
  });
  return { route: `${method} ${parts.join('/')}`, ids };
}

async function readForm(body: Buffer, type: string): Promise<{ payload: Payload; uploads: UploadedFile[] }> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const uploads: UploadedFile[] = [];
  for (const [field, value] of form) {
    if (!field.startsWith('files[') || typeof value === 'string') continue;
    uploads.push({ name: value.name, mime: value.type, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  return { payload: JSON.parse(String(form.get('payload_json') ?? '{}')) as Payload, uploads };
}

/** A 204 carries no content type: clients would look for a body behind it. */
export function answerJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  if (response.destroyed) return;
  if (body === undefined) return void response.writeHead(204, headers).end();
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
