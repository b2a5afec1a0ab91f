import { RELATION } from './claim.ts';
import { IS, nameIn, type Rule, rule, valueIn, WHO, WHOSE } from './rule.ts';

const CALLED = '(?:(?:is|was|are) )?(?:called|named|goes by(?: the name(?: of)?)?|go by)';
const DAY_OF = String.raw`(?<day>(?:the )?(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? \p{L}{3,9}|\p{L}{3,9} (?:the )?\d{1,2}(?:st|nd|rd|th)?)(?:,? (?:19|20)\d\d)?|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?\.?)`;

/** Days as they are written: these say their date themselves, so that it is not taken for the time of the statement. */
export const DAY_RULES: readonly Rule[] = [
  rule(`${WHOSE} (?:birthday|bday|b-day|date of birth)${IS}(?: on)? ${DAY_OF}`, ({ day }) => birthday(day)),
  rule(`${WHO} (?:was|were) born (?:on|in) ${DAY_OF}`, ({ day }) => birthday(day)),
  rule(`${WHO} (?:celebrates?|has|have) (?:my|his|her|their|our|a) birthday on ${DAY_OF}`, ({ day }) => birthday(day)),
  rule(`${DAY_OF} is ${WHOSE} birthday`, ({ day }) => birthday(day)),
  rule(`${WHOSE} (?<what>(?:wedding )?anniversary|name day)${IS}(?: on)? ${DAY_OF}`, ({ what, day }) => ({
    attribute: what ?? '',
    value: withoutThe(day),
  })),
];

function birthday(day: string | undefined) {
  return { attribute: 'birthday', value: withoutThe(day) };
}

function withoutThe(day = ''): string {
  return day.replace(/^the /i, '').replace(/\.$/, '');
}

/** Names, and who is what to whom. */
export const PEOPLE_RULES: readonly Rule[] = [
  rule(`(?:my|our) (?:own )?(?:first |full |real )?name${IS} (?<name>.+)`, ({ name }) => self(name)),
  rule(`(?:i am|i'm|i’m|i) ${CALLED} (?<name>.+)`, ({ name }) => self(name)),
  rule(`(?:(?:you can|please|just) )*call me (?<name>.+)`, ({ name }) => self(name)),
  rule(
    `(?:the name of )?(?:my|our) (?:new |older |younger |elder |little |big |twin |only |youngest |oldest |eldest )*(?<rel>${RELATION})(?:['’]s(?: first)? name)?(?:${IS}| ${CALLED})(?: ${CALLED})? (?<name>.+)`,
    relation,
  ),
  rule(
    `(?<name>\\p{Lu}[\\p{L}'’ -]{1,40}?) (?:is|was|became|has become|will be) (?:one of )?(?:my|our) (?:new |older |younger |elder |little |big |twin |only )*(?<rel>${RELATION})s?`,
    relation,
  ),
  rule(
    `i (?:have|['’]ve got|got) (?:an?|one|a new) (?:older |younger |elder |little |big |twin |new )*(?<rel>${RELATION}),? ${CALLED} (?<name>.+)`,
    relation,
  ),
  rule(
    `(?<name>\\p{Lu}[\\p{L}'’ -]{1,40}?) (?:took over|takes over|took the place|stepped in|has taken over)(?: from \\p{Lu}\\p{L}+)? as (?:my|our) (?<rel>${RELATION})`,
    changed,
  ),
  rule(
    `(?<name>\\p{Lu}[\\p{L}'’ -]{1,40}?) (?:replaced|replaces|has replaced) (?:\\p{Lu}[\\p{L}'’ -]{1,40}?) as (?:my|our) (?<rel>${RELATION})`,
    changed,
  ),
  rule(
    `i (?:got|have|['’]ve got|was given|was assigned|switched to|changed to) (?:a new |another )(?<rel>${RELATION})[,:]? (?:${CALLED} )?(?<name>.+)`,
    changed,
  ),
  rule(`i report to (?<name>.+)`, ({ name }) => relation({ rel: 'manager', name })),
  rule(`(?<name>.+?) (?:is no longer|isn['’]t|is not) (?:my|our) (?<rel>${RELATION})(?: any ?more)?`, ({ name, rel = '' }) => {
    const value = nameIn(name);
    return value === undefined ? undefined : { subject: 'me', attribute: rel, value, how: 'end' };
  }),
  rule(
    `(?:my|our) (?<rel>${RELATION}) (?<name>\\p{L}[\\p{L}'’-]+) (?:is|has|was|lives?|loves?|likes?|hates?|works?|moved|called|came|got|said|started|turned|turns|wants|needs|will)\\b.*`,
    relation,
  ),
  rule(`${WHOSE} (?<rel>${RELATION})(?:${IS}| ${CALLED})(?: ${CALLED})? (?<name>.+)`, ({ rel = '', name }) => {
    const value = nameIn(name);
    return value === undefined ? undefined : { attribute: rel, value };
  }),
];

function relation({ rel = '', name }: { readonly rel?: string | undefined; readonly name?: string | undefined }) {
  const value = nameIn(valueIn(name));
  return value === undefined ? undefined : { subject: 'me', attribute: rel, value };
}

function changed(groups: { readonly rel?: string | undefined; readonly name?: string | undefined }) {
  const found = relation(groups);
  return found && { ...found, isChange: true };
}

function self(name: string | undefined) {
  const value = nameIn(valueIn(name));
  return value === undefined ? undefined : { subject: 'me', attribute: 'name', value };
}
