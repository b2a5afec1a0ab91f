/** Of a text, one in a hundred characters may be one that nobody can see. */
const MOST_UNSEEN = 0.01;
/** Characters that a text of an old code page is judged by. */
const JUDGED = 65_536;

/** The text of bytes that are one: UTF-8, UTF-16 with a mark in front, or the Windows code page of old files. Undefined for other bytes. */
export function plainText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = new TextDecoder('windows-1252').decode(bytes);
    const start = text.slice(0, JUDGED);
    const unseen = start.match(/(?![\t\n\f\r])\p{Cc}/gu)?.length ?? 0;
    return unseen > start.length * MOST_UNSEEN ? undefined : text;
  }
}
