import { lstat, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../ground/errors.ts';
import { isRunnable } from './file-type.ts';

/** A folder that the settings open to the operator. */
export interface GrantedRoot {
  /** Absolute. */
  readonly folder: string;
  /** As the settings name it, such as `~/Documents`: paths are shown beginning with it. */
  readonly name: string;
  readonly readOnly: boolean;
}

export interface Grants {
  readonly roots: readonly GrantedRoot[];
  /** Absolute paths that are never touched, nor what lies in them: the data folder and the key file. */
  readonly offLimits: readonly string[];
}

/** A place in a granted folder, every link on the way to it followed. */
export interface Place {
  /** Absolute and real. */
  readonly real: string;
  /** As it is shown. */
  readonly path: string;
  readonly exists: boolean;
  readonly root: GrantedRoot;
}

/** The grants as they lie on the disk now, every link followed. A folder that is not there grants nothing. */
export interface RealGrants {
  readonly roots: readonly { readonly root: GrantedRoot; readonly real: string }[];
  readonly offLimits: readonly string[];
}

export async function realGrants({ roots, offLimits }: Grants): Promise<RealGrants> {
  const found = await Promise.all(
    roots.map(async (root) => ({ root, real: await realpath(root.folder).catch(() => undefined) })),
  );
  return {
    roots: found.flatMap(({ root, real }) => (real === undefined ? [] : [{ root, real }])),
    offLimits: await Promise.all(offLimits.map((path) => realpath(path).catch(() => resolve(path)))),
  };
}

/** Finds the place that `path` means; without a folder before it, in the first root. Rejects with `denied` when it lies outside, by whatever trick. */
export async function findPlace(grants: Grants, path: string): Promise<Place> {
  const [first] = grants.roots;
  if (!first || path.includes('\0') || path.split(/[\\/]/).includes('..')) throw outside(grants);
  const wanted = expandHome(path.trim());
  const absolute = isAbsolute(wanted) ? resolve(wanted) : resolve(first.folder, wanted);
  const { real, exists } = await follow(grants, absolute);
  const place = placeOf(await realGrants(grants), real);
  if (!place) throw outside(grants);
  return { ...place, real, exists };
}

/** The same for a file that is to be written or removed. */
export async function findWritable(grants: Grants, path: string): Promise<Place> {
  const place = await findPlace(grants, path);
  if (place.root.readOnly) throw new AppError('denied', `${place.root.name} is opened for reading only. Nothing was written.`);
  if (isRunnable(basename(place.real)))
    throw new AppError(
      'denied',
      'I never write programs, scripts or anything else that a computer would run. Nothing was written.',
    );
  if (!(await isFolder(dirname(place.real))))
    throw new AppError('not-found', `There is no folder for ${place.path}. I make files, not folders.`);
  return place;
}

/** The root a real path lies in and its name there; undefined outside of all, in what is hidden, and in what is off limits. */
export function placeOf({ roots, offLimits }: RealGrants, path: string): Pick<Place, 'path' | 'root'> | undefined {
  const [nearest] = roots
    .flatMap(({ root, real }) => {
      const inside = within(real, path);
      return inside === undefined ? [] : [{ root, inside }];
    })
    // Of two roots, one in the other, the inner one counts: its grant is the more exact.
    .sort((a, b) => a.inside.length - b.inside.length);
  if (!nearest || isHidden(nearest.inside) || offLimits.some((place) => within(place, path) !== undefined)) return undefined;
  const name = nearest.root.name.replace(/\/+$/, '');
  return { root: nearest.root, path: nearest.inside === '' ? name : `${name}/${nearest.inside.split(sep).join('/')}` };
}

function outside({ roots }: Grants): AppError {
  return new AppError(
    'denied',
    `That lies outside of what I may see: ${roots.map(({ name }) => name).join(', ')} (without hidden files).`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() === true;
}

/** Follows every link of what exists. A link that leads to nothing is refused: writing would go through it. */
async function follow(grants: Grants, absolute: string): Promise<{ readonly real: string; readonly exists: boolean }> {
  const real = await realpath(absolute).catch(() => undefined);
  if (real !== undefined) return { real, exists: true };
  if (await lstat(absolute).catch(() => undefined)) throw outside(grants);
  const parent = dirname(absolute);
  if (parent === absolute) return { real: absolute, exists: false };
  return { real: join((await follow(grants, parent)).real, basename(absolute)), exists: false };
}

/** The path inside of `folder`, empty for itself; undefined when it lies elsewhere. */
function within(folder: string, path: string): string | undefined {
  const inside = relative(folder, path);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? undefined : inside;
}

function isHidden(inside: string): boolean {
  return inside.split(sep).some((name) => name.startsWith('.'));
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
