import type { ModelRequest, ToolCall } from '../../src/ports/model.ts';

/** Four characters a token: what a provider's count comes near to for English. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / 4);
}

/** Of the whole request, tools and all. */
export function estimatePrompt({ messages, tools }: ModelRequest): number {
  return estimateTokens(JSON.stringify(messages).length + (tools.length > 0 ? JSON.stringify(tools).length : 0));
}

export function estimateOutput(text: string, toolCalls: readonly ToolCall[]): number {
  return estimateTokens(toolCalls.reduce((sum, call) => sum + call.name.length + call.arguments.length, text.length));
}
