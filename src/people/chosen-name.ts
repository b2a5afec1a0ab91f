/** The name as one short line of visible characters: its owner chose it, and it will stand on other people's screens. */
export function shownName(name: string): string {
  return name
    .replaceAll(/[\p{C}\p{Z}`]+/gu, ' ')
    .trim()
    .slice(0, 64);
}

/** The same as code, so that nothing in it is mark-up, an address to follow or a sentence of ours. */
export function nameAsCode(name: string): string {
  const line = shownName(name);
  return line === '' ? 'somebody without a name' : `\`${line}\``;
}
