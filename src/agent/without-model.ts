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
  { words: /^(?:please\s+)?(?:watch|monitor)\s+(?=.*https?:\/\/)(.+)$/is, kind: 'watch_add', toInput: (about) => ({ about }) },
  { words: /^(?:add (?:a )?task|new task|todo|to do)\s*:?\s+(.+)$/is, kind: 'task_add', toInput: (title) => ({ title }) },
];

const HOW_TO_CONNECT =
  'To talk freely, start Ollama or set OPENAI_API_KEY and restart me. ' +
  'Without a language model I understand commands (/help) and simple wishes: "remind me tomorrow at 9 to call Ana", "remember that ...", "todo: ...".';

/** What can be done with messages when no model is configured: a simple wish is carried out, anything else is searched for. */
export async function answerWithoutModel(act: Act, occasion: Occasion, messages: readonly string[]): Promise<Spoken> {
  const wish = (place: number, kind: string, input: object) =>
    act({ ...occasion, kind, input, key: `${occasion.source}:${kind}:${place}` });
  const outcomes: ActOutcome[] = [];
  const others: string[] = [];
  for (const [place, message] of messages.entries()) {
    const simple = simpleWish(message.trim());
    if (simple) outcomes.push(await wish(place, simple.kind, simple.input));
    else others.push(message.trim());
  }
  const tainted = occasion.tainted || outcomes.some(isTainted);
  if (others.length === 0 && outcomes.length > 0) return { text: '', outcomes, tainted };
  const query = others.join(' ').slice(0, 500);
  const found = query === '' ? undefined : await wish(messages.length, 'memory_search', { query });
  const refusals = outcomes.flatMap((outcome) => (outcome.state === 'refused' ? [outcome.said] : []));
  const text = [...refusals, foundText(found), HOW_TO_CONNECT].filter(Boolean).join('\n\n');
  return { text, outcomes, tainted: tainted || isTainted(found), passing: outcomes.length === 0 };
}

function simpleWish(text: string): { readonly kind: string; readonly input: object } | undefined {
  for (const { words, kind, toInput } of PATTERNS) {
    const rest = words.exec(text)?.[1];
    if (rest !== undefined) return { kind, input: toInput(rest) };
  }
  return undefined;
}

function foundText(found: ActOutcome | undefined): string {
  if (found?.state !== 'done') return '';
  if (found.said.startsWith('You have not told me')) return found.said;
  return found.said.startsWith('- ') ? `This is what I have on it:\n${found.said}` : '';
}

function isTainted(found: ActOutcome | undefined): boolean {
  return found !== undefined && found.state !== 'proposed' && found.tainted === true;
}
