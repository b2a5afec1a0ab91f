import type { Claim } from './claim.ts';
import { RELATION } from './claim.ts';

/** What a form of sentence says; the subject is whom `who` names unless it says another. */
export interface Reading {
  readonly subject?: string;
  readonly attribute: string;
  readonly value: string;
  readonly how?: Claim['how'];
  /** It tells of a change, so that what stood before was right until then. */
  readonly isChange?: boolean;
  /** It tells of the past alone: it holds no longer, and did only if the sentence says when. */
  readonly isPast?: boolean;
}

export type Groups = Readonly<Record<string, string | undefined>>;

/** A form of sentence and what it says; undefined where it says nothing after all. */
export type Rule = readonly [form: RegExp, read: (groups: Groups) => Reading | readonly Reading[] | undefined];

/** Whom a sentence is about; `read-claims` finds out who that is. */
export const WHO = `(?<who>i|we|he|she|they|(?:my|our) (?:new )?(?:${RELATION})(?: \\p{Lu}[\\p{L}'’-]*)?|\\p{L}[\\p{L}'’-]*(?: (?!(?:has|have|had|is|was|are|were|does|do|did|will|lives?|works?|moved)\\b)\\p{L}[\\p{L}'’-]*)?)`;
/** Whose something is. */
export const WHOSE = `(?<whose>my|our|his|her|their|(?:my|our) (?:${RELATION})['’]s|\\p{L}[\\p{L}-]*(?: \\p{L}[\\p{L}-]*)?['’]s?)`;
export const IS = `(?: is|['’]s| are| was| has become| became| will be)`;

/** A rule whose form is a whole clause, case aside. */
export function rule(form: string, read: Rule[1]): Rule {
  return [new RegExp(`^${form}$`, 'iu'), read];
}

/** A name as people write it: one to four words, each with a capital, none of them a word that any sentence begins with. */
export function nameIn(text: string | undefined): string | undefined {
  const name = text
    ?.trim()
    .replace(/^(?:called|named)\s+/i, '')
    .replace(/[.,;:!]+$/, '');
  if (!name || !/^\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}[\p{L}.'’-]*|de|del|van|von|der|den|da|la|bin|al)){0,3}$/u.test(name))
    return undefined;
  return NO_NAME.test(name) ? undefined : name;
}

const NO_NAME =
  /^(?:I|It|He|She|They|We|You|This|That|These|Those|There|Here|The|A|An|My|Our|Your|His|Her|Their|What|Who|Where|When|Why|How|Which|Everyone|Everybody|Someone|Somebody|Nobody|No|Not|Nothing|Something|Everything|One|Some|Most|People|Today|Yesterday|Tomorrow|Now|Work|Life|Mr|Mrs|Dr|Also|And|But|So|Still|Then|In|On|At|For|With|From|Please|Thanks|If|As|Since|After|Before|While|English|French|German|Spanish|Italian|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$/;

/** What a sentence gives as a value: without what follows it and belongs to it no more. */
export function valueIn(text: string | undefined, longest = 80): string | undefined {
  const value = text
    ?.replace(AFTERWARDS, '')
    .replace(/^(?:called|named)\s+/i, '')
    .replace(/^["'“‘*_]+|["'”’*_.,;:!]+$/g, '')
    .trim();
  return value && value.length <= longest && !NO_VALUE.test(value) ? value : undefined;
}

const AFTERWARDS =
  /(?:,(?! (?:[A-Z]|\p{Lu}))| —| –| \(| (?:and|but|so|which|where|who|when|while|until|although|though|even though|if|anymore|any more|instead|instead of .*|rather than .*|again|too|as well|please|by the way|ok|okay|right|you know|haha|lol|to be honest|for (?:years|ages|a while|some time)|all my life)\b).*$/u;
const NO_VALUE =
  /^(?:it|that|this|them|him|her|one|so|there|here|something|nothing|everything|anything|someone|not\b.*|no\b.*|never\b.*|on|off|up|down|of|to|in|what\b.*|how\b.*|very\b.*|too\b.*|you|me|us|always|gone|back|home|away|late|fine|good|bad|great|broken|full|empty|ready|done|missing|lost|a (?:bit|lot|mess|pain|problem|disaster|joke|nightmare|secret)\b.*)$/i;

/** A town, a street, a country: a word with a capital in it. */
export function placeIn(text: string | undefined): string | undefined {
  const place = valueIn(text?.replace(AFTER_PLACE, ''))?.replace(/^(?:the )?(?:city|town|village) of /i, '');
  return place && /\p{Lu}/u.test(place) ? place : undefined;
}

const AFTER_PLACE =
  / (?:with|for (?!\p{Lu})|near my|close to|next to|because|by myself|alone|together|ever|(?:a|an|the) \w+ (?:ago|before)|and)\b.*$/u;
