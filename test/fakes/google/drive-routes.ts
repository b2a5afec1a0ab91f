import type { Hono } from '@emulators/core';

export interface DriveFile {
  readonly id: string;
  readonly name: string;
  readonly mimeType: string;
  readonly modifiedTime: string;
  /** Its bytes, or what each export of one of Google's own gives. */
  readonly content: string | Uint8Array | Readonly<Record<string, string | Uint8Array>>;
  /** The words that Google has read in it. */
  readonly text?: string;
  readonly trashed?: boolean;
  /** The folder that it lies in. */
  readonly parents?: readonly string[];
}

/** What the account's person may see now: their own files and those that others share with them. */
export interface DriveWorld {
  files: DriveFile[];
}

/** Drive API v3: `files.list` with the terms of `q` that are asked for, `files.get` and `files.export`. */
export function driveRoutes(app: Hono, world: DriveWorld): void {
  const fileOf = (id: string) => world.files.find((file) => file.id === id);
  const told = ({ id, name, mimeType, modifiedTime, content, trashed = false, parents }: DriveFile) => {
    const size = typeof content === 'string' || content instanceof Uint8Array ? { size: `${Buffer.from(content).length}` } : {};
    return { id, name, mimeType, modifiedTime, trashed, ...(parents && { parents }), ...size };
  };
  const missing = Response.json({ error: { code: 404, errors: [{ reason: 'notFound' }] } }, { status: 404 });

  app.get('/drive/v3/files', (c) => {
    const { searchParams } = new URL(c.req.url);
    const q = searchParams.get('q') ?? '';
    const words = [...q.matchAll(/fullText contains '((?:\\.|[^'\\])*)'/g)].map(([, word = '']) => word.replace(/\\(.)/g, '$1'));
    const folders = [...q.matchAll(/'([\w-]+)' in parents/g)].map(([, id = '']) => id);
    // Google does not look into a folder that is not there.
    if (folders.some((id) => !fileOf(id))) return missing.clone();
    const found = world.files.filter(({ name, text = '', trashed = false, mimeType, parents = [] }) => {
      const all = `${name}\n${text}`.toLowerCase();
      const isKind = mimeType.endsWith('.folder') === /mimeType = '[^']*folder'/.test(q);
      const isThere = folders.length === 0 || parents.some((id) => folders.includes(id));
      return !trashed && isKind && isThere && words.every((word) => all.includes(word.toLowerCase()));
    });
    const from = Number(searchParams.get('pageToken') ?? 0);
    const until = from + Number(searchParams.get('pageSize') ?? 100);
    return c.json({ files: found.slice(from, until).map(told), ...(until < found.length && { nextPageToken: `${until}` }) });
  });
  app.get('/drive/v3/files/:id', (c) => {
    const file = fileOf(c.req.param('id'));
    if (!file) return missing.clone();
    if (new URL(c.req.url).searchParams.get('alt') !== 'media') return c.json(told(file));
    const { content } = file;
    return new Response(typeof content === 'string' || content instanceof Uint8Array ? Buffer.from(content) : null);
  });
  app.get('/drive/v3/files/:id/export', (c) => {
    const content = fileOf(c.req.param('id'))?.content;
    const as = new URL(c.req.url).searchParams.get('mimeType') ?? '';
    if (!content || typeof content === 'string' || content instanceof Uint8Array) return missing.clone();
    return new Response(Buffer.from(content[as] ?? ''));
  });
}
