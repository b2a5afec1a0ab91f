import { asksSomething, soundsUrgent } from './triage.ts';

const LONGEST = 160;

/** The sentence of a mail that asks for something, else its first one, on one line; its subject where it says nothing. */
export function whatItAsks(words: string, subject: string): string {
  const sentences = words
    .split(/(?<=[.!?])\s+|\n{2,}/)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => /\p{L}{2}/u.test(sentence) && !GREETING.test(sentence));
  const found =
    sentences.find(asksSomething) ?? sentences.find(soundsUrgent) ?? sentences[0] ?? subject.replace(/\s+/g, ' ').trim();
  return found.length > LONGEST ? `${found.slice(0, LONGEST - 1)}…` : found;
}

const GREETING = /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|liebe[rs]?|bonjour|hola)\b[^.?]{0,40}[,!.]?$/i;
