import { plainWords } from './claim.ts';
import { IS, type Reading, type Rule, rule, valueIn, WHO, WHOSE } from './rule.ts';

const LIKES = `(?:(?:do|does) like|likes?|loves?|enjoys?|adores?|(?:am|['’]m|is|['’]s|are) (?:(?:a )?(?:big |huge )?fan of|fond of|into|keen on|crazy about|mad about|partial to)|(?:have|has|['’]ve|['’]s) (?:come|grown|started|begun|learned|learnt) to (?:like|love|enjoy)|(?:started|began) (?:liking|loving|enjoying|to like|to love|to enjoy)|can['’]t get enough of)`;
const DISLIKES = `(?:dislikes?|hates?|detests?|loathes?|despises?|(?:can['’]t|cannot|can not) (?:stand|bear|abide)|(?:am|is|are) (?:not|no longer) (?:(?:an? )?(?:big |huge |much of a )?fan of|fond of|into|keen on)|(?:(?:do|does|did) not|never|no longer) (?:like|likes|enjoy|enjoys|love|loves|care for)|(?:have gone|['’]ve gone|went|gone|has gone|am|['’]m) off|(?:stopped|quit) (?:liking|enjoying|loving))`;

/** What somebody likes, prefers, eats, and thinks of things. */
export const TASTE_RULES: readonly Rule[] = [
  rule(`${WHO} (?:(?:like|likes|love|loves|enjoy|enjoys) )(?<this>.+?) (?:better|more) than (?<that>.+)`, ({ this: one }) =>
    preferred(one),
  ),
  rule(
    `${WHO}(?:['’]d| would)? (?:(?:strongly|much|generally) )?(?:prefers?|favou?rs?|rather have|rather take|go for|opt for)(?: to (?:have|take|use|get))? (?<this>.+?)(?: (?:to|over|rather than|instead of|than) (?<that>.+))?`,
    ({ this: one }) => preferred(one),
  ),
  rule(
    `${WHO}(?: have| has)?(?: (?:switched|changed|moved|gone over|converted))(?: (?:from (?:.+?))| over)? to (?<this>.+?)(?: instead(?: of .+)?)?`,
    ({ this: one }) => changedTo(one),
  ),
  rule(
    `${WHOSE} (?:preference|preferred choice)(?: (?:for|in|of|when it comes to) (?<kind>.+?))?${IS}(?: for)? (?<this>.+)`,
    ({ kind, this: one }) => {
      const value = valueIn(one);
      if (value === undefined) return undefined;
      return kind === undefined ? preferred(value) : { attribute: `preferred ${plainWords(kind)}`, value };
    },
  ),
  rule(`${WHOSE} (?:preferred) (?<kind>[\\p{L} -]{2,30}?)${IS} (?<this>.+)`, ({ kind = '', this: one }) =>
    valued(`preferred ${plainWords(kind)}`, one),
  ),
  rule(
    `${WHOSE} (?:(?:new|all-time|absolute) )*favou?rite (?<kind>[\\p{L} -]{2,30}?)(?: (?:of all|ever|at the moment|in the world))?${IS}(?: (?:called|probably))? (?<this>.+)`,
    ({ kind = '', this: one }) => valued(`favourite ${plainWords(kind)}`, one),
  ),
  rule(
    `(?<this>.+?) (?:is|are|has become|became) ${WHOSE} (?:(?:new|all-time|absolute) )*favou?rite (?<kind>[\\p{L} -]{2,30})`,
    ({ kind = '', this: one }) => valued(`favourite ${plainWords(kind)}`, one),
  ),
  rule(`${WHO} ?${DISLIKES} (?<what>.+?)(?: any ?more| any longer| at all)?`, ({ what }) => liking(what, 'dislike')),
  rule(`${WHO} ?${LIKES} (?<what>.+?)`, ({ what }) => liking(what, 'like')),
  rule(
    `${WHO} (?:am|['’]m|is|['’]s|became|have become|went|have gone|['’]ve gone|turned|has become|has gone)(?: an?)? (?<diet>vegan|vegetarian|pescatarian|teetotal|gluten[- ]free|lactose[- ]intolerant|coeliac|celiac|diabetic|halal|kosher)`,
    ({ diet = '' }) => ({ attribute: 'diet', value: diet.toLowerCase(), isChange: true }),
  ),
  rule(`${WHO} (?:am|['’]m|is|['’]s|have been|was found to be) allergic to (?<what>.+)`, ({ what }) => each('allergy', what)),
  rule(`${WHO} (?:have|has|['’]ve|['’]ve got) an? (?<what>[\\p{L} -]{2,30}?) allergy`, ({ what }) => each('allergy', what)),
  rule(`${WHO} (?:am|is)(?: not| no longer) allergic to (?<what>.+?)(?: any ?more)?`, ({ what }) =>
    each('allergy', what).map((one) => ({ ...one, how: 'end' as const })),
  ),
];

