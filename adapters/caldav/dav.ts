import { calendarMultiGet, type DAVResponse, davRequest } from 'tsdav';
import { AppError } from '../../src/ground/errors.ts';

/** A multistatus part (RFC 4918, 14.24), its properties by their names in camel case. */
export interface DavPart {
  /** Absolute. */
  readonly href: string;
  readonly status: number;
  readonly props: Readonly<Record<string, unknown>>;
}

/** The requests of WebDAV and CalDAV that are needed, over one account's `fetch`. */
export interface Dav {
  propfind(url: string, props: readonly string[], depth: '0' | '1', signal: AbortSignal): Promise<readonly DavPart[]>;
  /** RFC 6578: what has changed since `token`, all without one; undefined when the server cannot tell. */
  changes(
    url: string,
    token: string,
    signal: AbortSignal,
  ): Promise<{ readonly parts: readonly DavPart[]; readonly token: string } | undefined>;
  /** RFC 4791, 7.9: entity tags and contents. */
  multiGet(url: string, hrefs: readonly string[], signal: AbortSignal): Promise<readonly DavPart[]>;
  /** Any other request; the caller looks at its status. */
  send(url: string, init: RequestInit): Promise<Response>;
}

export const NAMESPACES = {
  'xmlns:d': 'DAV:',
  'xmlns:c': 'urn:ietf:params:xml:ns:caldav',
  'xmlns:cs': 'http://calendarserver.org/ns/',
  'xmlns:oc': 'http://owncloud.org/ns',
};

export function createDav(fetch: typeof globalThis.fetch): Dav {
  return {
    async propfind(url, props, depth, signal) {
      const wanted = Object.fromEntries(props.map((name) => [name, {}]));
      const init = {
        method: 'PROPFIND',
        namespace: 'd',
        headers: { depth },
        body: { propfind: { _attributes: NAMESPACES, prop: wanted } },
      } as const;
      return parts(url, checked(await davRequest({ url, init, fetch, fetchOptions: { signal } })));
    },
    async changes(url, token, signal) {
      const body = {
        'sync-collection': { _attributes: NAMESPACES, 'sync-token': token, 'sync-level': 1, prop: { 'd:getetag': {} } },
      };
      const answer = await davRequest({
        url,
        init: { method: 'REPORT', namespace: 'd', headers: { depth: '0' }, body },
        fetch,
        fetchOptions: { signal },
      });
      const next = textOf(recordOf(recordOf(answer[0]?.raw).multistatus).syncToken);
      // A server that knows no tokens, or not this one any more (RFC 6578, 3.2), answers with an error.
      if (answer.some(({ href, status }) => status === 401 && href === undefined)) checked(answer);
      return next === '' ? undefined : { parts: parts(url, answer), token: next };
    },
    async multiGet(url, hrefs, signal) {
      const props = { 'd:getetag': {}, 'c:calendar-data': {} };
      const objectUrls = hrefs.map((href) => new URL(href).pathname);
      return parts(url, checked(await calendarMultiGet({ url, props, objectUrls, depth: '1', fetch, fetchOptions: { signal } })));
    },
    send: fetch,
  };
}

/** Throws for an answer that is no multistatus. */
function checked(answer: readonly DAVResponse[]): readonly DAVResponse[] {
  const [only] = answer;
  if (answer.length === 1 && only && only.props === undefined && !only.ok) throw refusal(only.status);
  return answer;
}

export function refusal(status: number): AppError {
  if (status === 401)
    return new AppError(
      'denied',
      'The calendar server refuses this user name or password. Many services want an app password that is made in their settings.',
    );
  if (status === 403) return new AppError('denied', 'The calendar server does not permit that.');
  if (status === 404 || status === 410) return new AppError('not-found', 'This calendar is not there.');
  return new AppError('unavailable', `The calendar server cannot do that now (${status}). Please try again later.`);
}

function parts(base: string, answer: readonly DAVResponse[]): DavPart[] {
  return answer.flatMap(({ href, status, props }) => {
    if (href === undefined || !URL.canParse(href, base)) return [];
    return [{ href: new URL(href, base).href, status, props: props ?? {} }];
  });
}

/** The members of an XML element; empty for anything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** The text of an XML element, also where it has attributes or was taken for a number. */
export function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  const { _text, _cdata } = recordOf(value);
  return _text === undefined && _cdata === undefined ? '' : textOf(_text ?? _cdata);
}

/** The values of an element that may stand once or often. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null || value === '') return [];
  return Array.isArray(value) ? value : [value];
}
