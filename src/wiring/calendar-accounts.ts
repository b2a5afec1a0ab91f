import type { Caldav } from '../../adapters/caldav/account.ts';
import type { Parsing } from '../../adapters/isolated/parsing.ts';
import { calendarForm } from '../calendar/connect-form.ts';
import { occurrencesIn } from '../calendar/series.ts';
import type { Clock } from '../ground/clock.ts';
import type { Settings } from '../ground/config.ts';
import type { Random } from '../ground/random.ts';
import type { Calendar } from '../ports/calendar.ts';
import type { ConnectValues } from '../ports/connect.ts';
import type { Login } from '../ports/login.ts';
import type { Connector, OpenAccount } from './accounts.ts';
import type { Asked, SignIn } from './sign-in.ts';
import { askingWhichWay, enter, loginOf } from './ways-in.ts';

type FindTasks = NonNullable<OpenAccount['taskList']>;

interface CalendarAccountsDeps {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly parsing: Parsing;
  readonly isOperator: (personId: string) => Promise<boolean>;
  readonly signIn?: SignIn | undefined;
}

/** Calendars by CalDAV. */
export function calendarConnector({ settings, clock, random, parsing, isOperator, signIn }: CalendarAccountsDeps): Connector {
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
    login: Login,
    zone: string,
  ): Promise<Caldav & { readonly taskList: FindTasks }> {
    const { server = '', principal = '', home = '', account = '', user = '' } = values;
    // Loaded only where it is wanted.
    const { createCaldav, createDav, createDavFetch, findDavTaskList } = await load();
    const at = new URL(server);
    const dav = createDav(createDavFetch({ user, login, home: at, allowHosts: (await hostsFor(personId))(at) }));
    const found = { server, principal, home, account };
    const taskList = findDavTaskList({ found, dav, zone, now: clock.now, random, parsing });
    return { ...createCaldav({ found, dav, zone, now: clock.now, expand: occurrencesIn, parsing }), taskList };
  }

  return {
    kind: {
      kind: 'calendar',
      about: 'read and change your calendar (iCloud, Nextcloud, Fastmail and others, by CalDAV)',
      form: askingWhichWay(calendarForm, signIn),
      async check(personId, filled, signal, returnTo) {
        const { place = '', user = '', access = '', tasks = '' } = filled;
        const { discover } = await load();
        const allowHostsOf = await hostsFor(personId);
        const check: Asked['check'] = async (login, within) => {
          const found = await discover({ place, user, login }, { allowHostsOf }, within);
          const values = { ...found, user, access, tasks };
          const calendars = await (await connect(personId, values, login, 'UTC')).reader.calendars(within);
          return { name: `${user} at ${new URL(found.server).host}`, gives: inWords(calendars, filled), values };
        };
        return enter(signIn, filled, { hint: user, returnTo, signal, check });
      },
      ...(signIn?.leave && { leave: signIn.leave }),
    },
    async open(values, { personId, zone }, kept) {
      const login = await loginOf(signIn, values, kept);
      const { reader, writer, taskList } = await connect(personId, values, login, zone);
      if (values.access === 'read') return { eyes: { calendar: reader }, hands: {} };
      return { eyes: { calendar: reader }, hands: { calendar: writer }, ...(values.tasks === 'both' && { taskList }) };
    },
  };
}

function inWords(calendars: readonly Calendar[], { access, tasks }: ConnectValues): readonly string[] {
  const names = calendars.map(({ name }) => name).join(', ');
  return [
    calendars.length === 0 ? 'There is no calendar in it yet.' : `Calendars: ${names}`,
    access === 'read' ? 'I only read them.' : 'I read them, and change them when you ask me to.',
    ...(tasks === 'both' && access !== 'read' ? ['I keep your tasks here and the task list there in step, both ways.'] : []),
  ];
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
