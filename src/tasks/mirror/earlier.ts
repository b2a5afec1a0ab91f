import { createHash } from 'node:crypto';
import type { EarlierBytes } from '../../db/schema/planning.ts';

/** So many changes of one task can be taken back to the byte. */
const MOST = 10;
/** Longer ones, in characters, are not kept: they are changed back, not given back. */
const LONGEST_BODY = 65_536;

/** The same with one change more. */
export function withChange(earlier: readonly EarlierBytes[], one: EarlierBytes): readonly EarlierBytes[] {
  return [...earlier, one].slice(-MOST);
}

/**
 * What stood there when the list last said this, and what could be given back before that: only if the bytes there now are those of the last change
 * from here, so that nobody's change is lost. Undefined otherwise.
 */
export function toGiveBack(
  earlier: readonly EarlierBytes[],
  print: string,
  now: string,
): { readonly body: string; readonly left: readonly EarlierBytes[] } | undefined {
  if (earlier.at(-1)?.behind !== hashOf(now)) return undefined;
  const index = earlier.findLastIndex((one) => one.print === print);
  const body = earlier[index]?.body;
  return body == null ? undefined : { body, left: earlier.slice(0, index) };
}

/** As it is kept here. */
export function bodyToKeep(body: string): string | null {
  return body.length <= LONGEST_BODY ? body : null;
}

export function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