/** What the person holds of a matter. */
export const VIEW_RULES: readonly Rule[] = [
  rule(
    `${WHOSE} (?:(?:new|current) )?(?:position|view|opinion|stance|take|thinking|attitude)s? (?:on|of|about|towards?|regarding) (?<on>.+?)${IS}(?: that|:)? (?<this>.+)`,
    ({ on, this: one }) => view(on, one),
  ),
  rule(
    `(?:on|about|regarding|as for|when it comes to) (?<on>[^,:]+)[,:] ?(?:my (?:position|view|opinion|stance|take) is(?: that)?|i(?:['’]m| am| believe(?: that)?| think(?: that)?)) (?<this>.+)`,
    ({ on, this: one }) => view(on, one),
  ),
  rule(
    `i(?:['’]m| am)(?: (?:strongly|firmly|all|very much))? (?<this>for|against|in favou?r of|opposed to|pro) (?<on>.+)`,
    ({ on, this: side = '' }) => view(on, /^(?:against|opposed)/i.test(side) ? 'against it' : 'for it'),
  ),
  rule(`i(?: (?:strongly|firmly|fully))? (?<this>support|back|oppose|reject) (?<on>.+)`, ({ on, this: side = '' }) =>
    view(on, /^(?:oppose|reject)/i.test(side) ? 'against it' : 'for it'),
  ),
  rule(
    `i(?:['’]ve| have)? changed my mind (?:on|about) (?<on>[^,:;]+)[,:;]? ?(?:and|i now think|i think|i believe|it is|it's)? ?(?:that )?(?<this>.+)`,
    ({ on, this: one }) => view(on, one),
  ),
];

function view(on: string | undefined, given: string | undefined): Reading | undefined {
  const [matter, value] = [valueIn(on, 60), valueIn(given, 200)];
  return matter && value ? { subject: 'me', attribute: `position on ${plainWords(matter)}`, value } : undefined;
}

function valued(attribute: string, given: string | undefined): Reading | undefined {
  const value = valueIn(given);
  return value === undefined ? undefined : { attribute, value };
}

function liking(what: string | undefined, value: 'like' | 'dislike'): Reading | undefined {
  const thing = valueIn(what, 50)?.replace(/^(?:eating|drinking|having) /i, '');
  if (thing === undefined || /^(?:to (?:think|say|ask|know)|how|when|what|your|you)\b/i.test(thing)) return undefined;
  return { attribute: `liking of ${plainWords(thing)}`, value };
}

/** `aisle seats`: what one prefers is a kind of what its last word says. */
function preferred(given: string | undefined): Reading | undefined {
  const value = valueIn(given)
    ?.replace(/^to /, '')
    .replace(/ (?:on|for|when|during) .+$/, '');
  if (value === undefined) return undefined;
  return { attribute: `preferred ${kindOf(value)}`, value };
}

function changedTo(given: string | undefined): Reading | undefined {
  // With a capital it is a place or a firm.
  const found = /^\p{Lu}/u.test(given ?? '') ? undefined : preferred(given);
  return found && { ...found, isChange: true };
}

function kindOf(value: string): string {
  const words = plainWords(value)
    .replace(/ (?:in|on|at|by|with|before|after|for|from|over|during|near|without|of)\b.*$/, '')
    .split(' ');
  const last = words.at(-1) ?? '';
  return KINDS.find(([, members]) => members.test(last))?.[0] ?? last;
}

/** What one word alone does not say. */
const KINDS: readonly (readonly [kind: string, members: RegExp])[] = [
  ['drink', /^(?:tea|coffee|espresso|water|juice|beer|wine|cocoa|chocolate|lemonade|milk|cider|matcha|latte|cappuccino)$/],
  ['way to travel', /^(?:trains?|planes?|cars?|bus|buses|ferry|ferries|flying|driving|cycling|bikes?|trams?|walking)$/],
  ['time of day', /^(?:mornings?|afternoons?|evenings?|nights?|noon)$/],
  ['season', /^(?:spring|summer|autumn|fall|winter)$/],
  ['way to be reached', /^(?:e-?mails?|calls?|phone|texts?|texting|chat|letters?|sms)$/],
];

function each(attribute: string, given: string | undefined): Reading[] {
  const all = given?.split(/,? (?:and|or) |, /i) ?? [];
  return all.flatMap((one) => valueIn(one, 40) ?? []).map((value) => ({ attribute, value: plainWords(value) }));
}
