/** What a text wants of memory: nothing in particular, that this is not kept, or neither this nor what was said just before it. */
export type Privacy = 'usual' | 'this' | 'this and before';

/** Reads it off the person's own words (English). `I don't remember this` is no wish, and a text without other words means the one before. */
export function readPrivacy(text: string): Privacy {
  const plain = text.replaceAll('’', "'");
  const wish = WISHES.map((form) => form.exec(plain)).find((found) => found !== null);
  if (!wish) return 'usual';
  const others =
    plain
      .replace(wish[0], ' ')
      .replaceAll(FILLING, ' ')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return others.length === 0 || /\bjust\b/i.test(wish[0]) ? 'this and before' : 'this';
}

const NOT = "(?:do not|don't|dont|never|not to|without)";
const KEEP =
  '(?:remember(?:ing)?|sav(?:e|ing)|stor(?:e|ing)|keep(?:ing)?|memori[sz](?:e|ing)|record(?:ing)?|log(?:ging)?|writ(?:e|ing) down|learn(?:ing)?)';
const WHAT =
  "(?:any of (?:this|that|it)|this|that|what (?:i|i'm|i am|we)(?: just)? (?:say|said|saying|tell|told|write|wrote|about to say)(?: you)?)";
/** Who is spoken of when somebody else does not remember. */
const SOMEBODY = '(?<!\\b(?:i|you|we|they|he|she|people|who|why)[ ,]+(?:do |just |still |really )?)';

const WISHES: readonly RegExp[] = [
  new RegExp(`${SOMEBODY}\\b${NOT} ${KEEP} ${WHAT}(?: (?:message|conversation|chat|part|bit|one))?(?=$|[\\s,.;:!?)-])`, 'iu'),
  /\b(?:strictly )?off the record\b/i,
  /\bkeep (?:this|that|it)(?: (?:message|conversation|chat))? (?:out of|from) (?:your )?memory\b/i,
  /\bforget (?:what i (?:just )?(?:said|told you|wrote)|(?:this|that) (?:right )?(?:afterwards|after this|again))\b/i,
];
const FILLING =
  /\b(?:please|pls|ok|okay|thanks|thank you|actually|by the way|btw|and|but|also|oh|wait|hey|all|again|for me|you|must|can|could|should|is|was|it|this|that)\b/giu;
