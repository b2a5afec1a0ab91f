import type { Guest } from '../../ports/calendar.ts';
import type { Meeting } from './meeting.ts';

/** True when a text names somebody who will be there, or is about the meeting's subject. */
export function isAbout(text: string, { event, others }: Meeting): boolean {
  return others.some((guest) => isNamed(text, guest)) || holdsSubject(text, event.title);
}

/** The words to search by: everybody's name and the subject. */
export function searchText({ event, others }: Meeting): string {
  return [...others.flatMap(namesOf), ...subjectOf(event.title)].join(' ');
}

/** By address, or by one of their names as it is written: `will` names no Will. */
function isNamed(text: string, guest: Guest): boolean {
  if (text.toLowerCase().includes(guest.address.toLowerCase())) return true;
  const words = new Set(text.match(/[\p{L}\p{M}]+/gu));
  return namesOf(guest).some((name) => words.has(name));
}

/** Without a name, what the address makes likely: `ben.okafor@` is Ben and Okafor. */
function namesOf({ name, address }: Guest): readonly string[] {
  const written = name.trim() === '' ? address.slice(0, address.lastIndexOf('@')) : name;
  return (written.match(/[\p{L}\p{M}]{3,}/gu) ?? []).map((part) => part.charAt(0).toUpperCase() + part.slice(1));
}

/** A subject of one or two words must stand there whole; of a longer one two words tell enough. */
function holdsSubject(text: string, title: string): boolean {
  const subject = subjectOf(title);
  const words = wordsOf(text);
  const held = subject.filter((word) => words.some((each) => sameWord(each, word)));
  return subject.length > 0 && held.length >= Math.min(subject.length, 2);
}

function subjectOf(title: string): readonly string[] {
  return [...new Set(wordsOf(title).filter((word) => word.length > 3 && !COMMON.has(word)))];
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
}

/** `number` and `numbers`. */
function sameWord(a: string, b: string): boolean {
  return a === b || a === `${b}s` || b === `${a}s`;
}

/** What meetings are called whatever they are about. */
const COMMON = new Set(
  `meeting meetings call sync weekly daily monthly quarterly review talk chat catch team check standup kickoff update updates session
   workshop discussion discuss planning plan project with about from this that next prep intro introduction interview lunch coffee
   dinner breakfast status zoom meet teams invitation regular round table time follow`.split(/\s+/),
);
