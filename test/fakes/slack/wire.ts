import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export type Payload = Record<string, unknown>;

/** Thrown by a method: becomes `{ ok: false, error }`. */
export class SlackRefusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export function refuse(code: string): never {
  throw new SlackRefusal(code);
}

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Bodies are forms in which objects stand as JSON text. */
export function readForm(body: Buffer): Payload {
  return Object.fromEntries([...new URLSearchParams(body.toString())].map(([name, value]) => [name, fromFormValue(value)]));
}

function fromFormValue(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export function answerJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** The headers with which Slack signs a body. */
export function sign(body: string, secret: string, seconds: number): Record<string, string> {
  const hash = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${hash}` };
}
