import { AppError } from '../../src/ground/errors.ts';
import type { StoredObject } from '../../src/ports/object-store.ts';
import { readXml } from '../documents/xml.ts';

/** A page of ListObjectsV2 (docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html). */
export interface Listing {
  readonly objects: readonly StoredObject[];
  /** Where the next page begins; undefined on the last. */
  readonly next: string | undefined;
}

/** Reads the XML of a page. Rejects with `unavailable` for what is none. */
export async function readListing(text: string): Promise<Listing> {
  const objects: StoredObject[] = [];
  let isListing = false;
  let next: string | undefined;
  let said = '';
  let object: Record<string, string> | undefined;
  await readXml(once(text), {
    opens(name) {
      said = '';
      if (name === 'ListBucketResult') isListing = true;
      if (name === 'Contents') object = {};
    },
    says: (words) => {
      said += words;
    },
    closes(name) {
      if (name === 'NextContinuationToken') next = said;
      if (name === 'Contents') objects.push(...toObject(object ?? {}));
      else if (object) object = { ...object, [name]: said };
      if (name === 'Contents') object = undefined;
      said = '';
    },
  });
  if (!isListing) throw new AppError('unavailable', 'The storage does not answer as S3 does. Look at its address.');
  return { objects, next };
}

function toObject({ Key: key = '', Size: size, LastModified: changed, ETag: etag = '' }: Record<string, string>): StoredObject[] {
  const changedMs = Date.parse(changed ?? '');
  if (key === '' || key.endsWith('/') || Number.isNaN(changedMs)) return [];
  return [{ key, size: Number(size ?? 0), changedAt: new Date(changedMs).toISOString(), etag }];
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
