import { type SQL, sql } from 'drizzle-orm';

/** Which memories a search may look at: one person's, and forgotten ones never. */
export interface Scope {
  readonly personId: string;
  /** Ids of episodes that the prompt already holds. */
  readonly exclude: readonly string[];
  /** True to look also at what came from outside. */
  readonly includeOutside: boolean;
}

/** A vector, and the model whose vectors it can be compared with. */
export interface Meaning {
  readonly model: string;
  /** As Postgres writes one: a search says it four times. */
  readonly vector: string;
  readonly dimensions: number;
}

export function meaningOf(model: string, vector: readonly number[]): Meaning {
  return { model, vector: `[${vector.join(',')}]`, dimensions: vector.length };
}

/** Episodes and facts in one shape: a search for one memory ends where it is found, and most are episodes. */
export function memories({ personId, exclude, includeOutside }: Scope): SQL {
  return sql`
    select 'episode' as kind, id, text, source, at, tainted, role as speaker, segment, place
    from episodes where person_id = ${personId} and forgotten_at is null and (${includeOutside} or not tainted)
      and id <> all(${idArray(exclude)}::uuid[])
    union all
    select 'fact', id, text, source, recorded_at, trust = 'outside',
      case trust when 'owner' then 'person' else trust end, segment, place
    from facts where person_id = ${personId} and forgotten_at is null and duplicate_of is null and (${includeOutside} or trust <> 'outside')`;
}

/** Ids as Postgres writes an array of them; a statement that goes out without parameters can hold it as well. */
export function idArray(ids: readonly (string | number)[]): string {
  return `{${ids.join(',')}}`;
}
