/** What a person may be asked to allow, by what it is for (developers.google.com/identity/protocols/oauth2/scopes). */
const PARTS = [
  {
    part: 'mail',
    read: ['gmail.readonly'],
    change: ['gmail.modify'],
    says: { read: 'I can read your mail.', change: 'I can read, sort and draft your mail, and send what you press Send for.' },
  },
  {
    part: 'calendar',
    read: ['calendar.events.readonly', 'calendar.calendarlist.readonly'],
    change: ['calendar.events', 'calendar.calendarlist.readonly', 'calendar.acls.readonly'],
    says: { read: 'I can read your calendars.', change: 'I can read and change your calendars, and see who else reads them.' },
  },
  {
    part: 'contacts',
    read: ['contacts.readonly'],
    change: ['contacts.readonly'],
    says: {
      read: 'I can look up names and addresses in your contacts.',
      change: 'I can look up names and addresses in your contacts.',
    },
  },
  {
    part: 'files',
    read: ['drive.readonly'],
    change: ['drive.readonly'],
    says: { read: 'I can search and read your Google Drive.', change: 'I can search and read your Google Drive.' },
  },
  {
    part: 'tasks',
    read: ['tasks.readonly'],
    change: ['tasks'],
    says: { read: 'I can read your Google Tasks.', change: 'I keep your tasks here and your Google Tasks in step, both ways.' },
  },
] as const;

export type Access = 'read' | 'change';
export type GooglePart = (typeof PARTS)[number]['part'];

const PREFIX = 'https://www.googleapis.com/auth/';

/** What a person wants to connect. */
export interface Wanted {
  readonly access: Access;
  /** Their Drive as well. */
  readonly files: boolean;
  /** Of it these folders alone, by their ids. */
  readonly folders?: readonly string[];
  /** Their task list, to be kept in step with the tasks here. */
  readonly tasks: boolean;
}

/** The least that is asked for; who it is, by OpenID Connect. */
export function scopesFor(wanted: Wanted): string[] {
  return ['openid', 'email', ...partsOf(wanted).flatMap((each) => each[wanted.access].map((name) => PREFIX + name))];
}

function partsOf(wanted: Wanted) {
  return PARTS.filter(({ part }) => (part === 'files' || part === 'tasks' ? wanted[part] : true));
}

/** What was allowed of each part; a person may leave out some of what was asked for. */
export function allowed(granted: string): ReadonlyMap<GooglePart, Access> {
  const has = new Set(granted.split(/\s+/));
  const isThere = (names: readonly string[]) => names.every((name) => has.has(PREFIX + name));
  const found = PARTS.flatMap(({ part, read, change }): [GooglePart, Access][] => {
    if (isThere(change)) return [[part, 'change']];
    return isThere(read) ? [[part, 'read']] : [];
  });
  return new Map(found);
}

/** The same in plain words, a sentence each; what was wanted and left out as well. `folders`: the names of those that were opened alone. */
export function inWords(granted: string, wanted: Wanted, folders?: readonly string[]): string[] {
  const parts = allowed(granted);
  return partsOf(wanted).map(({ part, says }) => {
    const access = parts.get(part);
    if (part === 'files' && access !== undefined && folders)
      return `I can search and read what lies in these folders of your Google Drive, and nothing else there: ${folders.join(', ')}.`;
    return access === undefined ? `Your ${part} stays closed to me: you left it out at Google.` : says[access];
  });
}
