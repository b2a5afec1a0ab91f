/** An address in plain words, up to where a sentence would go on. */
const ADDRESS = /https?:\/\/[^\s<>\\]+/gi;
const LONGEST_ADDRESS = 1000;

/** Text that a client shows as it stands, but for web addresses, which can be pressed. `atLineStart`: nothing stands before it on its line. */
export function escapeText(text: string, atLineStart: boolean): string {
  let out = '';
  let done = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutEnd(found);
    if (address.length > LONGEST_ADDRESS) continue;
    out += escapeWords(text.slice(done, index), atLineStart && done === 0);
    out += `${/\w$/.test(out) ? '\u200b' : ''}<${address}>`;
    done = index + address.length;
  }
  return out + escapeWords(text.slice(done), atLineStart && done === 0);
}

function escapeWords(text: string, atLineStart: boolean): string {
  const escaped = text
    .replaceAll(/[\\*_~`|<>[\]]/g, '\\$&')
    // `https://…` that is to stay words, and emoji by their names.
    .replaceAll(/:(?=\/\/|[\w+~-]+:)|@(?=everyone|here)/g, '\\$&');
  return escaped.replaceAll(atLineStart ? LINE_MARKS : LATER_LINE_MARKS, '$1$2\\$3');
}

/** Headings, small print, lists and their numbers begin a line. */
const LINE_MARKS = /(^|\n)( *\d*)([-+#.])/g;
const LATER_LINE_MARKS = /(\n)( *\d*)([-+#.])/g;

/** Without the punctuation of its sentence, and without a bracket that was opened before it. */
function withoutEnd(address: string): string {
  let rest = address;
  for (;;) {
    const last = rest.at(-1) ?? '';
    const closes = last === ')' && rest.split(')').length > rest.split('(').length;
    if (!closes && !/[.,:;!?'"\]}*_~`|]/.test(last)) return rest;
    rest = rest.slice(0, -1);
  }
}
