import { type drive_v3, drive as driveApi } from 'googleapis/build/src/apis/drive/index.js';
import { AppError } from '../../src/ground/errors.ts';
import type { FileContent, FileInfo, FileReader } from '../../src/ports/files.ts';
import { createDriveFolders, FOLDER } from './drive-folders.ts';
import { looked } from './failure.ts';
import { itemsOf } from './pages.ts';
import type { GoogleSession } from './session.ts';

type DriveFile = drive_v3.Schema$File;

const FIELDS = 'id,name,mimeType,size,modifiedTime,parents';
const PAGE = 100;
const MOST_PAGES = 5;
/** As much as is read of any other file. */
const MOST_BYTES = 5 * 1024 * 1024;
const OWN = 'application/vnd.google-apps.';

/** As what Google hands out its own documents (developers.google.com/workspace/drive/api/guides/ref-export-formats). */
const EXPORTS: ReadonlyMap<string, string> = new Map([
  [`${OWN}document`, 'text/plain'],
  [`${OWN}spreadsheet`, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  [`${OWN}presentation`, 'text/plain'],
]);

/**
 * The files of a Google account, only to be read, by the Drive API v3: those in the folders `opened` (their ids), all of them without. Nothing is
 * kept: each look asks Google, so what its person may not see any longer, or has moved out of those folders, is not found. A path is
 * `drive:<id>/<name>`, whose name is only for the reader.
 */
export function createGoogleDrive(session: GoogleSession, opened?: readonly string[]): FileReader {
  const { account } = session;
  const api = driveOf(session);
  const folders = opened && createDriveFolders(api, opened);

  const found = (q: string, signal: AbortSignal) =>
    itemsOf(MOST_PAGES, async (page) => {
      const params = { q, fields: `nextPageToken,files(${FIELDS})`, pageSize: PAGE, ...page };
      const { data } = await looked(signal, () => api.files.list(params, { signal, retry: false }));
      return { items: data.files, next: data.nextPageToken };
    });

  async function bytesOf({ id, mimeType, size }: DriveFile, signal: AbortSignal): Promise<Uint8Array> {
    const fileId = id ?? '';
    const options = { signal, retry: false, responseType: 'arraybuffer' } as const;
    const exported = EXPORTS.get(mimeType ?? '');
    if (exported === undefined && mimeType?.startsWith(OWN))
      throw new AppError('invalid', 'This is no document that Google can hand out. Open it in Google Drive.');
    if (Number(size ?? 0) > MOST_BYTES) throw tooLarge();
    const { data } = await looked(signal, () =>
      exported === undefined
        ? api.files.get({ fileId, alt: 'media' }, options)
        : api.files.export({ fileId, mimeType: exported }, options),
    );
    if (!(data instanceof ArrayBuffer))
      throw new AppError('unavailable', 'Google does not answer properly. Please try again later.');
    if (data.byteLength > MOST_BYTES) throw tooLarge();
    return new Uint8Array(data);
  }

  return {
    name: `Google Drive of ${account}`,
    async search(text, limit, signal) {
      const files: FileInfo[] = [];
      const where = folders ? await folders.terms(signal) : [''];
      for (const term of where) for await (const file of found(queryFor(text, term), signal)) files.push(infoOf(file));
      // Google sorts nothing that it finds by words (files.list, orderBy).
      return files.sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1)).slice(0, limit);
    },
    async read(path, signal): Promise<FileContent> {
      const fileId = idIn(path);
      const { data } = await looked(signal, () =>
        api.files.get({ fileId, fields: `${FIELDS},trashed` }, { signal, retry: false }),
      );
      if (data.trashed) throw new AppError('not-found', 'This file lies in the trash.');
      if (folders && !(await folders.hold(data, signal)))
        throw new AppError('denied', 'This file lies outside of the folders that you opened in your Google Drive.');
      const bytes = await bytesOf(data, signal);
      const info = infoOf(data);
      return { ...info, mime: EXPORTS.get(info.mime) ?? info.mime, size: bytes.length, bytes };
    },
    async placeFor(path) {
      idIn(path);
      throw new AppError('denied', 'I only read your Google Drive and write nothing there.');
    },
  };
}

export function driveOf({ auth, rootUrl }: Pick<GoogleSession, 'auth' | 'rootUrl'>): drive_v3.Drive {
  return driveApi({ version: 'v3', auth, ...(rootUrl && { rootUrl }) });
}

/** All words in name or text, of what `where` holds for (developers.google.com/workspace/drive/api/guides/search-files). */
function queryFor(text: string, where: string): string {
  const words = text.split(/\s+/).filter(Boolean);
  const holds = words.map((word) => `(name contains '${escaped(word)}' or fullText contains '${escaped(word)}')`);
  return ['trashed = false', `mimeType != '${FOLDER}'`, ...holds, ...(where ? [where] : [])].join(' and ');
}

function escaped(word: string): string {
  return word.replace(/[\\']/g, '\\$&');
}

function idIn(path: string): string {
  const id = /^drive:([\w-]{1,200})(?:\/|$)/.exec(path)?.[1];
  if (id === undefined) throw new AppError('not-found', 'There is no such file in your Google Drive. Search for it first.');
  return id;
}

function infoOf({ id, name, mimeType, size, modifiedTime }: DriveFile): FileInfo {
  return {
    path: `drive:${id}/${name ?? ''}`,
    mime: mimeType ?? 'application/octet-stream',
    size: Number(size ?? 0),
    changedAt: modifiedTime ?? new Date(0).toISOString(),
  };
}

function tooLarge(): AppError {
  return new AppError('invalid', 'This file is larger than 5 MB, more than I read.');
}
