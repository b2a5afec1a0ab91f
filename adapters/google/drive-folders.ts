import type { drive_v3 } from 'googleapis/build/src/apis/drive/index.js';
import { AppError, isAppError } from '../../src/ground/errors.ts';
import { looked } from './failure.ts';
import { itemsOf } from './pages.ts';

type DriveFile = drive_v3.Schema$File;

/** The folders of a Drive that the person opened, with all that lies in them now: nothing of it is kept from one look to the next. */
export interface DriveFolders {
  /** Terms for `files.list` that hold for what lies directly in any of them, some folders a term. */
  terms(signal: AbortSignal): Promise<readonly string[]>;
  /** True when the file lies in one of them, however deep. */
  hold(file: DriveFile, signal: AbortSignal): Promise<boolean>;
  /** As they are called. Rejects with `invalid` for what is no folder of this account. */
  names(signal: AbortSignal): Promise<readonly string[]>;
}

export const FOLDER = 'application/vnd.google-apps.folder';

const PAGE = 1000;
const MOST_PAGES = 5;
const MOST_FOLDERS = 1000;
const DEEPEST = 50;
/** Folders in one query. */
const AT_ONCE = 40;

export function createDriveFolders(api: drive_v3.Drive, ids: readonly string[]): DriveFolders {
  const opened = new Set(ids);

  /** Undefined for what this account does not see, or what lies in the trash. */
  async function folder(fileId: string, signal: AbortSignal): Promise<DriveFile | undefined> {
    try {
      const fields = 'id,name,mimeType,parents,trashed';
      const { data } = await looked(signal, () => api.files.get({ fileId, fields }, { signal, retry: false }));
      return data.trashed === true || data.mimeType !== FOLDER ? undefined : data;
    } catch (error) {
      if (isAppError(error, 'not-found')) return undefined;
      throw error;
    }
  }

  async function below(parents: readonly string[], signal: AbortSignal): Promise<string[]> {
    const found: string[] = [];
    for (const term of termsFor(parents)) {
      const q = `trashed = false and mimeType = '${FOLDER}' and ${term}`;
      const folders = itemsOf(MOST_PAGES, async (page) => {
        const params = { q, fields: 'nextPageToken,files(id)', pageSize: PAGE, ...page };
        const { data } = await looked(signal, () => api.files.list(params, { signal, retry: false }));
        return { items: data.files, next: data.nextPageToken };
      });
      for await (const { id } of folders) if (id) found.push(id);
    }
    return found;
  }

  return {
    async terms(signal) {
      const roots = await Promise.all(ids.map((id) => folder(id, signal)));
      const all = new Set<string>();
      let level = roots.flatMap((root) => root?.id ?? []);
      while (level.length > 0) {
        for (const id of level) all.add(id);
        if (all.size > MOST_FOLDERS)
          throw new AppError(
            'invalid',
            `There are more than ${MOST_FOLDERS} folders in those that you opened in your Drive. ${SMALLER}`,
          );
        level = (await below(level, signal)).filter((id) => !all.has(id));
      }
      return termsFor([...all]);
    },
    async hold({ parents }, signal) {
      let [parent] = parents ?? [];
      for (let depth = 0; parent !== undefined && depth < DEEPEST; depth += 1) {
        const at = await folder(parent, signal);
        if (!at) return false;
        if (opened.has(parent)) return true;
        [parent] = at.parents ?? [];
      }
      return false;
    },
    async names(signal) {
      const found = await Promise.all(ids.map((id) => folder(id, signal)));
      return found.map((each, index) => {
        if (each) return each.name ?? '';
        throw new AppError('invalid', `I find no folder ${ids[index]} in this account. Copy its link from Google Drive again.`);
      });
    },
  };
}

const SMALLER = 'Open smaller ones with /connect google.';

function termsFor(parents: readonly string[]): string[] {
  const terms: string[] = [];
  for (let begin = 0; begin < parents.length; begin += AT_ONCE) {
    const some = parents.slice(begin, begin + AT_ONCE).map((id) => `'${id}' in parents`);
    terms.push(`(${some.join(' or ')})`);
  }
  return terms;
}
