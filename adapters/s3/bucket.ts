import { AwsV4Signer } from 'aws4fetch';
import { AppError } from '../../src/ground/errors.ts';
import type { ObjectStore, StoredObject } from '../../src/ports/object-store.ts';
import { readListing } from './listing.ts';

export interface BucketDeps {
  /** Of the storage, such as `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: URL;
  readonly bucket: string;
  /** Keys begin with it; empty, or with a slash at its end. */
  readonly prefix: string;
  /** Empty where the endpoint tells it, or where the storage knows none. */
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** One that reaches the endpoint. */
  readonly fetch: typeof fetch;
}

const PAGE = 1000;
const MOST_PAGES = 20;

/** A bucket of a storage that speaks S3 (docs.aws.amazon.com/AmazonS3/latest/API), addressed by path, each request signed (AWS Signature Version 4). */
export function createBucket(deps: BucketDeps): ObjectStore {
  const { prefix } = deps;

  async function ask(key: string, query: Record<string, string>, init: RequestInit & { signal: AbortSignal }): Promise<Response> {
    init.signal.throwIfAborted();
    const url = new URL(deps.endpoint);
    url.pathname = [url.pathname.replace(/\/+$/, ''), deps.bucket, ...(key ? [key] : [])]
      .join('/')
      .split('/')
      .map(encoded)
      .join('/');
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return deps.fetch(url.href, { ...init, redirect: 'manual', headers: await signed(deps, url, init) });
  }

  async function page(below: string, most: number, from: string | undefined, signal: AbortSignal) {
    const query = { 'list-type': '2', prefix: below, 'max-keys': String(most), ...(from && { 'continuation-token': from }) };
    const answer = await ask('', query, { signal });
    if (!answer.ok) throw refusal(answer.status);
    return readListing(await answer.text());
  }

  async function change(key: string, init: RequestInit & { signal: AbortSignal }): Promise<void> {
    const { ok, status } = await ask(prefix + key, {}, init);
    if (ok) return;
    // Whoever fails like this may have done it before.
    if (status === 500 || status === 502 || status === 504) throw new Error(`the storage failed (${status})`);
    throw refusal(status);
  }

  return {
    async list(signal) {
      const found: StoredObject[] = [];
      let from: string | undefined;
      for (let pages = 0; pages < MOST_PAGES; pages += 1) {
        const { objects, next } = await page(prefix, PAGE, from, signal);
        // The storage is asked for nothing else, and is not taken at its word.
        found.push(
          ...objects.filter(({ key }) => key.startsWith(prefix)).map((each) => ({ ...each, key: each.key.slice(prefix.length) })),
        );
        if (next === undefined) break;
        from = next;
      }
      return found;
    },
    async hasFolder(folder, signal) {
      if (folder === '') return true;
      return (await page(prefix + folder, 1, undefined, signal)).objects.length > 0;
    },
    async read(key, mostBytes, signal) {
      const head = await ask(prefix + key, {}, { method: 'HEAD', signal });
      if (!head.ok) throw refusal(head.status);
      if (Number(head.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge(mostBytes);
      const answer = await ask(prefix + key, {}, { signal });
      if (!answer.ok) throw refusal(answer.status);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (bytes.length > mostBytes) throw tooLarge(mostBytes);
      const changedMs = Date.parse(answer.headers.get('last-modified') ?? '') || 0;
      const etag = answer.headers.get('etag') ?? '';
      return { key, size: bytes.length, changedAt: new Date(changedMs).toISOString(), etag, bytes };
    },
    put: (key, bytes, etag, signal) => {
      const condition = etag === null ? { 'if-none-match': '*' } : { 'if-match': etag };
      return change(key, { method: 'PUT', body: Buffer.from(bytes), headers: condition, signal });
    },
    remove: (key, etag, signal) => change(key, { method: 'DELETE', headers: { 'if-match': etag }, signal }),
  };
}

async function signed({ region, keyId, secret, nowMs }: BucketDeps, url: URL, { method = 'GET', headers }: RequestInit) {
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    headers: { 'accept-encoding': 'identity', ...Object.fromEntries(new Headers(headers)) },
    accessKeyId: keyId,
    secretAccessKey: secret,
    service: 's3',
    ...(region && { region }),
    datetime: new Date(nowMs()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
  });
  return (await signer.sign()).headers;
}

/** As the signature wants it (RFC 3986): what a URL leaves as it is, too. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function refusal(status: number): AppError {
  if (status === 401 || status === 403)
    return new AppError(
      'denied',
      'The storage does not let this key do that. Look at its rights, or connect it again with /connect files.',
    );
  if (status === 404) return new AppError('not-found', 'There is no such file in the storage.');
  if (status === 409 || status === 412) return new AppError('invalid', 'The file has changed since. Nothing was written.');
  if (status === 301 || status === 307 || status === 400)
    return new AppError(
      'invalid',
      'The storage does not take this request. Look at its address, region and bucket, and connect it again.',
    );
  if (status === 501)
    return new AppError('denied', 'This storage cannot write on condition that nothing has changed, so nothing was written.');
  return new AppError('unavailable', `The storage cannot do that now (${status}). Please try again later.`);
}

function tooLarge(mostBytes: number): AppError {
  return new AppError('invalid', `This file is larger than ${mostBytes / 1024 / 1024} MB, more than I read.`);
}
