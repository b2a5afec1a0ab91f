/** One thing that was said, by the person and in earnest. */
export interface Clause {
  /** Without what only leads in and without small words such as `now` and `really`. */
  readonly text: string;
  /** The sentence it stands in. */
  readonly quote: string;
  /** It begins as one begins who takes something back. */
  readonly corrects: boolean;
  /** It gives what was meant, as `I meant Ana` does. */
  readonly isMeant: boolean;
  /** It says that something holds from now on. */
  readonly isNew: boolean;
}

/** The statements in a text; questions, guesses, quotations and what others said are none. */
export function clausesOf(text: string): Clause[] {
  return sentencesOf(text).flatMap((sentence) => {
    if (sentence.endsWith('?') || sentence.length > LONGEST_SENTENCE) return [];
    const { rest, corrects, isMeant } = withoutLeadIn(sentence);
    if (OTHERS.test(rest) || GUESS.test(rest) || FICTION.test(rest) || MAY.test(rest)) return [];
    return partsOf(rest).map((part, place) => ({
      text: written(part)
        .replaceAll(SMALL, '')
        .replaceAll(/\s+/g, ' ')
        .replace(/[\s.!,;:]+$/, '')
        .trim(),
      quote: sentence,
      corrects: corrects && place === 0,
      isMeant: isMeant && place === 0,
      isNew: NEW.test(part),
    }));
  });
}

const NEW = /\b(?:now|new|nowadays|these days|from now on|from today|lately|recently|just|anymore)\b/i;

