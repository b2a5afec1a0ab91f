import type { MailSummary } from '../ports/mail.ts';

/** R20: what is to become of a mail. Nothing here is deleted or sent; a category only says where the mail is shown. */
export const CATEGORIES = ['urgent', 'action_required', 'informational', 'spam'] as const;
export type Category = (typeof CATEGORIES)[number];

export interface TriageInput extends Pick<MailSummary, 'from' | 'to' | 'subject' | 'snippet' | 'bulk'> {
  /** The person's own address. */
  readonly account: string;
  /** The person wrote to the sender before, has them as a contact, or took part in the thread. */
  readonly isKnown: boolean;
}

export interface Triage {
  readonly category: Category;
  /** The rule in plain words, for /why. */
  readonly because: string;
  /** The rules are sure enough of it for the mail to be put away. Never true of what is to be looked at. */
  readonly isSure: boolean;
}

/** By rules alone, the same for the same mail. Whoever is known is never spam; what no rule knows is to be looked at. */
export function triage(mail: TriageInput): Triage {
  const said = `${mail.subject}\n${mail.snippet}`;
  const signs = mail.isKnown ? 0 : spamSigns(mail, said);
  if (signs >= ENOUGH_SIGNS)
    return { category: 'spam', because: 'it looks like a fraud or an advertisement', isSure: signs >= SURE_SIGNS };
  return mail.bulk !== undefined || isMachine(mail.from.address) ? ofMachine(said) : ofPerson(mail, said);
}

function ofMachine(said: string): Triage {
  if (SECURITY.test(said)) return toLookAt('urgent', 'a service warns about your account');
  if (FAILED.test(said)) return toLookAt('action_required', 'something of yours failed or falls due');
  return toKnow('no person wrote it to you alone');
}

function ofPerson(mail: TriageInput, said: string): Triage {
  if (soundsUrgent(said)) return toLookAt('urgent', 'it says that it is urgent');
  if (asksSomething(said)) return toLookAt('action_required', 'it asks you something');
  if (FOR_INFORMATION.test(said)) return toKnow('it asks for nothing');
  if (!isToMe(mail)) return toKnow('you are only copied in');
  return toLookAt('action_required', 'a person wrote it to you');
}

/** For the person's own eyes, whatever else is said of it. */
export function toLookAt(category: 'urgent' | 'action_required', because: string): Triage {
  return { category, because, isSure: false };
}

function toKnow(because: string): Triage {
  return { category: 'informational', because, isSure: true };
}

export function soundsUrgent(said: string): boolean {
  return URGENT.test(said) && !NOT_URGENT.test(said);
}

export function asksSomething(said: string): boolean {
  return ASKS.test(said);
}

/** An address that reads no answers. */
export function isMachine(address: string): boolean {
  return /^(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?|notifications?|alerts?|newsletter|updates?|news|automated?)(?:[.+_-]|@)/i.test(
    address,
  );
}

const URGENT =
  /\b(?:urgent(?:ly)?|asap|as soon as possible|right away|immediately|emergency|critical|time[- ]sensitive|before noon|within the hour|by (?:noon|end of (?:the )?day|eod|tonight)|is down|outage|deadline (?:is )?today|need(?:ed)? (?:it |this )?today|call me (?:now|back now))\b/i;
const NOT_URGENT =
  /\b(?:not|isn't|is not|nothing|no(?:t)? that|non-?) ?(?:so |very |really |at all )?urgent\b|\bno (?:rush|hurry)\b|\bwhenever you (?:can|have time)\b/i;
const ASKS =
  /\?|\b(?:please|could you|can you|would you|let me know|waiting for|need(?:s)? your|your (?:approval|feedback|decision|signature|thoughts)|sign (?:and|the)|confirm|rsvp|reply by|get back to me|remind you)\b/i;
const FOR_INFORMATION =
  /\b(?:fyi|for your (?:information|records)|no (?:action|reply|response) (?:is )?(?:needed|required|necessary)|just (?:letting you know|to let you know)|minutes of|thanks(?:!|\.| again)|thank you(?:!|\.| for))\b/i;
const SECURITY =
  /\b(?:new (?:sign-?in|login|device)|security (?:alert|code)|suspicious (?:activity|sign-?in)|password (?:was )?(?:changed|reset)|verification code|one-?time (?:code|password))\b/i;
const FAILED =
  /\b(?:payment (?:failed|declined|due|overdue)|(?:invoice|bill) (?:is )?(?:due|overdue)|could not be (?:delivered|processed)|undeliver(?:ed|able)|delivery (?:failed|status)|(?:expires?|expiring) (?:today|tomorrow|soon|in)|action required|card (?:was )?declined|failed (?:build|job)|build failed)\b/i;

const ENOUGH_SIGNS = 2;
/** With so many it is moved to the junk mail, where the person lets that happen. */
const SURE_SIGNS = 3;
const SPAM_SIGNS: readonly RegExp[] = [
  /\b(?:lottery|jackpot|winner|you(?:'ve| have) won|claim your (?:prize|reward))\b/i,
  /\b(?:viagra|cialis|casino|crypto (?:profit|invest)|forex|weight loss|miracle)\b/i,
  /\b(?:inheritance|next of kin|million (?:dollars|usd|euros?)|wire transfer|western union|prince)\b/i,
  /\b(?:100% free|risk[- ]free|limited time|act now|click (?:here|below)|order now|guaranteed)\b/i,
  /\b(?:verify|confirm|update) your (?:account|password|bank|identity|details)\b/i,
  /\b(?:seo|backlinks?|rank (?:higher|first)|guest post|increase your traffic)\b/i,
  /\b(?:dear (?:friend|sir|beneficiary|customer)|kindly)\b/i,
  /[A-Z][A-Z !]{14,}|!{3,}|\${2,}|€{2,}/,
];

function spamSigns({ from }: TriageInput, said: string): number {
  const words = SPAM_SIGNS.filter((sign) => sign.test(said)).length;
  // A name that is an address of somewhere else.
  const [posing = ''] = /[\w.+-]+@[\w.-]+/.exec(from.name) ?? [];
  return words + (posing !== '' && posing.toLowerCase() !== from.address.toLowerCase() ? 1 : 0);
}

function isToMe({ to, account }: TriageInput): boolean {
  return to.some(({ address }) => address.toLowerCase() === account.toLowerCase());
}
