import { type Setting, splitWhenAndText } from '../../reminders/phrase.ts';
import type { Found, Item, Said } from './notes.ts';
import type { Statement } from './statements.ts';

/** When the conversation was, for what "by Friday" means in it. */
export type Moment = Omit<Setting, 'bareDay'>;

/** What is said so plainly that rules can tell: decisions, what somebody takes on, and what was left open. No model takes part. */
export function plainNotes(statements: readonly Statement[], moment: Moment): Found {
  const items = statements.flatMap((statement) => itemIn(statement, moment) ?? []);
  const decisions = statements.filter(isDecision).map(toSaid);
  const open = statements.filter((statement) => !statement.firm && OPEN.test(statement.text)).map(toSaid);
  return { summary: [], decisions: decisions.slice(0, MOST), items: items.slice(0, MOST), open: open.slice(0, MOST) };
}

/** True for a firm statement that says itself that something is decided. */
export function isDecision({ firm, text }: Statement): boolean {
  return firm && DECIDED.test(text);
}

/** What somebody firmly takes on, or is given by name; undefined for all other statements. */
export function itemIn(statement: Statement, moment: Moment): Item | undefined {
  const { firm, speaker, text } = statement;
  if (!firm) return undefined;
  const own = TAKES_ON.exec(text)?.[1];
  if (own !== undefined && speaker !== '' && !NO_DEED.test(own)) return toItem(statement, speaker, own, moment);
  const [, owner = '', what = ''] = IS_TO.exec(text) ?? [];
  if (what === '' || NO_OWNER.test(owner) || NO_DEED.test(what)) return undefined;
  return toItem(statement, owner, what, moment);
}

export function toSaid({ line, speaker, text }: Statement): Said {
  return { line, speaker, quote: text };
}

export function toItem(statement: Statement, owner: string, said: string, moment: Moment): Item {
  const { when, text } = splitWhenAndText(said.replace(/[.!]+$/, ''), { ...moment, bareDay: 'end' });
  const due = when.state !== 'once' ? '' : when.dayOnly ? when.at.toPlainDate().toString() : when.at.toInstant().toString();
  return { ...toSaid(statement), owner, what: due === '' || text === '' ? said.replace(/[.!]+$/, '') : text, due };
}

const MOST = 20;
const DECIDED =
  /\b(?:we(?:['’]ve| have)? (?:all |now |finally |just )?(?:decided|agreed|chosen|chose|settled on)|(?:it|that|this)(?:['’]s| is) (?:decided|agreed|settled|approved)|the decision is|we(?:['’]re| are) going with|we(?:['’]ll| will) go with)\b|^(?:decision|decided|agreed|approved): \S/i;
const LEAD = String.raw`^(?:(?:ok(?:ay)?|yes|yeah|sure|right|fine|great|good|perfect|alright|and|so|then|thanks|no problem|also)\b[,.!]?\s+)*`;
const TAKES_ON = new RegExp(
  String.raw`${LEAD}(?:i['’]ll|i will|i am going to|i['’]m going to)\s+(?:also\s+|then\s+)?(\S.*)$`,
  'i',
);
/** `Ben to send the numbers`, `Ben will send the numbers`, `Action: Ben to send the numbers`. */
const IS_TO =
  /^(?:(?:[Aa]ction(?: [Ii]tem)?|AI|TODO|[Tt]o ?do)\s*:\s*)?(\p{Lu}[\p{L}\p{M}.'’-]+(?: \p{Lu}[\p{L}\p{M}.'’-]+)?)(?: is)? (?:to|will|is going to)\s+(\S.*)$/u;
const NO_OWNER =
  /^(?:\w*ing|[IA]t|It|We|They|You|He|She|This|That|There|What|Who|How|Where|Why|Which|Everyone|Everybody|Someone|Somebody|People|Things?|Time|Need|Want|Have|Has|Had|Happy|Nice|Ready|Able|Remember|Sorry|Back|Next|Due|Thanks|Welcome|Easy|Hard|Great|Good|Glad|Used|Up|Down|Over|Back|Today|Tomorrow|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Nothing|Something|One|Two|The|Our|My|Your)(?:\s|$)/;
/** What begins so is no deed to be done. */
const NO_DEED =
  /^(?:be|have|think|see|say|know|need|wait|guess|admit|let you|leave it|stop there|start by|just say|pass|hold|mean|love|like|happen|become|get used|miss|bet|assume|take that as)\b/i;
const OPEN = /\b(?:we|let['’]?s|us|decide|decision|circle back|revisit|open question|tbd|undecided)\b/i;
