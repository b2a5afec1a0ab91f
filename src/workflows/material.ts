import { shown } from '../actions/card/shown.ts';
import type { Step } from './plan.ts';
import type { StepRow } from './step-store.ts';

/** What was found since the last text that was made of it, that text included: Markdown. */
export function materialOf(steps: readonly Step[], rows: readonly StepRow[]): string {
  const last = rows.findLastIndex(({ position, problem }) => problem === null && steps[position]?.deed.do === 'summarise');
  return rows
    .slice(Math.max(0, last))
    .map(({ text }) => text)
    .filter(Boolean)
    .join('\n\n');
}

/** Ids of the documents that were made, the oldest first. */
export function documentsOf(rows: readonly StepRow[]): string[] {
  return rows.flatMap(({ files }) => files);
}

/** What did not work after this position, and what was done instead: a line each, Markdown. */
export function problemsOf(steps: readonly Step[], rows: readonly StepRow[], after = -1): string[] {
  return rows.flatMap(({ position, problem, instead }) => {
    if (problem === null || position <= after) return [];
    return `Step ${position + 1}, ${shown(steps[position]?.line ?? '')}, did not work: ${shown(problem)} Instead: ${shown(instead ?? '')}`;
  });
}

interface Filling {
  readonly name: string;
  /** Markdown. */
  readonly text: string;
  readonly documents: readonly string[];
}

/** The input of an action with what was found so far in its places. */
export function filledIn(input: Readonly<Record<string, unknown>>, filling: Filling): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, filled(value, filling)]));
}

function filled(value: unknown, filling: Filling): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.flatMap((each): readonly unknown[] => (each === '{{document}}' ? filling.documents : [filled(each, filling)]));
  }
  if (typeof value !== 'string') return value;
  return value.replaceAll('{{name}}', () => filling.name).replaceAll('{{text}}', () => plainOf(filling.text));
}

/** Markdown of ours as plain text. */
function plainOf(markdown: string): string {
  return markdown.replaceAll('**', '').replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}
