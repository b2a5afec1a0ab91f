/** The value that was shown so: what `shown` made visible is hidden again. */
export function readBack(text: string): string {
  return text
    .split('\n')
    .map((line) => (/^\u00a0+$/.test(line) ? line.slice(1) : line).replace(/^\u00a0+|\u00a0+$/g, plainSpaces))
    .join('\n')
    .replaceAll(/\n‹(\d+) empty lines›\n/g, (_, count: string) => '\n'.repeat(Number(count) + 1))
    .replaceAll(/‹(\d+) spaces›/g, (_, count: string) => ' '.repeat(Number(count)))
    .replaceAll(/‹punycode:[^›]*›/g, '')
    .replaceAll(/‹U\+([0-9A-F]+)›/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}

function plainSpaces(spaces: string): string {
  return ' '.repeat(spaces.length);
}
