/** A heading with its lines, or with what stands there when there are none. */
export function section(heading: string, lines: readonly string[], none: string): string {
  return [`**${heading}**`, ...(lines.length === 0 ? [none] : lines)].join('\n');
}

/** True when all the words stand in one of the texts. */
export function holdsWords(words: string, ...texts: readonly (string | null)[]): boolean {
  const whole = texts.join(' ').toLowerCase();
  return (words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).every((word) => whole.includes(word));
}
