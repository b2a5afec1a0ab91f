import { IS, placeIn, type Rule, rule, valueIn, WHO, WHOSE } from './rule.ts';

const AM = `(?: am|['’]m|['’]re| is|['’]s| are| have been|['’]ve been| has been)`;
const HAVE = `(?:(?: have| has|['’]ve|['’]s) )`;

/** Where somebody lives and comes from. */
const PLACES: readonly Rule[] = [
  rule(
    `${WHO}(?: lives?| resides?|${AM} (?:living|residing|based|located|settled)) (?:here )?(?:in|at|on|near|outside) (?<at>.+)`,
    ({ at }) => home(at),
  ),
  rule(
    `${WHO}(?:${HAVE}| )(?:moved|relocated|shifted)(?: house| home| back| over| away| out)? (?:from (?:.+?) )?(?:in)?to (?<at>.+)`,
    ({ at }) => moved(at),
  ),
  rule(
    `${WHO}(?:${HAVE}| )(?:settled|settled down|set up home|found a (?:flat|house|place)|bought a (?:flat|house|place)|rented a (?:flat|house|place)) in (?<at>.+)`,
    ({ at }) => moved(at),
  ),
  rule(`${WHO}(?:${HAVE}| )(?:left|moved away from) (?:.+?) (?:and moved to|for) (?<at>\\p{Lu}.+)`, ({ at }) => moved(at)),
  rule(`${WHO}(?:${HAVE}| )(?:swapped|traded|exchanged) (?:\\p{Lu}.+?) for (?<at>\\p{Lu}.+)`, ({ at }) => moved(at)),
  rule(`${WHOSE} (?:new )?(?:home|home town|hometown|place of residence|city)${IS}(?: in)? (?<at>.+)`, ({ at }) => home(at)),
  rule(`(?<at>\\p{Lu}.+?)${IS} (?:my|our) (?:new )?home`, ({ at }) => home(at)),
  rule(`(?:my|our) (?:new )?(?:flat|apartment|house)${IS} in (?<at>.+)`, ({ at }) => home(at)),
  rule(
    `${WHO} (?:used to live|once lived|lived|was living|were living|was based) in (?<at>.+?)(?: before(?: that)?| back then)?`,
    ({ at }) => past('home', placeIn(at)),
  ),
  rule(
    `${WHO} (?:no longer lives?|do not live|does not live|stopped living) (?:in|at) (?<at>.+?)(?: any ?more| any longer)?`,
    ({ at }) => ended('home', placeIn(at)),
  ),
  rule(`${WHO} (?:come|comes|am|['’]m|is|['’]s)(?: originally)? from (?<at>\\p{L}+.*)`, ({ at }) => value('origin', placeIn(at))),
];