/** The statements of one sentence; where the second leaves out who does it, that is said again. */
function partsOf(sentence: string): string[] {
  if (MATTER.test(sentence)) return [sentence];
  return sentence.split(NEXT).flatMap((part) => {
    const [, who] = /^(I|we|he|she|\p{Lu}[\p{L}'’-]*)\b/u.exec(part) ?? [];
    const [first = '', ...others] = who === undefined ? [part] : part.split(ALSO);
    return [first, ...others.map((other) => `${who} ${other}`)];
  });
}

const LONGEST_TEXT = 4_000;
/** Nobody tells a fact in more characters. */
const LONGEST_SENTENCE = 400;

/** Without contractions: `I am`, `he has moved`, `does not`. */
function written(text: string): string {
  return text
    .replaceAll(/\bcan['’]t\b/gi, 'cannot')
    .replaceAll(/\bwon['’]t\b/gi, 'will not')
    .replaceAll(/(?<=\p{L})n['’]t\b/giu, ' not')
    .replaceAll(/\bI['’]m\b/gi, 'I am')
    .replaceAll(/(?<=\b(?:I|we|you|they))['’]ve\b/gi, ' have')
    .replaceAll(/(?<=\b(?:we|you|they))['’]re\b/gi, ' are')
    .replaceAll(
      /(?<=\b(?:he|she|it|that|there))['’]s (?=been\b|got\b|had\b|gone\b|become\b|begun\b|\p{L}+ed\b(?! in\b))/giu,
      ' has ',
    )
    .replaceAll(/(?<=\b(?:he|she|it|that|there))['’]s\b/gi, ' is')
    .replaceAll(/(?<=\b(?:I|he|she|we|they))['’]ll\b/gi, ' will')
    .replaceAll(/(?<=\b(?:I|he|she|we|they))['’]d rather\b/gi, ' would rather');
}

function sentencesOf(text: string): string[] {
  const own = text.slice(0, LONGEST_TEXT).replaceAll(/["“«][^"”»]{8,}["”»]/g, ' "…" ');
  return own
    .split(/(?<=[.!?])(?<!\b(?:Dr|Mr|Mrs|Ms|St|Prof|Jr|vs|e\.g|i\.e|No)\.)\s+|\n+|(?<=\p{L}); /u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && !/^>/.test(sentence));
}

const CORRECTION =
  /^(?:(?:oh |ah )?(?:no|nope|sorry|oops|wait|actually|correction|well actually|my mistake|my bad|scratch that|(?:i was|that was|that's|that is|you're|you are|this is) (?:wrong|not right|incorrect|mistaken|not true|out of date|outdated)|i misspoke|i mis-?typed|i meant(?: to say)?|let me correct that|to correct myself|not quite)\b(?: about (?:that|it))?[\s,:.;!—–-]*)+/i;
const LEAD_IN =
  /^(?:(?:by the way|btw|fyi|hey|hi|hello|oh|so|ok|okay|well|and|but|also|anyway|listen|look|yes|yeah|guess what|good news|bad news|big news|news|update|quick update|small update|just an update|for the record|for your information|just so you know|so you know|heads up|you should know|you know|as you know|remember|please remember|note|please note|keep in mind|make a note|i wanted to (?:tell|let) you(?: know)?|i want you to know|i should (?:mention|add|say)|i forgot to (?:say|mention)|let me tell you|did i tell you|i (?:already )?(?:told you|said|mentioned)(?: before| earlier| already)?|i have to say|to be honest|honestly|frankly|personally|in general|generally|overall|it turns out|turns out|one more thing|another thing|first|second|finally|today|in fact|the thing is|fun fact|thanks|thank you|great|right)\b(?: that\b)?[\s,:;!—–-]*)+/i;

function withoutLeadIn(sentence: string): { rest: string; corrects: boolean; isMeant: boolean } {
  const plain = sentence.replace(LEAD_IN, '').replace(ANNOUNCED, '');
  const rest = plain.replace(CORRECTION, '');
  const lead = plain.slice(0, plain.length - rest.length);
  return { rest: rest.replace(LEAD_IN, ''), corrects: lead !== '', isMeant: /\bi meant\b/i.test(lead) };
}

/** `They made it official: I ...` */
const ANNOUNCED = /^(?:[\p{L}'’]+ ){2,7}[\p{L}'’]+: (?=(?:i|my|we|our)\b)/iu;

/** Told by, or written by, somebody else. */
const OTHERS =
  /\b(?:(?<![Ii] )(?:says?|said|tells?|told|claims?|claimed|thinks?|thought|believes|believed|wrote|writes|mentioned|announced|asked|reported|insists?|insisted|reckons?|swears)|according to|quotes?|quoted|heard (?:that|from)|overheard)\b|"…"|^\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?: /u;
const GUESS =
  /\b(?:maybe|perhaps|might|could|would|probably|possibly|i guess|i suppose|i assume|i doubt|not sure|unsure|not certain|wonder(?:ing)?|whether|if|unless|imagine|pretend|suppose|hypothetically|let's say|dreamt|dreamed|joking|kidding|wish|hope|hoping|consider(?:ing)?|think(?:ing)? (?:of|about)|tempted|someday|some day|one day|almost|nearly|seems?|apparently|supposedly|allegedly|rumou?r\w*|toying|used to think)\b|(?<!, )\bi think\b/iu;
/** The month is written large or after its day. */
const MAY = /(?<!\d(?:st|nd|rd|th)?(?: of)? )(?<!\b(?:in|since|last|until|of|from) )\bmay (?!\d)/;
const FICTION =
  /^(?:in|on) (?:the|my|this|that|a) (?:novel|story|film|movie|game|play|book|show|song|dream|series)\b|\bthe (?:character|hero|narrator)\b/i;
/** Another statement in the same sentence. */
const NEXT =
  /(?:,|;| —| –)?\s+(?:and|but|so)\s+(?=(?:i|we|my|our|her|his|their|she|he|they)\b(?! (?:both|all|can|could|would)\b))|,\s+(?=(?:her|his|their|she|he|they|my|i(?:'m|’m)?)\s)/i;
/** A second verb with the same subject. */
const ALSO =
  /,? (?:and|but) (?:(?:then|now|also|so|just|have|has) )*(?=(?:joined|started|moved|became|became|work|works|live|lives|got|took|switched|left|prefer|prefers|like|love|hate|bought|sold|settled|relocated|am|is) )/i;
/** `As for zoos, I think ...` is one statement. */
const MATTER = /^(?:on|about|regarding|as for|when it comes to)\b[^,]+,/i;
/** Said beside the matter: `I now live`, `I really like`. */
const SMALL =
  /,? ?\b(?:now|nowadays|these days|currently|still|really|finally|just|recently|also|already|officially|actually|absolutely|totally|quite|truly|definitely|at the moment|right now|at present|for now|again|both|lately|very much|a lot|so much|from now on|from today on|as it happens|by now|of course|since then)\b(?! for\b)/gi;
