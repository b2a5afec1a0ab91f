import type { ModelFakeScript, ModelFakeToolCall } from '../../test/fakes/model/script.ts';
import { ownWords } from '../own-words.ts';

/** What a message of the scripted conversation asks for. */
export type Wish = 'task' | 'reminder' | 'answer';

export function wishOf(n: number): Wish {
  return (['task', 'reminder', 'answer'] as const)[n % 3] ?? 'answer';
}

/** The n-th message of the person; each carries its mark. */
export function messageOf(n: number): string {
  switch (wishOf(n)) {
    case 'task':
      return `Put errand m${n} on my list`;
    case 'reminder':
      return `Ring the bell m${n} in a moment`;
    case 'answer':
      return `What about m${n}?`;
  }
}

/** A model that does what each mark asks for, then names all marks of the request; a turn may hold several messages. */
export const obedient: ModelFakeScript = ({ said, results }) => {
  const marks = [...ownWords(said).matchAll(/\bm(\d+)\b/g)].map(([, n]) => Number(n));
  const toolCalls = marks.flatMap(toCall);
  if (results.length === 0 && toolCalls.length > 0) return { toolCalls };
  return `Answered ${marks.map((n) => `m${n}`).join(' ')}.`;
};

function toCall(n: number): ModelFakeToolCall[] {
  if (wishOf(n) === 'task') return [{ name: 'task_add', arguments: { title: `errand m${n}` } }];
  if (wishOf(n) === 'reminder') return [{ name: 'reminder_set', arguments: { text: `bell m${n}`, when: 'in 3 seconds' } }];
  return [];
}
