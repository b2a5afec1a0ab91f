/** A list as it was written: its elements, each the text of one JSON value if the writer kept to the rules. */
export interface WrittenList {
  readonly elements: readonly string[];
  /** What was being written when the text ended, or stopped being a list; undefined when the list came to its end. */
  readonly rest: string | undefined;
}

/** Brackets that are never closed, each of which costs a walk to the end of the text: after so many it is not read further. */
const MOST_UNCLOSED = 20;

/**
 * Every list in a text that `isWanted`, wherever it stands: bare, in a fence, between sentences, inside a wrapping object. An object
 * that stands alone and begins with one of the `actions` counts as a list of one.
 */
export function listsIn(text: string, actions: readonly string[], isWanted: (list: WrittenList) => boolean): WrittenList[] {
  const start = new RegExp(`\\[|\\{\\s*"action"\\s*:\\s*"(?:${actions.join('|')})"`, 'g');
  const found: WrittenList[] = [];
  for (let unclosed = 0; unclosed < MOST_UNCLOSED; ) {
    const at = start.exec(text)?.index;
    if (at === undefined) break;
    const { list, end } = text[at] === '[' ? readList(text, at) : readObject(text, at);
    const wanted = isWanted(list);
    if (wanted) found.push(list);
    const passed = wanted || list.rest === undefined;
    if (!passed) unclosed += 1;
    start.lastIndex = passed ? end : at + 1;
  }
  return found;
}

interface Read {
  readonly list: WrittenList;
  /** Where reading stopped. */
  readonly end: number;
}

function readObject(text: string, at: number): Read {
  const end = valueEnd(text, at);
  if (end === undefined) return { list: { elements: [], rest: text.slice(at) }, end: text.length };
  return { list: { elements: [text.slice(at, end)], rest: undefined }, end };
}

function readList(text: string, from: number): Read {
  const elements: string[] = [];
  let at = from + 1;
  for (;;) {
    const end = valueEnd(text, at);
    if (end === undefined) return { list: { elements, rest: text.slice(at).trim() }, end: text.length };
    const element = text.slice(at, end).trim();
    if (element !== '') elements.push(element);
    const next = skipBlank(text, end);
    if (text[next] === ']') return { list: { elements, rest: undefined }, end: next + 1 };
    if (text[next] !== ',') return { list: { elements, rest: text.slice(end).trim() }, end: text.length };
    at = next + 1;
  }
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  return at;
}

/** How each sign changes the depth of brackets. A quote by itself opens a string that never ends: nothing can close after it. */
const STEPS: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1, '"': Number.NEGATIVE_INFINITY };

/** The place after the value that begins here, by its brackets and quotes; undefined when the text ends before it does. */
function valueEnd(text: string, from: number): number | undefined {
  const wholeStringOrSign = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},"]/gs;
  wholeStringOrSign.lastIndex = from;
  let depth = 0;
  for (let match = wholeStringOrSign.exec(text); match; match = wholeStringOrSign.exec(text)) {
    const [sign] = match;
    if (depth === 0 && (sign === ',' || sign === ']')) return match.index;
    const step = STEPS[sign] ?? 0;
    depth += step;
    if (depth < 0) return undefined;
    if (depth === 0 && step < 0) return wholeStringOrSign.lastIndex;
  }
  return undefined;
}
