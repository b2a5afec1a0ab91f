/** Whether a request is about the person's own life, could be, or is answered elsewhere: by common knowledge, or by looking things up. */
export type Matter = 'own' | 'unclear' | 'elsewhere';

/**
 * Reads it off the form of the request. A model may be far away, and is shown memory only where it bears on what was asked: word vectors
 * alone find something that resembles any request. `known`: the question's stems that stand in this person's memory.
 */
export function whoseMatter(text: string, known: Iterable<string>): Matter {
  const names = namesInside(text);
  const stems = [...known];
  if (names.some((name) => stems.some((stem) => isOf(name, stem)))) return 'own';
  if (
    ORDER.test(text) ||
    MATERIAL.test(text) ||
    (ROOM.test(text) && !BACK.test(text)) ||
    (HOW_TO.test(text) && !POSSESSION.test(text))
  )
    return 'elsewhere';
  if (POSSESSION.test(text) || SELF.test(text)) return 'own';
  if (WISH.test(text) || KNOWLEDGE.test(text)) return 'elsewhere';
  return DEFINITE.test(text) || (names.length === 0 && BACK.test(text)) ? 'unclear' : 'elsewhere';
}

/** What is to be done now says itself what it needs. */
const ORDER = /^\W*(?:please |can you |could you )?(?:remind|add|set|schedule|create|translate|convert|calculate|spell)\b/i;
/** The text to work on comes along. */
const MATERIAL = /\b(?:this|these|following)\b[^:]{0,40}:/i;
/** What stands in the calendar, the tasks or the mail is looked up there. */
const ROOM =
  /^\W*(?:which|what|how|any|show|list|is there|are there|do i have)\b.*\b(?:tasks?|to-?dos?|reminders?|calendar|agenda|inbox|e-?mails?|mails?|events?|meetings?)\b/i;
const BACK = /\b(?:did|was|were|had|said|told|wrote|decided|agreed)\b/i;
/** One certain thing, that both know of; not the best or the most of its kind. */
const DEFINITE = /\bthe (?!\w+(?:est|ers)\b|(?:best|most|least|worst|usual|right|same)\b)/i;
/** How anybody does such a thing. */
const HOW_TO = /\b(?:do|can|could|should|would|does) (?:i|you|we|one)\b.*\b(?:an?|some)\b|\bhow to\b/i;
const POSSESSION = /\b(?:my|mine|our|ours)\b/i;
const SELF = /\b(?:i|we|us|remember|last time)\b|\b(?:told|tell) (?:you|me) (?:about|that|what|who|when|where|why|how)\b/i;
const WISH =
  /^\W*(?:please |can you |could you )?(?:write|draft|compose|explain|summari[sz]e|list|define|describe|generate|solve|compare|correct|fix|rewrite|recommend|suggest|search|give me|tell me an?|tell me some|make|invent|imagine|prove|name|rhyme|count|play|show me how|turn this|turn it|shorten|rephrase|proofread)\b/i;
const KNOWLEDGE =
  /\b(?:difference between|meaning of|definition of|synonym|antonym|plural|capital|population|height|formula|recipe for|mean|stand for|symptoms|world|history|planet|how (?:do|does|is|are) \w+ (?:\w+ )?(?:works?|made|formed|calculated)|what (?:is|are|was|were) (?:an?|\d)|what (?:causes|time|day|date)|square root|percent|weather)\b/i;

/** Capitalised words, but for the first of a sentence, which says nothing, unless something is its own (`Ana's`). */
function namesInside(text: string): string[] {
  const words = text.matchAll(/(?<before>^|[.!?:]\s+["'“]?|["“]|\s)(?<word>\p{Lu}[\p{L}\p{M}-]+)(?<own>['’]s)?/gu);
  return [...words].flatMap(({ groups = {} }) => {
    const first = /^$|[.!?:"“]/.test(groups.before ?? '');
    const word = (groups.word ?? '').toLowerCase();
    return (first && groups.own === undefined) || DAYS.test(word) ? [] : [word];
  });
}

const DAYS =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december)$/;

/** Whether a stem, as Postgres cuts it, is of this name. */
function isOf(name: string, stem: string): boolean {
  return stem.length > 1 && name.startsWith(stem.replace(/i$/, '')) && name.length - stem.length <= 3;
}
