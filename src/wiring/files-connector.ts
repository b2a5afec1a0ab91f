import { filesForm } from '../files/connect-form.ts';
import { createStoredFolder } from '../files/stored-folder.ts';
import type { Clock } from '../ground/clock.ts';
import type { Settings } from '../ground/config.ts';
import { AppError } from '../ground/errors.ts';
import type { ConnectValues } from '../ports/connect.ts';
import type { DocumentReader } from '../ports/documents.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Connector } from './accounts.ts';

interface FilesConnectorDeps {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly documents: DocumentReader;
  readonly isOperator: (personId: string) => Promise<boolean>;
}

/** Files in a storage that speaks S3, opened by a key. */
export function filesConnector({ settings, clock, documents, isOperator }: FilesConnectorDeps): Connector {
  /** Whoever runs the machine may name a host in their own network; for anybody else that would be a way into it. */
  async function storeOf(personId: string, values: ConnectValues): Promise<ObjectStore> {
    const { bucket = '', folder = '', region = '', key: keyId = '', password: secret = '' } = values;
    const endpoint = addressOf(values);
    const own = `${endpoint.hostname}:${endpoint.port || (endpoint.protocol === 'https:' ? 443 : 80)}`;
    const allowHosts = [...settings.WEB_ALLOW_HOSTS, ...((await isOperator(personId)) ? [own] : [])];
    const { createBucket, createAccountFetch } = await load();
    const fetch = createAccountFetch({ server: 'storage', headers: {}, home: endpoint, allowHosts });
    const nowMs = () => clock.now().epochMilliseconds;
    const prefix = folder === '' ? '' : `${folder}/`;
    return createBucket({ endpoint, bucket, prefix, region, keyId, secret, nowMs, fetch });
  }

  return {
    kind: {
      kind: 'files',
      about: 'search, read and write your files in a storage that speaks S3',
      form: filesForm,
      async check(personId, { folder = '', bucket = '', ...given }, signal) {
        const values = { ...given, bucket: bucket.trim(), folder: folderOf(folder) };
        if (!/^[\w.-]{1,100}$/.test(values.bucket))
          throw new AppError('invalid', 'A bucket is called by letters, digits, dots and dashes.');
        // Nothing is called so, but the storage answers to whoever may list.
        await (await storeOf(personId, values)).hasFolder('/', signal);
        const root = rootOf(values);
        const gives = [
          `I search and read the files below ${root}, and nothing else there.`,
          ...(given.access === 'read'
            ? ['I write nothing there.']
            : ['I write there only what you have seen on a card and pressed for.']),
        ];
        return { name: root, gives, values };
      },
    },
    async open(values, { personId }) {
      const readOnly = values.access === 'read';
      const store = await storeOf(personId, values);
      const { reader, writer } = createStoredFolder({ store, root: rootOf(values), readOnly, documents });
      return { eyes: { files: reader }, hands: readOnly ? {} : { files: writer } };
    },
  };
}

/** How paths begin: with the host, since two storages may have a bucket of the same name. */
function rootOf(values: ConnectValues): string {
  const { bucket = '', folder = '' } = values;
  return `s3:${[addressOf(values).host, bucket, ...(folder === '' ? [] : [folder])].join('/')}`;
}

function addressOf({ place = '' }: ConnectValues): URL {
  const text = place.trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.search === '' && url.username === '') return url;
  throw new AppError('invalid', 'Enter the address of the storage, such as https://s3.eu-central-1.amazonaws.com');
}

function folderOf(text: string): string {
  const names = text.trim().split('/').filter(Boolean);
  if (names.some((name) => name.startsWith('.')))
    throw new AppError('invalid', 'That is no folder that I can open: its name begins with a dot.');
  return names.join('/');
}

/** Loaded only where it is wanted. */
async function load() {
  const [{ createBucket }, { createAccountFetch }] = await Promise.all([
    import('../../adapters/s3/bucket.ts'),
    import('../../adapters/web/account-fetch.ts'),
  ]);
  return { createBucket, createAccountFetch };
}
