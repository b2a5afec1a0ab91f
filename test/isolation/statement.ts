/** One statement of a person's transaction. */
export interface Statement {
  readonly text: string;
  readonly params: readonly unknown[];
  readonly personId: string;
}

const MENTION = /\b(?:from|join|update|insert into)\s+(?:only\s+)?"?(\w+)"?/gi;
const BOUND = /\bperson_id"? = \$(\d+)/gi;
/** One that stands inside another statement. */
const INSERT = /\(insert into "?\w+"? \([^)]*\) values \(([^)]*)\)/gi;

/**
 * The tables of persons' rows that a statement touches without naming the person. Each mention of such a table needs a comparison of its
 * own with the person of the transaction; an insert carries the person among its values.
 */
export function unboundTables({ text, params, personId }: Statement, owned: ReadonlySet<string>): string[] {
  const mentioned = [...text.matchAll(MENTION)].map(([, table = '']) => table).filter((table) => owned.has(table));
  if (/^\s*insert into/i.test(text)) return params.includes(personId) ? [] : mentioned;
  const isPerson = (place: string | undefined) => params[Number(place) - 1] === personId;
  const bound = [...text.matchAll(BOUND)].filter(([, place]) => isPerson(place));
  const carried = [...text.matchAll(INSERT)].filter(([, values = '']) =>
    [...values.matchAll(/\$(\d+)/g)].some(([, place]) => isPerson(place)),
  );
  return bound.length + carried.length >= mentioned.length ? [] : mentioned;
}
