import type { SrvRecord } from 'node:dns';
import { resolveSrv } from 'node:dns/promises';
import { AppError, isAppError } from '../../src/ground/errors.ts';
import type { Login } from '../../src/ports/login.ts';
import { createDav, type Dav, type DavPart, listOf, recordOf, textOf } from './dav.ts';
import { createDavFetch, type DavFetchDeps } from './dav-fetch.ts';

export interface Sought {
  /** A mail address, a host, or a web address. */
  readonly place: string;
  readonly user: string;
  readonly login: Login;
}

/** Where an account's calendars are. */
export interface Found {
  /** Where what opens the account may go. */
  readonly server: string;
  readonly principal: string;
  readonly home: string;
  /** The account's own address, as invitations name it; the user name where the server tells none. */
  readonly account: string;
}

export interface DiscoverDeps extends Pick<DavFetchDeps, 'resolve' | 'extraCa'> {
  /** `host:port` of a server in whatever network that this person may reach. */
  readonly allowHostsOf: (url: URL) => readonly string[];
  readonly srv?: (name: string) => Promise<readonly SrvRecord[]>;
}

/** Finds the calendars of a login as RFC 6764 (6) says. Rejects with an AppError that says what to do. */
export async function discover(sought: Sought, deps: DiscoverDeps, signal: AbortSignal): Promise<Found> {
  let refused: unknown;
  for (const start of await startsOf(sought.place, deps, signal)) {
    try {
      const found = await lookAt(new URL(start), sought, deps, signal);
      if (found) return found;
    } catch (error) {
      signal.throwIfAborted();
      // A wrong password is the better reason than a path that is not there.
      if (!isAppError(refused, 'denied')) refused = error;
    }
  }
  throw isAppError(refused) ? refused : new AppError('not-found', NONE, { cause: refused });
}

const NONE =
  'I find no calendar server there. Look in the settings of your calendar service for its CalDAV address, such as https://caldav.example.org/';

const WELL_KNOWN = '/.well-known/caldav';

/** Where to look, the likeliest first. */
async function startsOf(place: string, { srv = resolveSrv }: DiscoverDeps, signal: AbortSignal): Promise<string[]> {
  const said = place.trim();
  if (/^https?:\/\//i.test(said)) {
    if (!URL.canParse(said)) throw new AppError('invalid', NONE);
    return [said, new URL(WELL_KNOWN, said).href];
  }
  const domain = said.slice(said.lastIndexOf('@') + 1).toLowerCase();
  if (!URL.canParse(`https://${domain}/`)) throw new AppError('invalid', NONE);
  const records = await srv(`_caldavs._tcp.${domain}`).catch(() => []);
  signal.throwIfAborted();
  const named = [...records]
    .sort((a, b) => a.priority - b.priority)
    // What the name service says is not proven: a server elsewhere gets no password because of it (RFC 6764, 8).
    .filter(({ name }) => name === domain || name.endsWith(`.${domain}`))
    .map(({ name, port }) => `https://${name}:${port}${WELL_KNOWN}`);
  return [...named, `https://${domain}${WELL_KNOWN}`, `https://${domain}/`];
}

async function lookAt(start: URL, sought: Sought, deps: DiscoverDeps, signal: AbortSignal): Promise<Found | undefined> {
  const { allowHostsOf, ...rest } = deps;
  const { user, login } = sought;
  const dav = createDav(createDavFetch({ user, login, ...rest, home: start, allowHosts: allowHostsOf(start) }));
  const [root] = await dav.propfind(start.href, ['d:current-user-principal'], '0', signal);
  const principal = hrefIn(root, 'currentUserPrincipal');
  if (!principal) return undefined;
  const [person] = await dav.propfind(principal, ['c:calendar-home-set', 'c:calendar-user-address-set'], '0', signal);
  const home = hrefIn(person, 'calendarHomeSet');
  if (!home) throw new AppError('not-found', 'This server lets you in, but has no calendars for you.');
  await needsDav(dav, home, signal);
  const mails = listOf(recordOf(person?.props.calendarUserAddressSet).href)
    .map(textOf)
    .filter((each) => /^mailto:/i.test(each));
  const account = mails[0]?.slice('mailto:'.length) ?? (user.includes('@') ? user : `${user}@${start.hostname}`);
  return { server: start.origin, principal, home, account };
}

/** The home must be readable as well: some servers let anybody see a principal. */
async function needsDav(dav: Dav, home: string, signal: AbortSignal): Promise<void> {
  await dav.propfind(home, ['d:resourcetype'], '0', signal);
}

function hrefIn(part: DavPart | undefined, name: string): string | undefined {
  const href = textOf(listOf(recordOf(part?.props[name]).href)[0]);
  return part && href !== '' && URL.canParse(href, part.href) ? new URL(href, part.href).href : undefined;
}
