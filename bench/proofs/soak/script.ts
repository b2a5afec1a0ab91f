import type { ModelFakeScript, ModelFakeToolCall } from '../../../test/fakes/model/script.ts';
import { ownWords } from '../../own-words.ts';

/** What the message of a minute asks for. */
export type Wish = 'task' | 'reminder' | 'answer';

/** Of ten minutes one adds a task and one sets a reminder. */
export function wishOf(n: number): Wish {
  if (n % 10 === 2) return 'task';
  return n % 10 === 7 ? 'reminder' : 'answer';
}

export function messageOf(n: number): string {
  switch (wishOf(n)) {
    case 'task':
      return `Put errand m${n} on my list`;
    case 'reminder':
      return `Ring the bell m${n} in a while`;
    case 'answer':
      return `What about m${n}?`;
  }
}

/** Does what each mark of the request asks for, then names them all. Asked without a mark, as for the brief, it only greets. */
export const obedient: ModelFakeScript = ({ said, results, tools }) => {
  const marks = [...ownWords(said).matchAll(/\bm(\d+)\b/g)].map(([, n]) => Number(n));
  if (tools.length === 0 || marks.length === 0) return 'Good day.';
  const toolCalls = marks.flatMap(toCall);
  if (results.length === 0 && toolCalls.length > 0) return { toolCalls };
  return `Answered ${marks.map((n) => `m${n}`).join(' ')}.`;
};

function toCall(n: number): ModelFakeToolCall[] {
  if (wishOf(n) === 'task') return [{ name: 'task_add', arguments: { title: `errand m${n}` } }];
  if (wishOf(n) === 'reminder') return [{ name: 'reminder_set', arguments: { text: `bell m${n}`, when: 'in 7 minutes' } }];
  return [];
}
