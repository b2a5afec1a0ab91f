/** One place of a source text changed. */
export interface Mutant {
  /** What stood there and what stands there now. */
  readonly change: string;
  readonly source: string;
}

interface Place {
  readonly at: number;
  readonly length: number;
  readonly by: readonly string[];
}

const EFFECTS = ['read', 'private', 'outbound', 'destructive'];

/**
 * The same program with one condition or one decision changed, without anybody choosing the places: each condition of an `if` negated,
 * made true and made false, and so each of its parts; `&&` and `||` swapped; `!` left out; comparisons and truth values turned; every
 * `case` given to each other effect; every decision turned, every rule lost, every `return` left out.
 */
export function mutantsOf(source: string): Mutant[] {
  const places = [
    ...conditions(source),
    ...found(source, /&&/g, () => ['||']),
    ...found(source, /\|\|/g, () => ['&&']),
    ...found(source, /!(?!=)/g, () => ['']),
    ...found(source, /===|!==/g, ([operator]) => [operator === '===' ? '!==' : '===']),
    ...found(source, /\btrue\b|\bfalse\b/g, ([word]) => [word === 'true' ? 'false' : 'true']),
    ...found(source, /case "(\w+)":/g, ([, own]) =>
      EFFECTS.filter((effect) => effect !== own).map((effect) => `case "${effect}":`),
    ),
    ...found(source, /decision: "(run|ask)"/g, ([, own]) => [`decision: "${own === 'run' ? 'ask' : 'run'}"`]),
    ...found(source, /rule: "[^"]*"/g, () => ['rule: ""']),
    ...found(source, /return \{[^}]*\};/g, () => ['']),
  ];
  return places.flatMap(({ at, length, by }) =>
    by.map((text) => ({
      change: `${source.slice(at, at + length)} at ${at} becomes ${text || 'nothing'}`,
      source: source.slice(0, at) + text + source.slice(at + length),
    })),
  );
}

function found(source: string, pattern: RegExp, by: (match: RegExpExecArray) => readonly string[]): Place[] {
  return [...source.matchAll(pattern)].map((match) => ({ at: match.index, length: match[0].length, by: by(match) }));
}

/** The condition of each `if`, whole, and each operand of `&&` and `||` in it. */
function conditions(source: string): Place[] {
  return [...source.matchAll(/\bif \(/g)].flatMap((match) => {
    const at = match.index + match[0].length;
    const whole = source.slice(at, endOfBracket(source, at));
    const operands = whole.includes('&&') || whole.includes('||') ? [...whole.matchAll(/[^&|]+/g)] : [];
    return [
      { at, length: whole.length, by: [`!(${whole})`, 'true', 'false'] },
      ...operands.map((operand) => ({ at: at + operand.index, length: operand[0].length, by: ['true', 'false'] })),
    ];
  });
}

/** Where the bracket that is open at `from` closes. */
function endOfBracket(source: string, from: number): number {
  let depth = 1;
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '(') depth += 1;
    if (source[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error('a bracket stays open');
}
