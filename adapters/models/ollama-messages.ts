import type { Message, Tool } from 'ollama';
import type { ModelMessage, ToolSpec } from '../../src/ports/model.ts';
import { parseArguments } from './tool-arguments.ts';

/** Ollama takes past arguments as an object and knows a tool's result by the tool's name, not by the call's id. */
export function toOllamaMessage(message: ModelMessage): Message {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.content };
    case 'tool':
      return { role: 'tool', content: message.content, tool_name: message.toolName };
    case 'assistant': {
      const calls = message.toolCalls.map(({ name, arguments: written }) => ({
        function: { name, arguments: parseArguments(written) ?? {} },
      }));
      return { role: 'assistant', content: message.content, ...(calls.length > 0 && { tool_calls: calls }) };
    }
  }
}

export function toOllamaTool({ name, description, parameters }: ToolSpec): Tool {
  return { type: 'function', function: { name, description, parameters: { ...parameters } } };
}
