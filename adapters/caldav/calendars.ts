import type { Calendar } from '../../src/ports/calendar.ts';
import { type Dav, type DavPart, listOf, recordOf, textOf } from './dav.ts';

/** A calendar collection (RFC 4791, 4.2). Its id is its path on the server. */
export interface DavCalendar extends Calendar {
  readonly url: string;
  /** Changes with every change in it; empty where the server tells none. */
  readonly version: string;
}

const PROPS = [
  'd:resourcetype',
  'd:displayname',
  'd:owner',
  'd:current-user-privilege-set',
  'c:supported-calendar-component-set',
  'd:sync-token',
  'cs:getctag',
  'cs:invite',
  'oc:invite',
  'cs:publish-url',
];

/** The calendars of a home that hold events, or tasks, those only the person sees first. */
export async function calendarsOf(
  dav: Dav,
  home: string,
  principal: string,
  signal: AbortSignal,
  component: 'VEVENT' | 'VTODO' = 'VEVENT',
): Promise<DavCalendar[]> {
  const parts = await dav.propfind(home, PROPS, '1', signal);
  const found = parts.filter((part) => holds(part, component)).map((part) => toCalendar(part, principal));
  return found.sort((a, b) => Number(a.shared || !a.writable) - Number(b.shared || !b.writable));
}

function holds({ props }: DavPart, component: string): boolean {
  const comps = listOf(recordOf(props.supportedCalendarComponentSet).comp).map((comp) =>
    textOf(recordOf(recordOf(comp)._attributes).name),
  );
  return 'calendar' in recordOf(props.resourcetype) && (comps.length === 0 || comps.includes(component));
}

function toCalendar({ href, props }: DavPart, principal: string): DavCalendar {
  const { pathname } = new URL(href);
  return {
    id: decodeURI(pathname),
    url: href,
    name: textOf(props.displayname) || (pathname.split('/').findLast((each) => each !== '') ?? pathname),
    shared: isShared(href, props, principal),
    writable: mayWrite(props),
    version: textOf(props.syncToken) || textOf(props.getctag),
  };
}

/** Somebody else's, or shown to others: as CalendarServer, iCloud, Nextcloud and their like tell it. */
function isShared(href: string, props: DavPart['props'], principal: string): boolean {
  const owner = textOf(recordOf(props.owner).href);
  const isForeign = owner !== '' && new URL(owner, href).pathname !== new URL(principal).pathname;
  const kinds = recordOf(props.resourcetype);
  const guests = recordOf(props.invite);
  return (
    isForeign ||
    'shared' in kinds ||
    'sharedOwner' in kinds ||
    Object.keys(guests).some((name) => name === 'user' || name === 'sharee') ||
    Object.keys(recordOf(props.publishUrl)).length > 0 ||
    textOf(props.publishUrl) !== ''
  );
}

const WRITING = ['all', 'write', 'writeContent'];

function mayWrite(props: DavPart['props']): boolean {
  const given = listOf(recordOf(props.currentUserPrivilegeSet).privilege).flatMap((each) => Object.keys(recordOf(each)));
  // A server that tells no privileges decides when it is asked.
  return given.length === 0 || WRITING.some((each) => given.includes(each));
}
