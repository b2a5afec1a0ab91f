/** What a value of these fields lets happen from then on without a card for each time. */
const CONSENTS: ReadonlyMap<string, string> = new Map([
  ['settings.mail.replies', 'drafts'],
  ['settings.meetings.autoAccept', 'on'],
  ['settings.meetings.noteAnswers', 'on'],
]);

/** Whether this value of the field, as it is stored, is a standing consent: only the person's own command gives one. */
export function isStandingConsent(path: string, value: string): boolean {
  return CONSENTS.get(path) === value;
}
