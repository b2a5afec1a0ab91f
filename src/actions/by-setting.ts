const BY_SETTING = 'your setting ';

/** Who approved what a person's standing consent lets happen, for the ledger: `your setting meetings.autoAccept`. */
export function bySetting(setting: string): string {
  return `${BY_SETTING}${setting}`;
}

/** True where no press and no rule of the gate, but a standing consent let it happen. */
export function isBySetting(decidedBy: string | null): boolean {
  return decidedBy?.startsWith(BY_SETTING) === true;
}
