import type { ModelMessage } from '../../src/ports/model.ts';

/** The same conversation for a model that knows no tools: past calls and their results become plain sentences. */
export function toPlainHistory(messages: readonly ModelMessage[]): ModelMessage[] {
  return messages.map((message) => {
    if (message.role === 'tool') return { role: 'user', content: `Result of ${message.toolName}:\n${message.content}` };
    if (message.role !== 'assistant' || message.toolCalls.length === 0) return message;
    const calls = message.toolCalls.map((call) => `I use ${call.name} with ${call.arguments}`);
    return { role: 'assistant', content: [message.content, ...calls].filter(Boolean).join('\n'), toolCalls: [] };
  });
}
