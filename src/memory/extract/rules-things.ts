import { IS, type Rule, rule, valueIn, WHO, WHOSE } from './rule.ts';

const NUMBERED = `(?:(?!(?:for|of|the|at) )[\\p{L}-]+ ){0,3}(?:code|number|pin|password|passphrase|plate|licen[cs]e plate|size|key|combination|postcode|zip code|id|extension|iban|username|handle|ssid|seat|room|gate|locker|address|e-?mail(?: address)?|phone|mobile)`;
const ONE_OF_A_KIND = `car|bike|bicycle|phone|laptop|computer|camera|motorbike|scooter|van|tablet|boat|piano|guitar|watch`;

/** What somebody has, and the numbers and names of things. */
export const THING_RULES: readonly Rule[] = [
  rule(
    `${WHOSE} (?:new )?(?<what>${NUMBERED})(?: (?:for|of|at) (?:(?:the|my|our) )?(?<of>[\\p{L} ]{2,30}?))?(?:${IS}| changed to| has changed to) (?<value>.*[\\d@#].*|\\p{L}+(?:-\\p{L}+)+|[\\p{L}\\d]{1,4}|\\p{Lu}.{2,60})`,
    numbered,
  ),
  rule(
    `(?:i|we)(?:['’]ve| have)? (?:changed|reset|set|updated) (?<whose>my|our|the) (?<what>${NUMBERED})(?: for (?:(?:the|my|our) )?(?<of>[\\p{L} ]{2,30}?))? to (?<value>.+)`,
    (groups) => {
      const found = numbered(groups);
      return found && { ...found, subject: 'me', isChange: true };
    },
  ),
  rule(`${WHO} drives? (?:an? |the )?(?<value>.*\\p{Lu}.*)`, ({ value }) => thing('car', value)),
  rule(`(?<whose>my|our) (?:new )?(?<what>${ONE_OF_A_KIND})${IS} (?:an? |the )(?<value>.+)`, ({ what = '', value }) =>
    thing(what, value),
  ),
  rule(
    `${WHO}(?: have| has|['’]ve|['’]s)? (?:bought|got|ordered|leased|acquired|picked up|own|owns|purchased|treated myself to) (?:an? |the |our |my )?(?:brand new |new |second-hand |used |own )*(?<value>.*\\b(?<what>${ONE_OF_A_KIND})s?)`,
    ({ what = '', value }) => bought(what, value),
  ),
  rule(
    `${WHO}(?: have| has|['’]ve|['’]s)? (?:sold|gave away|lost|got rid of|donated|scrapped) (?:my|our|his|her|the) (?:old )?(?:.*?\\b(?<what>${ONE_OF_A_KIND}))`,
    ({ what = '' }) => ({ attribute: what.toLowerCase(), value: '', how: 'end' }),
  ),
  rule(
    `${WHO} (?:plan|plans|intend|intends|am planning|['’]m planning|is planning|['’]s planning|have decided|['’]ve decided|decided)(?: on)? (?:to |on )?(?<value>.+)`,
    ({ value }) => planned(value),
  ),
  rule(`(?<whose>my|our) (?:goal|plan|aim|resolution)(?: for .+?)? is to (?<value>.+)`, ({ value }) => planned(value)),
  rule(
    `${WHO}(?: have|['’]ve)? (?:cancelled|canceled|dropped|given up|gave up|abandoned|called off) (?:my|our|the) plans? (?:to|of) (?<value>.+)`,
    ({ value }) => dropped(value),
  ),
  rule(`${WHO} (?:no longer plans?|do not plan|am not planning|no longer intend) to (?<value>.+?)(?: any ?more)?`, ({ value }) =>
    dropped(value),
  ),
];

function numbered({ what = '', of, value }: { readonly [key: string]: string | undefined }) {
  const given = valueIn(value, 120);
  if (given === undefined) return undefined;
  return { attribute: [of, what].filter(Boolean).join(' '), value: given };
}

function thing(what: string, given: string | undefined) {
  const value = valueIn(given, 50);
  return value === undefined ? undefined : { attribute: what.toLowerCase(), value };
}

function bought(what: string, given: string | undefined) {
  const value = valueIn(given, 50);
  if (value === undefined || value.toLowerCase() === what.toLowerCase()) return undefined;
  return { attribute: what.toLowerCase(), value, isChange: true };
}

function planned(given: string | undefined) {
  const value = valueIn(given, 120);
  return value === undefined ? undefined : { attribute: 'plan', value };
}

function dropped(given: string | undefined) {
  const found = planned(given);
  return found && { ...found, how: 'end' as const };
}
