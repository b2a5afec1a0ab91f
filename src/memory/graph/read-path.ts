import { Temporal } from 'temporal-polyfill';
import type { DateWindow } from '../date-window.ts';
import { plainWords, RELATION, sameAttribute } from '../extract/claim.ts';
import { timeSaid } from '../extract/time-said.ts';

/** Whom or what a phrase means: `Ana's manager` begins at Ana and goes one relation on, `my sister` begins at the person. */
export interface Path {
  /** Plain; `me` for the person. */
  readonly from: string;
  readonly relations: readonly string[];
}

/** A question that people, firms, projects and places answer by how they stand to each other. */
export interface PathQuestion {
  /**
   * `together`: who works with them; `back`: whoever stands in this relation to them; `there`: who they are, at the end of the path;
   * `all`: everything that ties them to others.
   */
  readonly wants: 'together' | 'back' | 'there' | 'all';
  readonly relation?: string;
  readonly path: Path;
  /** The days it asks about; without them, now. */
  readonly window: DateWindow | undefined;
}

/** Reads a question off its English form; undefined for any other text. */
export function readPathQuestion(text: string, today: Temporal.PlainDate): PathQuestion | undefined {
  const sentence = text.trim();
  if (sentence.length > LONGEST) return undefined;
  const { text: asked, since, until } = timeSaid(sentence.replace(/[?.!\s]+$/, '').replace(LEAD_IN, ''), today);
  const window = windowFrom(since, until, today);
  for (const form of FORMS) {
    const question = readAs(form, asked);
    if (question) return { ...question, window };
  }
  return undefined;
}

function readAs([form, wants, relation, adds]: Form, asked: string): Omit<PathQuestion, 'window'> | undefined {
  const groups = form.exec(asked)?.groups;
  const path = groups && pathOf(groups.whom ?? '');
  if (!path) return undefined;
  const relations = adds === undefined ? path.relations : [...path.relations, adds];
  if (relations.length > MOST_RELATIONS || !isForPaths(wants, relations.length)) return undefined;
  const named = relation ?? relationOf(groups.relation ?? '');
  return { wants, path: { ...path, relations }, ...(named !== undefined && { relation: named }) };
}

/** What is one relation away is what a slot says. */
function isForPaths(wants: PathQuestion['wants'], length: number): boolean {
  if (wants === 'there') return length > 1;
  return wants !== 'all' || length === 0;
}

const LONGEST = 160;
const MOST_RELATIONS = 3;
const LEAD_IN =
  /^(?:(?:hey|hi|please|so|and|do you (?:know|remember)|can you tell me|could you tell me|tell me|remind me|again)[,:]? )+/i;
const WORK = '(?:work|works|worked|is working|are working|working)';

/** `adds` is one more relation at the end of the path. */
type Form = readonly [form: RegExp, wants: PathQuestion['wants'], relation?: string | undefined, adds?: string];

