const OPENING = /^[("'`*_~[{<«“‘„]+/;
const CLOSING = /[)"'`*_~\]}>»”’.,;:!?…]$/;

/**
 * The web addresses that the person typed, each as it would be asked for: split at blanks and angle brackets, without the punctuation
 * around them. Where that may belong to either, both readings count: each is the person's own.
 */
export function ownAddresses(ownWords: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const word of ownWords.split(/[\s<>]+/)) {
    let address = word.replace(OPENING, '');
    if (!/^https?:\/\//i.test(address)) continue;
    for (; ; address = address.slice(0, -1)) {
      if (URL.canParse(address)) found.add(withoutFragment(address));
      if (!CLOSING.test(address)) break;
    }
  }
  return found;
}

function withoutFragment(address: string): string {
  const url = new URL(address);
  url.hash = '';
  return url.href;
}
