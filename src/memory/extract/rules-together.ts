import { RELATION } from './claim.ts';
import { nameIn, type Reading, type Rule, rule, valueIn, WHO, WHOSE } from './rule.ts';

const WORKS = `(?: works?| (?:am|['’]m|is|['’]s|are) working)`;
const NO_LONGER = `(?: no longer works?| (?:do|does) not work| stopped working)`;
const PROJECT = `(?:(?:the )?project (?<named>.+?)|the (?<what>.+?) project)`;

/** Who works with whom, under whom, and on what. */
export const TOGETHER_RULES: readonly Rule[] = [
  rule(`${WHO}${WORKS} (?:closely |directly )?(?:together )?with (?<names>.+?)(?: (?:on|at|in) .+)?`, ({ names }) =>
    colleagues(names),
  ),
  rule(`${WHO}${NO_LONGER} with (?<names>.+?)(?: any ?more)?`, ({ names }) =>
    colleagues(names)?.map((one) => ({ ...one, how: 'end' as const })),
  ),
  rule(
    `(?<one>\\p{L}[\\p{L}'’-]*(?: \\p{L}[\\p{L}'’-]*)?) and (?<other>\\p{L}[\\p{L}'’-]*(?: \\p{L}[\\p{L}'’-]*)?) (?:work together|work with each other|are (?:colleagues|coworkers|co-workers))`,
    ({ one, other }) => together(one, other),
  ),
  rule(`${WHO} (?:reports?|(?:am|is|are) reporting) (?:directly )?to (?<name>.+)`, ({ name }) => relation('manager', name)),
  rule(`(?<name>.+?) (?:manages|supervises) ${WHO}`, ({ name }) => relation('manager', name)),
  rule(`(?<name>.+?) (?:is|became|has become) ${WHOSE} (?:new )?(?<rel>${RELATION})`, ({ name, rel = '' }) =>
    relation(rel, name),
  ),
  rule(`${WHO}(?:${WORKS} on|(?: am| is| are) on| leads?| runs?| joined) ${PROJECT}`, projects),
  rule(`${WHO}${WORKS} on (?<bare>.+)`, projects),
  rule(`${WHO}${NO_LONGER} on (?:${PROJECT}|(?<bare>.+?))(?: any ?more)?`, (groups) =>
    projects(groups)?.map((one) => ({ ...one, how: 'end' as const })),
  ),
];

function colleagues(given: string | undefined): Reading[] | undefined {
  const names = given?.split(/,? and |, /).map(nameIn) ?? [];
  const known = names.filter((name) => name !== undefined);
  return known.length === 0 || known.length < names.length
    ? undefined
    : known.map((value) => ({ attribute: 'colleague', value }));
}

function together(one: string | undefined, other: string | undefined): Reading | undefined {
  const [subject, value] = [nameIn(one), nameIn(other)];
  return subject === undefined || value === undefined ? undefined : { subject, attribute: 'colleague', value };
}

function relation(attribute: string, given: string | undefined): Reading | undefined {
  const value = nameIn(valueIn(given));
  return value === undefined ? undefined : { attribute, value };
}

/** Where a sentence does not say that it is one, only what is written like a name is. */
function projects({ named, what, bare }: { readonly [key: string]: string | undefined }): Reading[] | undefined {
  const value = valueIn(named ?? what ?? bare, 40);
  if (value === undefined || !/^\p{Lu}[\p{L}\d.-]*(?: [\p{Lu}\d][\p{L}\d.-]*){0,3}$/u.test(value) || DAYS.test(value))
    return undefined;
  return [{ attribute: 'project', value }];
}

const DAYS =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|october|november|december)\b/i;
