/** What is not seen: control, format, unassigned and private characters, line ends, fillers and variation selectors. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\u2800\p{Default_Ignorable_Code_Point}]/u;
const ALL_UNSEEN = new RegExp(UNSEEN, 'gu');

/** True when every character of the text can be seen or is a space. */
export function isPlainlyVisible(text: string): boolean {
  return !UNSEEN.test(text);
}

/** Somebody else's text on one line in quotation marks, as in a JSON string: nothing inside can end it, and what is not seen is escaped. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(ALL_UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
