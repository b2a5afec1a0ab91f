import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { ModelFakeMessage, ModelFakeRequest } from './script.ts';

const record = z.record(z.string(), z.unknown());
const chatBody = z.object({
  model: z.string().default(''),
  messages: z.array(record).default([]),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
});

/** Reads the body and puts it into the one shape that scripts see. */
export async function readRequest(incoming: IncomingMessage): Promise<ModelFakeRequest> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(Buffer.from(part));
  const body = record.parse(JSON.parse(Buffer.concat(parts).toString('utf8') || '{}'));
  const { model, messages: raw, tools } = chatBody.parse(body);
  const messages = raw.map(toMessage);
  const lastUser = messages.findLastIndex(({ role }) => role === 'user');
  return {
    api: incoming.url?.startsWith('/api/') ? 'ollama' : 'openai',
    path: incoming.url ?? '',
    model,
    messages,
    tools: tools.map((tool) => tool.function.name),
    said: messages[lastUser]?.content ?? '',
    results: messages.slice(lastUser + 1).flatMap(({ role, content }) => (role === 'tool' ? [content] : [])),
    headers: incoming.headers,
    body,
  };
}

function toMessage(body: Record<string, unknown>): ModelFakeMessage {
  const { role, content } = body;
  return { role: String(role), content: typeof content === 'string' ? content : JSON.stringify(content ?? ''), body };
}