/** Where somebody works, and as what. */
const JOBS: readonly Rule[] = [
  rule(`${WHO}(?: works?|${AM} working) (?:for|at|with) (?<at>.+?)(?: as (?:an? |the )?(?<as>.+))?`, ({ at, as }) =>
    work(at, as, false),
  ),
  rule(
    `${WHO}(?:${HAVE}| )(?:started(?: working| work| a (?:new )?(?:job|role|position))?|begun working|began working|joined|got (?:a|the) (?:new )?(?:job|role|position)|was hired|got hired|took (?:a|the) (?:new )?(?:job|role|position)|signed with|moved over|switched jobs?,?|changed jobs?,?|transferred)(?: (?:at|with|by|over to|to|for))? (?<at>\\p{Lu}.+?)(?: as (?:an? |the )?(?<as>.+))?`,
    ({ at, as }) => work(at, as, true),
  ),
  rule(`${WHOSE} (?:new |current )?(?:employer|company|workplace)${IS} (?<at>.+)`, ({ at }) => work(at, undefined, false)),
  rule(
    `${WHO}(?: works?|${AM} (?:working|employed)) as (?:an? |the )?(?<as>.+?)(?: (?:at|for|with) (?<at>\\p{Lu}.+))?`,
    ({ at, as }) => work(at, as, false),
  ),
  rule(
    `${WHO}(?:${HAVE}| )(?:became|become|got promoted to|been promoted to|was promoted to|were promoted to|was made|been made|started(?: work| working)? as|retrained as|switched to being|qualified as) (?:an? |the )?(?<as>.+?)(?: (?:at|for|with) (?<at>\\p{Lu}.+))?`,
    ({ at, as }) => work(at, as, true),
  ),
  rule(
    `${WHOSE} (?:new |current )?(?:job(?: title)?|title|role|position|profession|occupation)${IS}(?: that of)? (?:an? |the )?(?<as>.+?)(?: (?:at|for|with) (?<at>\\p{Lu}.+))?`,
    ({ at, as }) => work(at, as, false),
  ),
  rule(
    `${WHO}${AM} (?:an? )(?<as>(?:\\p{L}+ ){0,2}(?:\\p{L}{2,}(?:eer|ist|ologist|ician|lawyer|teacher|designer|developer|manager|writer|baker|painter|driver|programmer|carpenter|plumber|lecturer|researcher|trainer|photographer|farmer|banker|producer|officer|consultant|accountant|assistant|architect|editor|doctor|professor|director|translator|surgeon|pilot|chef|nurse|vet|librarian|analyst|electrician|midwife))|nurse|chef|pilot|vet|doctor|teacher|architect|lawyer|cook|baker|dentist|farmer|writer|editor)(?: (?:at|for|with) (?<at>\\p{Lu}.+))?`,
    ({ at, as }) => work(at, as, false),
  ),
  rule(
    `${WHO}(?:${HAVE}| )(?:quit(?: (?:my|his|her|their) job)?|left|resigned|been laid off|was laid off|got laid off|was fired)(?: (?:at|from))? (?<at>\\p{Lu}.+)`,
    ({ at }) => ended('employer', employer(at)),
  ),
  rule(
    `${WHO} (?:no longer works?|do not work|does not work|stopped working) (?:for|at|with) (?<at>.+?)(?: any ?more| any longer)?`,
    ({ at }) => ended('employer', employer(at)),
  ),
  rule(`${WHO} (?:used to work|worked) (?:for|at|with) (?<at>.+?)(?: before(?: that)?| back then)?`, ({ at }) =>
    past('employer', employer(at)),
  ),
  rule(`${WHO} (?:study|studies|${AM.trim()} studying) (?<what>.+?)(?: at (?<at>\\p{Lu}.+))?`, ({ what }) =>
    value('studies', valueIn(what)),
  ),
];

export const LIFE_RULES: readonly Rule[] = [...PLACES, ...JOBS];

function home(at: string | undefined) {
  return value('home', placeIn(at));
}

function moved(at: string | undefined) {
  const found = home(at);
  return found && { ...found, isChange: true };
}

function work(at: string | undefined, as: string | undefined, isChange: boolean) {
  const found = [value('employer', employer(at)), value('job', jobIn(as))].flatMap((one) => one ?? []);
  return found.map((one) => ({ ...one, isChange }));
}

function employer(at: string | undefined): string | undefined {
  const firm = at?.replace(/^(?:a|an|the) (?:company|firm|startup|start-up|place) (?:called|named) /i, '');
  return placeIn(firm?.replace(/ (?:in|on|near|since|as|last|this|today|yesterday|down|over) .*$/, ''));
}

function jobIn(as: string | undefined): string | undefined {
  const job = valueIn(as?.replace(/ (?:in|on) .*$/i, ''), 50);
  return job && !/\b(?:hard|late|remotely|myself|usual|well|home)\b/i.test(job) ? job : undefined;
}

function value(attribute: string, given: string | undefined) {
  return given === undefined ? undefined : { attribute, value: given };
}

function ended(attribute: string, given: string | undefined) {
  return given === undefined ? undefined : { attribute, value: given, how: 'end' as const };
}

function past(attribute: string, given: string | undefined) {
  return given === undefined ? undefined : { attribute, value: given, isPast: true };
}
