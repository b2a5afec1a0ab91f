import type { Caldav } from '../../adapters/caldav/account.ts';
import type { Parsing } from '../../adapters/isolated/parsing.ts';
import { calendarForm } from '../calendar/connect-form.ts';
import { occurrencesIn } from '../calendar/series.ts';
import type { Clock } from '../ground/clock.ts';
import type { Settings } from '../ground/config.ts';
import type { Random } from '../ground/random.ts';
import type { ConnectValues } from '../ports/connect.ts';
import type { Connector, OpenAccount } from './accounts.ts';

type FindTasks = NonNullable<OpenAccount['taskList']>;

interface CalendarAccountsDeps {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly parsing: Parsing;
  readonly isOperator: (personId: string) => Promise<boolean>;
}

/** Calendars that are opened by a password (CalDAV). */
export function calendarConnector({ settings, clock, random, parsing, isOperator }: CalendarAccountsDeps): Connector {
  /** Whoever runs the machine may name a host in their own network; for anybody else that would be a way into it. */
  async function hostsFor(personId: string): Promise<(url: URL) => readonly string[]> {
    const isTheirNetwork = await isOperator(personId);
    return ({ hostname, port, protocol }) => {
      const own = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
      return [...settings.WEB_ALLOW_HOSTS, ...(isTheirNetwork ? [own] : [])];
    };
  }

  async function connect(
    personId: string,
    values: ConnectValues,
    zone: string,
  ): Promise<Caldav & { readonly taskList: FindTasks }> {
    const { server = '', principal = '', home = '', account = '', user = '', password = '' } = values;
    // Loaded only where it is wanted.
    const { createCaldav, createDav, createDavFetch, findDavTaskList } = await load();
    const at = new URL(server);
    const dav = createDav(createDavFetch({ user, password, home: at, allowHosts: (await hostsFor(personId))(at) }));
    const found = { server, principal, home, account };
    const taskList = findDavTaskList({ found, dav, zone, now: clock.now, random, parsing });
    return { ...createCaldav({ found, dav, zone, now: clock.now, expand: occurrencesIn, parsing }), taskList };
  }

  return {
    kind: {
      kind: 'calendar',
      about: 'read and change your calendar (iCloud, Nextcloud, Fastmail and others, by CalDAV)',
      form: calendarForm,
      async check(personId, { place = '', user = '', password = '', access = '', tasks = '' }, signal) {
        const { discover } = await load();
        const found = await discover({ place, user, password }, { allowHostsOf: await hostsFor(personId) }, signal);
        const values = { ...found, user, password, access, tasks };
        const calendars = await (await connect(personId, values, 'UTC')).reader.calendars(signal);
        const names = calendars.map(({ name }) => name).join(', ');
        const gives = [
          calendars.length === 0 ? 'There is no calendar in it yet.' : `Calendars: ${names}`,
          access === 'read' ? 'I only read them.' : 'I read them, and change them when you ask me to.',
          ...(tasks === 'both' && access !== 'read'
            ? ['I keep your tasks here and the task list there in step, both ways.']
            : []),
        ];
        return { name: `${user} at ${new URL(found.server).host}`, gives, values };
      },
    },
    async open(values, { personId, zone }) {
      const { reader, writer, taskList } = await connect(personId, values, zone);
      if (values.access === 'read') return { eyes: { calendar: reader }, hands: {} };
      return { eyes: { calendar: reader }, hands: { calendar: writer }, ...(values.tasks === 'both' && { taskList }) };
    },
  };
}

async function load() {
  const [{ createCaldav }, { createDav }, { createDavFetch }, { discover }, { findDavTaskList }] = await Promise.all([
    import('../../adapters/caldav/account.ts'),
    import('../../adapters/caldav/dav.ts'),
    import('../../adapters/caldav/dav-fetch.ts'),
    import('../../adapters/caldav/discover.ts'),
    import('../../adapters/caldav/task-list.ts'),
  ]);
  return { createCaldav, createDav, createDavFetch, discover, findDavTaskList };
}