const FORMS: readonly Form[] = [
  [new RegExp(`^who(?: all| else)? ${WORK} (?:together )?with (?<whom>.+)$`, 'i'), 'together'],
  [/^(?:who|whom|with whom) (?:does|do|did) (?<whom>.+?) work(?: together)?(?: with)?$/i, 'together'],
  [/^(?:who (?:are|were) )?(?:the )?(?:colleagues|coworkers|co-workers|teammates) of (?<whom>.+)$/i, 'together'],
  [/^(?:who (?:are|were) )?(?<whom>.+?)['’]s? (?:colleagues|coworkers|co-workers|teammates)$/i, 'together'],
  [/^who(?: all| else)? (?:reports?|reported) to (?<whom>.+)$/i, 'back', 'manager'],
  [/^who(?: all| else)? (?:does|did) (?<whom>.+?) (?:manage|supervise)$/i, 'back', 'manager'],
  [new RegExp(`^who(?: all| else)? ${WORK} (?:at|for) (?<whom>.+)$`, 'i'), 'back', 'employer'],
  [
    new RegExp(`^who(?: all| else)? (?:${WORK}|is|are) on (?:project )?(?<whom>.+?)(?:(?<!['’]s) project)?$`, 'i'),
    'back',
    'project',
  ],
  [/^who(?: all| else)? (?:lives?|lived|is|are) in the same (?:city|town|place) as (?<whom>.+)$/i, 'back', 'home', 'home'],
  [/^who(?: all| else)? (?:lives?|lived) (?:where (?<whom>.+?) (?:lives?|lived))$/i, 'back', 'home', 'home'],
  [/^who(?: all| else)? (?:lives?|lived|is living) in (?<whom>.+)$/i, 'back', 'home'],
  [
    new RegExp(`^who(?: all| else)? ${WORK} (?:at|for) the same (?:company|firm|place) as (?<whom>.+)$`, 'i'),
    'back',
    'employer',
    'employer',
  ],
  [/^whose (?<relation>[a-z -]{3,20}) (?:is|was) (?<whom>.+)$/i, 'back'],
  [/^where (?:does|do|did) (?<whom>.+?) live$/i, 'there', undefined, 'home'],
  [/^(?:where|for whom|who) (?:does|do|did) (?<whom>.+?) work(?: at| for)?$/i, 'there', undefined, 'employer'],
  [/^(?:which|what) (?:company|firm) (?:does|do|did) (?<whom>.+?) work (?:at|for)$/i, 'there', undefined, 'employer'],
  [/^(?:which|what) project (?:does|do|did) (?<whom>.+?) work on$/i, 'there', undefined, 'project'],
  [/^(?:who|whom) (?:does|do|did) (?<whom>.+?) report to$/i, 'there', undefined, 'manager'],
  [/^(?:who|what|where)(?:['’]s| is| are| was) (?<whom>.+)$/i, 'there'],
  [/^who(?:['’]s| is| was) (?<whom>.+)$/i, 'all'],
];

/** `Ana's manager's wife`, `the manager of my sister`, `Globex`. */
function pathOf(phrase: string): Path | undefined {
  const text = phrase.trim().replace(/^the /i, '');
  const [, relation, whom] = /^(.+?) of (.+)$/i.exec(text) ?? [];
  const last = relation === undefined ? undefined : relationOf(relation);
  if (last !== undefined && whom !== undefined) {
    const path = pathOf(whom);
    return path && { ...path, relations: [...path.relations, last] };
  }
  const [, owner] = /^(?:my|our) (.+)$/i.exec(text) ?? [];
  const [first = '', ...rest] = (owner ?? text).split(/(?:['’]s|(?<=s)['’]) /i);
  const relations = (owner === undefined ? rest : [first, ...rest]).map(relationOf);
  const known = relations.filter((each) => each !== undefined);
  if (known.length < relations.length) return undefined;
  if (owner !== undefined) return { from: 'me', relations: known };
  if (/^(?:i|me)$/i.test(first)) return { from: 'me', relations: known };
  return NAME.test(first) ? { from: plainWords(first), relations: known } : undefined;
}

/** One to four words, none of which speaks of anything in particular. */
const NAME =
  /^(?!(?:he|she|it|they|you|we|him|her|them|us|that|this|there|here|an?|some|any)\b)[\p{L}\d.'’-]+(?: [\p{L}\d.'’-]+){0,3}$/iu;

/** The attribute that a word asks for. */
function relationOf(word: string): string | undefined {
  const plain = word
    .trim()
    .toLowerCase()
    .replace(/^(?:current|new|older|younger) /, '');
  if (new RegExp(`^(?:${RELATION})$`, 'i').test(plain)) return sameAttribute(plain);
  if (/^(?:employer|company|firm|workplace)$/.test(plain)) return 'employer';
  if (/^(?:home|city|town|place)$/.test(plain)) return 'home';
  return plain === 'project' ? plain : undefined;
}

function windowFrom(since: string | undefined, until: string | undefined, today: Temporal.PlainDate): DateWindow | undefined {
  if (since === undefined) return undefined;
  const from = Temporal.PlainDate.from(since);
  return { from, to: until === undefined ? today : Temporal.PlainDate.from(until).subtract({ days: 1 }) };
}
