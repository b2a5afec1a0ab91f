import type { FileInfo } from '../ports/files.ts';

/** A file that a search may find, and how its text is had; undefined for what cannot be read. */
export interface Candidate {
  readonly info: FileInfo;
  readonly text: () => Promise<string | undefined>;
}

interface Bounds {
  /** Files that are given at most. */
  readonly limit: number;
  /** Of a file whose text is looked at. */
  readonly mostFileBytes: number;
  /** Of all whose text is looked at. */
  readonly mostBytes: number;
}

/** Those whose path or text holds all the words, the latest first. Texts are in lower case. */
export async function matchFiles(
  all: readonly Candidate[],
  text: string,
  { limit, mostFileBytes, mostBytes }: Bounds,
  signal: AbortSignal,
): Promise<readonly FileInfo[]> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const byTime = [...all].sort((a, b) => (a.info.changedAt < b.info.changedAt ? 1 : -1));
  const matches: FileInfo[] = [];
  let bytesLeft = mostBytes;
  for (const { info, text: textOf } of byTime) {
    if (matches.length >= limit) break;
    signal.throwIfAborted();
    const missing = words.filter((word) => !info.path.toLowerCase().includes(word));
    if (missing.length === 0) matches.push(info);
    else if (info.size <= Math.min(bytesLeft, mostFileBytes)) {
      bytesLeft -= info.size;
      const content = await textOf();
      if (missing.every((word) => content?.includes(word))) matches.push(info);
    }
  }
  return matches;
}
