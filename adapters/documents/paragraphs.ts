import { MOST_CHARACTERS } from './bounds.ts';
import { createInside } from './inside.ts';
import { readXml } from './xml.ts';

/** How one kind of document marks what is written in it; elements by their names without prefix. */
interface Markup {
  /** Characters count in these. */
  readonly text: readonly string[];
  /** What stands for a character. */
  readonly marks: ReadonlyMap<string, string>;
  /** What ends with an element. */
  readonly ends: ReadonlyMap<string, string>;
  /** Left out with all that they hold: what a reader would not see, or would see twice. */
  readonly unseen: readonly string[];
}

/** WordprocessingML (ECMA-376, part 1, 17): what was deleted, or moved from here, is not there any more. */
export const WORD: Markup = {
  text: ['t'],
  marks: new Map([
    ['tab', '\t'],
    ['br', '\n'],
    ['cr', '\n'],
    ['noBreakHyphen', '-'],
  ]),
  ends: new Map([
    ['p', '\n'],
    ['tc', ' | '],
    ['tr', '\n'],
  ]),
  unseen: ['Fallback', 'tabs', 'instrText', 'del', 'moveFrom'],
};

/** DrawingML text on slides (ECMA-376, part 1, 21). */
export const SLIDES: Markup = {
  text: ['t'],
  marks: new Map([['br', '\n']]),
  ends: new Map([
    ['p', '\n'],
    ['tc', ' | '],
    ['tr', '\n'],
  ]),
  unseen: ['Fallback'],
};

/** OpenDocument 1.3, part 3: texts, sheets and slides alike. */
export const OPEN_DOCUMENT: Markup = {
  text: ['p', 'h'],
  marks: new Map([
    ['tab', '\t'],
    ['line-break', '\n'],
    ['s', ' '],
  ]),
  ends: new Map([
    ['p', '\n'],
    ['h', '\n'],
    ['table-cell', ' | '],
    ['table-row', '\n'],
  ]),
  unseen: ['annotation', 'tracked-changes', 'hidden-text', 'hidden-paragraph', 'forms'],
};

/** What is written in a part, a paragraph a line and a row of a table a line. */
export async function paragraphs(chunks: AsyncIterable<string>, { text, marks, ends, unseen }: Markup): Promise<string> {
  const said: string[] = [];
  let length = 0;
  let isVanished = false;
  const words = createInside(text, unseen);
  const cell = createInside(['tc', 'table-cell']);
  const say = (more: string) => {
    if (words.hidden() || isVanished || length > MOST_CHARACTERS) return;
    said.push(more);
    length += more.length;
  };
  await readXml(chunks, {
    opens(name, attributes) {
      words.opens(name);
      cell.opens(name);
      isVanished = name === 'vanish' ? !/^(0|false|off)$/.test(attributes.get('val') ?? '') : isVanished && !RUN.has(name);
      say(marks.get(name) ?? '');
    },
    closes(name) {
      isVanished &&= !RUN.has(name);
      // In a cell, a paragraph ends no line.
      say(name === 'p' && cell.now() ? ' ' : (ends.get(name) ?? ''));
      cell.closes(name);
      words.closes(name);
    },
    says(more) {
      if (words.now()) say(more);
    },
  });
  return tidy(said.join(''));
}

/** `vanish` among its properties hides a run of WordprocessingML (17.3.2.41), and no further. */
const RUN = new Set(['r', 'p']);

/** Without the blanks that cells leave, and with one empty line where there are many. */
function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/(?<![ |])[ |]+$/, '')
        .replace(/(?<! ) *\| */g, ' | ')
        .trimEnd(),
    )
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
