import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { listen } from '../listen.ts';

interface Stored {
  readonly bytes: Buffer;
  readonly changedMs: number;
}

/** The next request of this method meets this: a status, the end of the line before or after it is carried out, or what happens just before it. */
export interface S3Fault {
  readonly method: string;
  readonly meets: number | 'drop-before' | 'drop-after' | (() => void);
}

export interface FakeS3 {
  /** Without a slash at its end. */
  readonly url: string;
  readonly keyId: string;
  readonly secret: string;
  /** By bucket and key: `bucket/key`. */
  readonly objects: ReadonlyMap<string, Stored>;
  /** Method and path of every request, in order. */
  readonly journal: readonly string[];
  /** An object appears from elsewhere; later ones are a second later. */
  put(path: string, content: string | Uint8Array): void;
  delete(path: string): void;
  fail(fault: S3Fault): void;
  close(): Promise<void>;
}

/**
 * S3 on a port of this machine, after its reference (docs.aws.amazon.com/AmazonS3/latest/API), as far as it is asked: objects by path, lists in pages,
 * conditions by entity tags. Signatures (Version 4) are worked out anew here, by that reference, and compared.
 */
export async function startFakeS3(region = 'us-east-1'): Promise<FakeS3> {
  const [keyId, secret] = ['ANN', 'secret-of-ann'];
  const objects = new Map<string, Stored>();
  const journal: string[] = [];
  const faults: S3Fault[] = [];
  let nowMs = Date.parse('2026-11-21T08:00:00Z');
  const put = (path: string, content: string | Uint8Array) => {
    nowMs += 1000;
    objects.set(path, { bytes: Buffer.from(content), changedMs: nowMs });
  };

  function answer(request: IncomingMessage, body: Buffer): { status: number; headers?: Record<string, string>; body?: Buffer } {
    const url = new URL(request.url ?? '', 'http://s3.invalid');
    const { method = 'GET' } = request;
    if (!isSigned(request, url, { keyId, secret, region })) return { status: 403 };
    const path = url.pathname.slice(1).split('/').map(decodeURIComponent).join('/');
    if (!path.includes('/')) return { status: 200, body: Buffer.from(listing(path, url.searchParams, objects)) };
    const there = objects.get(path);
    const { 'if-match': match, 'if-none-match': none } = request.headers;
    if (method !== 'GET' && method !== 'HEAD') {
      if (match !== undefined && !there) return { status: 404 };
      if ((match !== undefined && there && match !== etagOf(there)) || (none === '*' && there)) return { status: 412 };
      if (method === 'DELETE') objects.delete(path);
      else put(path, body);
      return { status: method === 'DELETE' ? 204 : 200 };
    }
    if (!there) return { status: 404 };
    const told = { etag: etagOf(there), 'last-modified': new Date(there.changedMs).toUTCString() };
    const headers = { ...told, 'content-length': String(there.bytes.length) };
    return { status: 200, headers, ...(method === 'GET' && { body: there.bytes }) };
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    journal.push(`${request.method} ${request.url}`);
    const index = faults.findIndex(({ method }) => method === request.method);
    const [fault] = index < 0 ? [] : faults.splice(index, 1);
    if (fault?.meets === 'drop-before') return void request.socket.destroy();
    if (typeof fault?.meets === 'number') return void response.writeHead(fault.meets).end();
    if (typeof fault?.meets === 'function') fault.meets();
    const { status, headers = {}, body } = answer(request, Buffer.concat(chunks));
    if (fault?.meets === 'drop-after') return void request.socket.destroy();
    response.writeHead(status, headers).end(body);
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  return {
    url,
    keyId,
    secret,
    objects,
    journal,
    put,
    delete: (path) => void objects.delete(path),
    fail: (fault) => void faults.push(fault),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function etagOf({ bytes, changedMs }: Stored): string {
  return `"${createHash('md5').update(bytes).update(String(changedMs)).digest('hex')}"`;
}

function listing(bucket: string, asked: URLSearchParams, objects: ReadonlyMap<string, Stored>): string {
  const prefix = asked.get('prefix') ?? '';
  const keys = [...objects.keys()].filter((path) => path.startsWith(`${bucket}/${prefix}`)).sort();
  const from = Number(asked.get('continuation-token') ?? 0);
  const until = from + Number(asked.get('max-keys') ?? 1000);
  const contents = keys.slice(from, until).map((path) => {
    const there = objects.get(path) ?? { bytes: Buffer.alloc(0), changedMs: 0 };
    const key = path
      .slice(bucket.length + 1)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;');
    const changed = new Date(there.changedMs).toISOString();
    return `<Contents><Key>${key}</Key><LastModified>${changed}</LastModified><ETag>${etagOf(there).replaceAll('"', '&quot;')}</ETag><Size>${there.bytes.length}</Size></Contents>`;
  });
  const next = until < keys.length ? `<NextContinuationToken>${until}</NextContinuationToken>` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name>${next}${contents.join('')}</ListBucketResult>`;
}

interface Key {
  readonly keyId: string;
  readonly secret: string;
  readonly region: string;
}

/** docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function isSigned({ method, headers }: IncomingMessage, url: URL, { keyId, secret, region }: Key): boolean {
  const given = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  );
  const [, credential = '', names = '', signature] = given ?? [];
  const at = String(headers['x-amz-date'] ?? '');
  const scope = `${at.slice(0, 8)}/${region}/s3/aws4_request`;
  if (credential !== `${keyId}/${scope}` || !names.split(';').includes('host')) return false;
  const query = [...url.searchParams].map((pair) => pair.map(escaped).join('=')).sort();
  const path = url.pathname.split('/').map((name) => escaped(decodeURIComponent(name)));
  const signedHeaders = names.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`);
  const payload = headers['x-amz-content-sha256'];
  const canonical = [method, path.join('/'), query.join('&'), signedHeaders.join(''), names, payload].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', at, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const signingKey = [at.slice(0, 8), region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(signingKey, toSign).toString('hex') === signature;
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
