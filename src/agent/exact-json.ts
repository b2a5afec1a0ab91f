/** A value that says one thing only, or what the text is instead, as it follows on `is`: `not valid JSON`. */
export type ExactJson = { readonly value: unknown } | { readonly problem: string };

const DEEPEST = 50;
/** Members that a careless reader takes for something other than data. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads JSON (RFC 8259) that every reader understands alike: what is shown of it is what runs. Refuses the same member twice, members
 * that could change what an object is, numbers that cannot be kept exactly, and nesting over 50 levels.
 */
export function parseExact(text: string): ExactJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'not valid JSON' };
  }
  const problem = ambiguityIn(text);
  return problem === undefined ? { value } : { problem };
}

/** In valid JSON each of these is a whole string, with the colon that makes it a name, a whole number, or a bracket. */
const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|(-?\d[\d.eE+-]*)|[[\]{}]/gs;

function ambiguityIn(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [sign, string, colon, number] of json.matchAll(TOKEN)) {
    follow(open, sign);
    if (open.length > DEEPEST) return `nested deeper than ${DEEPEST} levels`;
    const problem = colon === undefined ? problemOfNumber(number) : problemOfName(string ?? '', open.at(-1));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Keeps the names seen in each bracket that is open. */
function follow(open: Set<string>[], sign: string): void {
  if (sign === '{' || sign === '[') open.push(new Set());
  if (sign === '}' || sign === ']') open.pop();
}

function problemOfName(written: string, siblings: Set<string> | undefined): string | undefined {
  const name = String(JSON.parse(written));
  if (FORBIDDEN.has(name)) return `ambiguous: it has a member called ${name}`;
  if (siblings?.has(name)) return `ambiguous: the member ${JSON.stringify(name.slice(0, 40))} stands there twice`;
  siblings?.add(name);
  return undefined;
}

function problemOfNumber(written: string | undefined): string | undefined {
  if (written === undefined || exactly(written) === exactly(String(Number(written)))) return undefined;
  return `ambiguous: the number ${written.slice(0, 40)} cannot be kept exactly; write it as text`;
}

/** One spelling for each number: its digits without zeros around them, and the power of ten of the last. */
function exactly(written: string): string {
  const [, minus = '', whole = '', fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(written) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  if (end === 0) return whole === '' ? written : '0';
  return `${minus}${digits.slice(0, end)}e${BigInt(power) - BigInt(fraction.length) + BigInt(digits.length - end)}`;
}
