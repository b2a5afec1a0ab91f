import type OpenAI from 'openai';
import type { ModelMessage, ToolCall, ToolSpec } from '../../src/ports/model.ts';
import { parseArguments } from './tool-arguments.ts';

export function toOpenAiMessage(message: ModelMessage): OpenAI.ChatCompletionMessageParam {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.content };
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
    case 'assistant':
      if (message.toolCalls.length === 0) return { role: 'assistant', content: message.content };
      return { role: 'assistant', content: message.content || null, tool_calls: message.toolCalls.map(toOpenAiCall) };
  }
}

export function toOpenAiTool({ name, description, parameters }: ToolSpec): OpenAI.ChatCompletionFunctionTool {
  return { type: 'function', function: { name, description, parameters: { ...parameters } } };
}

/** Some servers fail on a past call whose arguments are no JSON object, so such a one goes back empty; its result tells the model why. */
function toOpenAiCall({ id, name, arguments: written }: ToolCall): OpenAI.ChatCompletionMessageFunctionToolCall {
  return { id, type: 'function', function: { name, arguments: parseArguments(written) ? written : '{}' } };
}
