import { PETS, RELATION } from '../extract/claim.ts';

export type EntityKind = 'person' | 'organisation' | 'project' | 'place';

/** What the value of an attribute is, where it is somebody or something that others can have to do with as well. */
export function kindOfValue(attribute: string): EntityKind | undefined {
  if (isOfPeople(attribute)) return 'person';
  return attribute === 'employer'
    ? 'organisation'
    : attribute === 'project'
      ? 'project'
      : PLACES.has(attribute)
        ? 'place'
        : undefined;
}

function isOfPeople(attribute: string): boolean {
  return PEOPLE.test(attribute) && !ANIMALS.test(attribute);
}

const PLACES = new Set(['home', 'origin']);
const PEOPLE = new RegExp(`^(?:${RELATION})$`, 'i');
const ANIMALS = new RegExp(`^(?:${PETS})$`, 'i');

/** Relations that hold both ways. */
export const MUTUAL: ReadonlySet<string> = new Set([
  'colleague',
  'teammate',
  'friend',
  'neighbour',
  'cousin',
  'partner',
  'flatmate',
]);

/** A relation as people say it: `Ben works with Tomas`, `Tomas is Ana's manager`, `you live in Porto`. */
export function tieText(subject: string, relation: string, object: string): string {
  const isMe = subject === 'me';
  const [who, whom] = [isMe ? 'you' : inYourWords(subject), object === 'me' ? 'you' : inYourWords(object)];
  const verb = VERBS[relation];
  if (verb !== undefined) return `${who} ${isMe ? verb.replace(/^(\w+)s\b/, '$1') : verb} ${whom}`;
  return `${whom} ${object === 'me' ? 'are' : 'is'} ${isMe ? 'your' : `${who}'s`} ${relation}`;
}

/** `my sister` stands for whoever that is. */
function inYourWords(name: string): string {
  return name.replace(/^my /, 'your ');
}

const VERBS: Readonly<Record<string, string>> = {
  colleague: 'works with',
  teammate: 'works with',
  employer: 'works at',
  project: 'works on',
  home: 'lives in',
  origin: 'comes from',
};
