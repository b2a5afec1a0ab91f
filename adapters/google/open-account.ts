import type { Eyes, Hands } from '../../src/ports/connections.ts';
import type { Handovers } from '../../src/ports/mail.ts';
import type { TaskList } from '../../src/ports/task-list.ts';
import type { Expand } from '../ics/held-events.ts';
import type { Parsing } from '../isolated/parsing.ts';
import { createGoogleCalendar } from './calendar.ts';
import { createGoogleContacts } from './contacts.ts';
import { createGoogleDrive } from './drive.ts';
import { createGmail } from './gmail.ts';
import type { GoogleApp } from './kind.ts';
import { allowed } from './scopes.ts';
import { clientOf, googleValues, sessionOf } from './sign-in.ts';
import { createGoogleTasks } from './tasks.ts';

export interface GoogleAccount {
  readonly eyes: Pick<Eyes, 'mail' | 'calendar' | 'contacts' | 'files'>;
  readonly hands: Pick<Hands, 'mail' | 'calendar'>;
  readonly taskList?: () => Promise<TaskList>;
}

interface OpeningDeps {
  readonly now: () => Date;
  readonly handovers: Handovers;
  readonly parsing: Parsing;
  readonly expand: Expand;
}

/** An account that was signed in; what its person has not allowed is not there. Access tokens live in memory and are renewed when they end or are refused. */
export function openGoogleAccount(
  app: GoogleApp,
  values: object,
  { now, handovers, expand, parsing }: OpeningDeps,
): GoogleAccount {
  const { account, refreshToken, granted, folders } = googleValues.parse(values);
  const auth = clientOf(app);
  auth.forceRefreshOnFailure = true; // Google may refuse an access token before the date it gave
  auth.setCredentials({ refresh_token: refreshToken });
  const session = sessionOf(app, account, auth);
  const parts = allowed(granted);
  const mail = parts.has('mail') ? createGmail(session, now, handovers, parsing) : undefined;
  const calendar = parts.has('calendar') ? createGoogleCalendar(session, expand) : undefined;
  const tasks = parts.get('tasks') === 'change' ? createGoogleTasks(session, now) : undefined;
  return {
    ...(tasks && { taskList: async () => tasks }),
    eyes: {
      ...(mail && { mail: mail.reader }),
      ...(calendar && { calendar: calendar.reader }),
      ...(parts.has('contacts') && { contacts: createGoogleContacts(session) }),
      ...(parts.has('files') && { files: createGoogleDrive(session, folders?.split(' ')) }),
    },
    hands: {
      ...(mail && parts.get('mail') === 'change' && { mail: mail.writer }),
      ...(calendar && parts.get('calendar') === 'change' && { calendar: calendar.writer }),
    },
  };
}
