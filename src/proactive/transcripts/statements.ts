import type { TranscriptLine } from './read-transcript.ts';

/** One sentence of a transcript, word for word. */
export interface Statement {
  /** The transcript's line. */
  readonly line: number;
  readonly speaker: string;
  readonly text: string;
  /** True when it is said as it is, without a doubt, a condition, a question or a no, also not in the sentence behind it. */
  readonly firm: boolean;
}

const HEDGE =
  /\b(?:maybe|perhaps|might|could|would|should|can we|probably|possibly|presumably|likely|hopefully|ideally|eventually|someday|sometime|tentative(?:ly)?|apparently|supposedly|i (?:think|guess|suppose|believe|feel|wonder|assume|hope|imagine|doubt)|i['’]d|we['’]d|kind of|sort of|more or less|not sure|unsure|unclear|undecided|tbd|pending|open question|up in the air|at some point|one day|in principle|in theory|for now|for the moment|as a working|let['’]?s see|we['’]?ll see|we will see|see how|circle back|come back to|get back to|touch base|revisit|park (?:it|this|that)|table (?:it|this|that)|sleep on|leaning|lean towards?|thinking (?:about|of)|consider(?:ing)?|open to|toy(?:ing)? with|explor(?:e|ing)|look into|try(?:ing)? to|aim(?:ing)? to|want(?:s|ed)? to|plan(?:s|ning)? to|propos(?:e|es|ed|al)|suggest(?:s|ed|ion)?|idea|option|draft decision|wish|almost|nearly|what if|how about|rather)\b/i;
const MAY = /\bmay\b(?!\s+\d)/;
const CONDITION =
  /\b(?:if|unless|until|once|when|whenever|whether|before|after|assuming|suppose|supposing|provided|in case|depend(?:s|ing)?|subject to|as long as|either)\b/i;
const DENIAL =
  /\b(?:not|never|nobody|no one|none|neither|nothing|hardly|yet|cannot|without|instead of|rather than|no longer)\b|n['’]t\b/i;
/** What somebody says that others say, or said once, is no word of theirs. */
const REPORT =
  /\b(?:said|says|heard|told|claims?|asked|rumou?r|last (?:time|week|month|year|quarter)|back then|originally|used to|thought|joking|kidding|pretend|imagine)\b/i;
const TAKEN_BACK =
  /^(?:(?:or|but|though|although|unless|actually|hmm+|no|wait|then again|on second thought|just kidding|kidding|scratch that|never ?mind|not really|if|depending)\b|(?:maybe|perhaps|well)\b.{0,20}$)/i;

/** Every line's sentences, in order. */
export function statementsOf(lines: readonly TranscriptLine[]): readonly Statement[] {
  const all = lines.flatMap(({ number, speaker, text }) =>
    sentencesOf(text).map((each) => ({ line: number, speaker, text: each })),
  );
  return all.map((each, place) => ({ ...each, firm: isFirm(each.text) && !isTakenBack(each, all[place + 1]) }));
}

function isFirm(text: string): boolean {
  return !text.endsWith('?') && ![HEDGE, MAY, CONDITION, DENIAL, REPORT].some((sign) => sign.test(text));
}

/** By the same person in the next breath. */
function isTakenBack(said: Omit<Statement, 'firm'>, next: Omit<Statement, 'firm'> | undefined): boolean {
  return next !== undefined && next.speaker === said.speaker && TAKEN_BACK.test(next.text);
}

function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?…])\s+(?=[\p{Lu}\p{N}"“'‘])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}
