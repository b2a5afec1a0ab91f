import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileInfo } from '../ports/files.ts';
import type { FileText } from './file-texts.ts';
import { mimeOf } from './file-type.ts';
import { type Grants, type Place, placeOf, type RealGrants, realGrants } from './granted-path.ts';
import { matchFiles } from './match-files.ts';
import { MOST_FILE_BYTES, readPlace } from './open-file.ts';

/** A search of a disk has an end, found or not. */
const MOST_ENTRIES = 50_000;
const DEEPEST = 16;
const MOST_BYTES = 100 * 1024 * 1024;

interface Found {
  readonly place: Place;
  readonly info: FileInfo;
}

interface SearchDeps {
  readonly grants: Grants;
  readonly textOf: FileText;
}

/** Files whose path or text holds all the words, the latest first, at most `limit`. Links and hidden files are passed over. */
export async function findFiles(
  { grants, textOf }: SearchDeps,
  text: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly FileInfo[]> {
  const all = await listFiles(await realGrants(grants), signal);
  const candidates = all.map(({ place, info }) => ({
    info,
    text: () => textOf(place.real, info, async () => (await readPlace(place)).bytes, signal),
  }));
  return matchFiles(candidates, text, { limit, mostFileBytes: MOST_FILE_BYTES, mostBytes: MOST_BYTES }, signal);
}

async function listFiles(grants: RealGrants, signal: AbortSignal): Promise<Found[]> {
  const found = new Map<string, Found>();
  let entries = 0;
  for await (const { at, entry, real } of walk(grants)) {
    signal.throwIfAborted();
    entries += 1;
    if (entries > MOST_ENTRIES) break;
    if (at && entry.isFile()) await keep(found, { ...at, real, exists: true });
  }
  return [...found.values()];
}

/** Folder by folder, the upper ones first, so that a bound cuts the depths. */
async function* walk(grants: RealGrants) {
  let folders = grants.roots.map(({ real }) => real);
  for (let depth = 0; depth < DEEPEST && folders.length > 0; depth += 1) {
    const below: string[] = [];
    for await (const { folder, entry } of entriesOf(folders)) {
      const real = join(folder, entry.name);
      const at = placeOf(grants, real);
      if (at && entry.isDirectory()) below.push(real);
      yield { at, entry, real };
    }
    folders = below;
  }
}

async function* entriesOf(folders: readonly string[]) {
  for (const folder of folders) {
    const open = await opendir(folder).catch(() => undefined); // what cannot be looked into holds nothing
    if (!open) continue;
    for await (const entry of open) yield { folder, entry };
  }
}

async function keep(found: Map<string, Found>, place: Place): Promise<void> {
  const stats = await stat(place.real).catch(() => undefined);
  if (stats) found.set(place.real, { place, info: infoOf(place.path, stats) });
}

export function infoOf(path: string, { size, mtime }: { readonly size: number; readonly mtime: Date }): FileInfo {
  return { path, mime: mimeOf(path), size, changedAt: mtime.toISOString() };
}
