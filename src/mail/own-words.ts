/** Characters that are looked at. */
const MOST = 20_000;

/**
 * What the writer of a mail says in it: without the lines that it quotes, the mail below that it answers, and the signature. Everything
 * where nothing else would be left, as in one that is only handed on.
 */
export function ownWords(text: string): string {
  const lines = text.slice(0, MOST).split(/\r?\n/);
  const own = withoutSignature(withoutQuotes(lines.slice(0, answeredAt(lines))));
  return tidy(own) || tidy(lines.filter((line) => !QUOTED.test(line))) || tidy(lines);
}

const QUOTED = /^\s{0,3}>/;

/** Where a mail program has put the whole mail that is answered or handed on. */
const BELOW =
  /^\s*(?:[-_]{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|mensaje original)\s*[-_]{0,}|begin forwarded message:|_{20,})\s*$/i;
/** The first of the lines that name the mail below; the others follow within a few lines. */
const FROM = /^\s*\*?(?:from|von|de|da|van)\s?:\*?\s\S/i;
const SENT = /^\s*\*?(?:sent|date|gesendet|datum|envoyé|enviado|inviato|verzonden)\s?:\*?\s\S/i;

function answeredAt(lines: readonly string[]): number {
  const found = lines.findIndex(
    (line, index) =>
      says(BELOW, line) || (FROM.test(line) && lines.slice(index + 1, index + 4).some((following) => SENT.test(following))),
  );
  return found === -1 ? lines.length : found;
}

/** Says who wrote what is quoted below; some programs break it over two lines. */
const ATTRIBUTION = /(?:\bwrote|\bschrieb.{0,100}|\ba écrit|\bescribió|\bha scritto|\bschreef.{0,100})\s?:\s*$/i;
const ATTRIBUTION_START = /^\s*(?:on|am|le|el|il|op)\s.{4,200}$/i;

function withoutQuotes(lines: readonly string[]): string[] {
  const isQuoted = lines.map((line) => QUOTED.test(line));
  const isAttribution = (index: number) => says(ATTRIBUTION, lines[index] ?? '') && isQuoted[nextFilled(lines, index)] !== false;
  return lines.filter((line, index) => {
    if (isQuoted[index] || isAttribution(index)) return false;
    return !(ATTRIBUTION_START.test(line) && isAttribution(index + 1));
  });
}

/** The next line that says something; beyond the last one where nothing follows. */
function nextFilled(lines: readonly string[], index: number): number {
  const found = lines.findIndex((line, at) => at > index && line.trim() !== '');
  return found === -1 ? lines.length : found;
}

/** RFC 3676, 4.3, also where the space at its end was lost. */
const DELIMITER = /^-- ?$/;
const FROM_PHONE =
  /^\s*(?:sent from my \S.{0,60}|sent from (?:mail|outlook|yahoo|proton)\b.{0,60}|get outlook for \S+|von meinem \S+ gesendet)\.?\s*$/i;
const CLOSING =
  /^\s*(?:(?:best|kind|warm|many)(?: regards| wishes| thanks)?|regards|cheers|sincerely|yours(?: \w+)?|all the best|mit freundlichen grüßen|viele grüße|liebe grüße|cordialement|saludos)\s*[,.!]?\s*$/i;
/** Name, title, telephone and the like: what is longer is no signature. */
const MOST_SIGNED = 8;

function withoutSignature(lines: readonly string[]): string[] {
  const cut = lines.findIndex((line) => DELIMITER.test(line));
  const body = (cut === -1 ? lines : lines.slice(0, cut)).filter((line) => !says(FROM_PHONE, line));
  const filled = body.filter((line) => line.trim() !== '').length;
  const closing = body.findLastIndex((line) => says(CLOSING, line));
  const below = body.slice(closing + 1).filter((line) => line.trim() !== '').length;
  const isSigned = closing > 0 && below <= MOST_SIGNED && filled > below + 1;
  return isSigned ? body.slice(0, closing) : [...body];
}

/** Characters: a line of a mail program's, or of a signature, is shorter, and a long one would take long to compare. */
const LONGEST = 1000;

function says(pattern: RegExp, line: string): boolean {
  return line.length <= LONGEST && pattern.test(line);
}

function tidy(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
