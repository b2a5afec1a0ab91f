import { calls, words } from '../../agent/answers.ts';
import type { Script } from '../../wiring/house.ts';

/** A model that calls this tool for whatever is asked, and says `then` when it has its result. */
export function doing(name: string, input: object, then = 'As you wish.'): Script {
  return ({ messages }) => (messages.at(-1)?.role === 'tool' ? words(then) : calls([name, input]));
}

/** A model that only talks. */
export function saying(text: string): Script {
  return () => words(text);
}

/** A model that adds a task of the last word it is told. */
export const addsLastWord: Script = ({ messages }) => {
  const last = messages.at(-1);
  if (last?.role === 'tool') return words('Noted.');
  return calls(['task_add', { title: last?.content.trim().split(/\s+/).at(-1) }]);
};
