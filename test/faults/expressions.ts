import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { parseSync, Visitor } from 'rolldown/utils';
import { projectRoot } from '../../src/ground/root.ts';

/** A regular expression, and where it stands. */
export interface Expression {
  readonly source: string;
  readonly flags: string;
  readonly place: string;
}

interface Found {
  readonly written: readonly Expression[];
  /** Files that put some together. */
  readonly making: readonly string[];
}

/** Every regular expression of the product, from its syntax trees. */
export function expressionsIn(...folders: readonly string[]): Found {
  const written: Expression[] = [];
  const making = new Set<string>();
  for (const file of folders.flatMap(filesIn)) {
    const code = readFileSync(join(projectRoot, file), 'utf8');
    const place = (at: number) => `${file}:${code.slice(0, at).split('\n').length}`;
    const isMaker = (name: unknown) => name === 'RegExp';
    new Visitor({
      Literal(node) {
        if ('regex' in node) written.push({ source: node.regex.pattern, flags: node.regex.flags, place: place(node.start) });
      },
      NewExpression({ callee }) {
        if (isMaker('name' in callee && callee.name)) making.add(file);
      },
      CallExpression({ callee }) {
        if (isMaker('name' in callee && callee.name)) making.add(file);
      },
    }).visit(parseSync(file, code).program);
  }
  return { written, making: [...making] };
}

function filesIn(folder: string): string[] {
  const all = readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' });
  return all.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
}

/** Long enough that time which grows with the cube never ends, and short enough that time which grows with the square does. */
const PUMPED = 8_000;

/**
 * Strings that an expression would try in many ways before it gives up, where there are many: up to each of its repetitions, what that repeats over and
 * over, and then what does not fit.
 */
export function hostileTo({ source, flags }: Expression): string[] {
  const parsed = new RegExpParser({ ecmaVersion: 2025 }).parsePattern(source, 0, source.length, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  });
  const strings = new Set(['a', ' ', '\t', '\n', '0', '"', '<', '[', '-', '.'].map((each) => `${each.repeat(PUMPED)}\0`));
  const add = (before: string, pump: string) => {
    if (pump !== '') strings.add(`${before}${pump.repeat(Math.ceil(PUMPED / pump.length))}\0\n!`);
  };
  walk(parsed.alternatives, '', (repeated, before) => {
    for (const pump of pumpsOf(repeated)) add(before, pump);
  });
  return [...strings];
}

type Walker = (repeated: AST.Quantifier, before: string) => void;

function walk(alternatives: readonly AST.Alternative[], before: string, tell: Walker): void {
  for (const { elements } of alternatives) {
    let said = before;
    for (const element of elements) {
      const inside = element.type === 'Quantifier' ? element.element : element;
      if ('alternatives' in inside) walk(inside.alternatives, said, tell);
      if (element.type === 'Quantifier' && element.max > 20) tell(element, said);
      said += least(element);
    }
  }
}

/** What one round of a repetition may be: the least of each of its ways, and that with what may be left out. */
function pumpsOf({ element }: AST.Quantifier): string[] {
  if (!('alternatives' in element)) return [least(element)];
  const ways = element.alternatives.map(({ elements }) => elements.map(least).join(''));
  const fuller = element.alternatives.map(({ elements }) => elements.map((each) => once(each)).join(''));
  return [...new Set([...ways, ...fuller, ways.join(''), fuller.join('')])];
}

/** The shortest that an element takes. */
function least(element: AST.Element): string {
  switch (element.type) {
    case 'Quantifier':
      return least(element.element).repeat(element.min);
    case 'Character':
      return String.fromCodePoint(element.value);
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives[0]?.elements.map(least).join('') ?? '';
    case 'CharacterSet':
      return characterOf(element);
    case 'CharacterClass':
      return element.negate ? outside(element) : within(element);
    default:
      return '';
  }
}

/** The same, but that each thing which may be left out is there. */
function once(element: AST.Element): string {
  return element.type === 'Quantifier' && element.min === 0 ? least(element.element) : least(element);
}

function characterOf(set: AST.CharacterSet): string {
  if (set.kind === 'space') return set.negate ? 'x' : ' ';
  if (set.kind === 'digit') return set.negate ? 'x' : '0';
  if (set.kind === 'word') return set.negate ? ' ' : 'a';
  return 'a';
}

function within({ elements }: AST.CharacterClass): string {
  const [first] = elements;
  if (first?.type === 'Character') return String.fromCodePoint(first.value);
  if (first?.type === 'CharacterClassRange') return String.fromCodePoint(first.min.value);
  return first?.type === 'CharacterSet' ? characterOf(first) : 'a';
}

function outside({ raw }: AST.CharacterClass): string {
  return ['x', ' ', '0', '-', '\u00e9', '\n'].find((each) => new RegExp(raw, 'u').test(each)) ?? 'x';
}
