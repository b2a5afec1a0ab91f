import type { Act, ActOutcome, Wish } from '../actions/act.ts';
import type { Spoken } from './loop.ts';

type Occasion = Omit<Wish, 'kind' | 'input' | 'key'>;

interface Pattern {
  readonly words: RegExp;
  readonly kind: string;
  readonly toInput: (rest: string) => object;
}

/** The plainest ways to say what has a command anyway. Whatever fits none of them is looked up in memory. */
const PATTERNS: readonly Pattern[] = [
  { words: /^(?:please\s+)?remind me\s+(?:to\s+)?(.+)$/is, kind: 'reminder_set', toInput: (text) => ({ text }) },
  { words: /^(?:please\s+)?(?:remember|note)(?:\s+that\b|:)?\s+(.+)$/is, kind: 'memory_save', toInput: (text) => ({ text }) },
  { words: /^(?:add (?:a )?task|new task|todo|to do)\s*:?\s+(.+)$/is, kind: 'task_add', toInput: (title) => ({ title }) },
];

const HOW_TO_CONNECT =
  'To talk freely, start Ollama or set OPENAI_API_KEY and restart me. ' +
  'Without a language model I understand commands (/help) and simple wishes: "remind me tomorrow at 9 to call Ana", "remember that ...", "todo: ...".';

/** What can be done with a message when no model is configured: a simple wish is carried out, anything else is searched for. */
export async function answerWithoutModel(act: Act, occasion: Occasion, text: string): Promise<Spoken> {
  const { tainted } = occasion;
  const wish = (kind: string, input: object) => act({ ...occasion, kind, input, key: `${occasion.source}:${kind}` });
  for (const { words, kind, toInput } of PATTERNS) {
    const rest = words.exec(text.trim())?.[1];
    if (rest !== undefined) return { text: '', outcomes: [await wish(kind, toInput(rest))], tainted };
  }
  const found = text.trim() === '' ? undefined : await wish('memory_search', { query: text.trim().slice(0, 500) });
  return { text: [foundText(found), HOW_TO_CONNECT].filter(Boolean).join('\n\n'), outcomes: [], tainted, passing: true };
}

function foundText(found: ActOutcome | undefined): string {
  return found?.state === 'done' && found.said.startsWith('- ') ? `This is what I have on it:\n${found.said}` : '';
}
