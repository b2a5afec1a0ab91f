import type { Site } from '../ground/whereabouts.ts';
import type { ModelAnswer, ModelRequest } from '../ports/model.ts';
import { ACTION_LIST_PROMPT } from './action-list.ts';
import type { Ask } from './ask.ts';

/** The model that answers, and what is known of it. */
export interface Brain {
  readonly name: string;
  /** Asks in the way this model can act: by tools, or by lists of actions. */
  readonly ask: Ask;
  readonly dailyTokenLimit: number | undefined;
  /** Where prompts go. */
  readonly site?: Site | undefined;
}

/**
 * Learns from an answer that the model takes no tools. From then on every request that offers tools tells it how to act by lists
 * instead; the one it was learned from is asked once more right away.
 */
export function createBrain({ name, ask, dailyTokenLimit, site }: Brain): Brain {
  let actsByLists = false;
  return {
    name,
    dailyTokenLimit,
    site,
    async ask(request, options) {
      if (request.tools.length === 0) return ask(request, options);
      if (actsByLists) return ask(withLists(request), options);
      const answer = await ask(request, options);
      if (!answer.withoutTools) return answer;
      actsByLists = true;
      return withCostOf(answer, await ask(withLists(request), options));
    },
  };
}

function withLists({ messages }: ModelRequest): ModelRequest {
  const told = messages.map((message) =>
    message.role === 'system' ? { ...message, content: `${message.content}\n\n${ACTION_LIST_PROMPT}` } : message,
  );
  return { messages: told, tools: [] };
}

function withCostOf({ usage: before }: ModelAnswer, answer: ModelAnswer): ModelAnswer {
  const { promptTokens, outputTokens } = answer.usage;
  const usage = { promptTokens: before.promptTokens + promptTokens, outputTokens: before.outputTokens + outputTokens };
  return { ...answer, usage };
}
