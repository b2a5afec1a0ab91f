/** A JSON Schema object, as the model's API takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonSchema;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text exactly as the model wrote it: untrusted, perhaps malformed. */
  readonly arguments: string;
}

export type ModelMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly toolName: string; readonly content: string };

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ToolSpec[];
}

export interface ModelAnswer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** Tokens as the provider counts them; estimated (4 characters a token) when it does not say. */
  readonly usage: { readonly promptTokens: number; readonly outputTokens: number };
  /** True when this model takes no tools: it answered without having been offered those of the request. */
  readonly withoutTools?: boolean;
}

export interface ModelOptions {
  readonly signal: AbortSignal;
  /** Called whenever something arrives from the model: it is not silent. */
  readonly onProgress: () => void;
}

/**
 * A model that answers. One call is one try: retries and deadlines are the caller's.
 * Rejects with `denied` (401, 403: key refused), `rate-limited`, `not-found` (no such model), `invalid` (request refused)
 * or `unavailable` (no connection, 5xx, a stream cut before its end). A cut answer is never returned.
 */
export interface ModelProvider {
  /** For people: `OpenAI gpt-5-mini`, `Ollama llama3.2`. */
  readonly name: string;
  /** True when prompts stay on this machine. */
  readonly local: boolean;
  answer(request: ModelRequest, options: ModelOptions): Promise<ModelAnswer>;
}
