/** What the model sees: one request, whichever of the two APIs it came in by. */
export interface ModelFakeRequest {
  readonly api: 'openai' | 'ollama';
  readonly path: string;
  readonly model: string;
  readonly messages: readonly ModelFakeMessage[];
  /** Names of the tools that were offered. */
  readonly tools: readonly string[];
  /** The text of the last message by the user. */
  readonly said: string;
  /** The contents of the tool results since that message, oldest first. */
  readonly results: readonly string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ModelFakeMessage {
  readonly role: string;
  readonly content: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ModelFakeToolCall {
  readonly name: string;
  /** An object, or text that is sent just as it stands: malformed JSON for instance. */
  readonly arguments: Readonly<Record<string, unknown>> | string;
}

export interface ModelFakeReply {
  readonly text?: string;
  readonly toolCalls?: readonly ModelFakeToolCall[];
  /** Waits this long before the first byte. */
  readonly delayMs?: number;
  /** Sends only so many bytes of the stream. */
  readonly cutAtByte?: number;
  /** How a cut stream ends: the connection breaks, or the body just stops as behind a proxy. A break unless told. */
  readonly cutBy?: 'break' | 'end';
  /** `stop`, or `tool_calls` when there are some, unless told. */
  readonly finish?: string;
  /** False leaves the token counts out. */
  readonly usage?: boolean;
}

export interface ModelFakeRefusal {
  readonly status: number;
  readonly message?: string;
  /** The name of the field that the server objects to. */
  readonly param?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * How the model answers: a text, a reply with tool calls, an HTTP status, or one of three ways to fail. `hang` accepts and says
 * nothing, `cut` breaks in the middle of the stream, `garbage` answers 200 with what is no event stream.
 */
export type ModelFakeAnswer = string | number | ModelFakeReply | ModelFakeRefusal | 'hang' | 'cut' | 'garbage';

export type ModelFakeScript = (request: ModelFakeRequest) => ModelFakeAnswer | Promise<ModelFakeAnswer>;

export type Played =
  | { readonly kind: 'hang' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'refusal'; readonly refusal: ModelFakeRefusal }
  | { readonly kind: 'reply'; readonly reply: ModelFakeReply };

/** Brings the short ways of writing an answer into one shape. */
export function toPlayed(answer: ModelFakeAnswer): Played {
  if (answer === 'hang' || answer === 'garbage') return { kind: answer };
  if (answer === 'cut') return { kind: 'reply', reply: { text: 'This sentence is never heard to its end.', cutAtByte: 300 } };
  if (typeof answer === 'string') return { kind: 'reply', reply: { text: answer } };
  if (typeof answer === 'number') return { kind: 'refusal', refusal: { status: answer } };
  if ('status' in answer) return { kind: 'refusal', refusal: answer };
  return { kind: 'reply', reply: answer };
}
