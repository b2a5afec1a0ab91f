import type { Temporal } from 'temporal-polyfill';
import { namedUuid } from '../../ground/named-uuid.ts';
import { plainWords } from '../extract/claim.ts';
import { couldBeSame, type Mention, type Ruling, rulingOf, type Telling, whySame } from './same-name.ts';
import { type EntityKind, kindOfValue } from './ties.ts';

export interface Entity {
  readonly id: string;
  readonly kind: EntityKind;
  readonly name: string;
}

export interface EntityName {
  readonly id: string;
  readonly entity: string;
  readonly name: string;
  readonly plain: string;
  readonly because: string | null;
}

export interface Relation {
  readonly slot: string;
  readonly validFrom: Temporal.Instant;
  readonly validTo: Temporal.Instant | null;
  readonly subject: string;
  readonly relation: string;
  readonly object: string;
}

export interface Graph {
  readonly entities: readonly Entity[];
  readonly names: readonly EntityName[];
  readonly relations: readonly Relation[];
}

/** Who and what there is and how they stand to each other, by all that was told and what the person pressed. The same gives the same. */
export function buildGraph(personId: string, tellings: readonly Telling[], rulings: readonly Ruling[]): Graph {
  const kindOfSubject = kindsTold(tellings);
  const mentions = mentionsIn(tellings, kindOfSubject);
  const merged = merge([...mentions.values()], rulings);
  const idOf = (mention: Mention) => namedUuid(personId, mention.kind, (merged.get(mention)?.into ?? mention).plain);
  const relations = tellings.flatMap(({ id, subject, attribute, value, validFrom, validTo }) => {
    const kind = kindOfValue(attribute);
    const [from, to] = [mentions.get(keyOf(subject, kindOfSubject(subject))), kind && mentions.get(keyOf(value, kind))];
    return from && to ? [{ slot: id, validFrom, validTo, subject: idOf(from), relation: attribute, object: idOf(to) }] : [];
  });
  return {
    entities: [...mentions.values()]
      .filter((mention) => !merged.has(mention))
      .map((mention) => ({ id: idOf(mention), kind: mention.kind, name: mention.name })),
    names: [...mentions.values()].map((mention) => ({
      id: namedUuid(personId, mention.kind, 'name', mention.plain),
      entity: idOf(mention),
      name: mention.name,
      plain: mention.plain,
      because: merged.get(mention)?.because ?? null,
    })),
    relations: relations.filter(({ subject, object }) => subject !== object),
  };
}

/** Whoever something is told of is somebody, unless the same name is told to be a firm, a place or a project. */
function kindsTold(tellings: readonly Telling[]): (subject: string) => EntityKind {
  const kinds = new Map<string, EntityKind>();
  for (const { attribute, value } of tellings) {
    const kind = kindOfValue(attribute);
    if (kind !== undefined && !kinds.has(plainWords(value))) kinds.set(plainWords(value), kind);
  }
  return (subject) => kinds.get(plainWords(subject)) ?? 'person';
}

function mentionsIn(tellings: readonly Telling[], kindOfSubject: (subject: string) => EntityKind): Map<string, Mention> {
  const mentions = new Map<string, Mention>();
  const note = (name: string, kind: EntityKind, telling: Telling) => {
    const key = keyOf(name, kind);
    const mention = mentions.get(key) ?? { kind, plain: plainWords(name), name, tellings: [] };
    mention.tellings.push(telling);
    mentions.set(key, mention);
  };
  for (const telling of tellings) {
    const kind = kindOfValue(telling.attribute);
    if (telling.subject !== 'me' || kind !== undefined) note(telling.subject, kindOfSubject(telling.subject), telling);
    if (kind !== undefined) note(telling.value, kind, telling);
  }
  return mentions;
}

interface Merged {
  readonly into: Mention;
  readonly because: string;
}

/** Which names are another one's: the longer ones first, so that each ends at the fullest. Where two could be meant, it is neither's. */
function merge(mentions: readonly Mention[], rulings: readonly Ruling[]): Map<Mention, Merged> {
  const merged = new Map<Mention, Merged>();
  for (const short of [...mentions].sort((one, other) => other.plain.length - one.plain.length)) {
    const longer = mentions.filter(
      (long) => couldBeSame(short, long) && !merged.has(long) && rulingOf(rulings, short.plain, long.plain) !== false,
    );
    const ruled = longer.filter((long) => rulingOf(rulings, short.plain, long.plain) === true);
    const [long, second] = ruled.length > 0 ? ruled : longer;
    const because = long && !second ? whySame(short, long, rulings) : undefined;
    if (long && because !== undefined) merged.set(short, { into: long, because });
  }
  return merged;
}

function keyOf(name: string, kind: EntityKind): string {
  return `${kind}/${plainWords(name)}`;
}
