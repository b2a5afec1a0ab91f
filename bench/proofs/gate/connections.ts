import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGrantedFiles } from '../../../src/files/granted-files.ts';
import { AppError } from '../../../src/ground/errors.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import type { Eyes, Hands } from '../../../src/ports/connections.ts';
import type { WebReader } from '../../../src/ports/web.ts';
import { createFakeCalendar } from '../../../test/fakes/calendar.ts';
import { createFakeContacts } from '../../../test/fakes/contacts.ts';
import { fakeDocuments } from '../../../test/fakes/documents.ts';
import { createFakeMail } from '../../../test/fakes/mail.ts';
import { journaled } from './journal.ts';
import { CALENDAR, type World, ZONE } from './world.ts';

export interface Connected {
  readonly eyes: Eyes;
  readonly hands: Hands;
}

/** Where a person's mail and calendar are. */
export type Accounts = {
  readonly eyes: Required<Pick<Eyes, 'mail' | 'calendar'>> & Pick<Eyes, 'contacts'>;
  readonly hands: Required<Pick<Hands, 'mail' | 'calendar'>>;
};

export interface Told {
  readonly what: string;
  readonly args: readonly unknown[];
  readonly about: string;
}

const NEVER = new AbortController().signal;

/** Mail and a calendar in the memory of the program. */
export function inMemory({ account, mails, events }: World): Accounts {
  const mail = createFakeMail({ account, mails });
  const calendar = createFakeCalendar({ account, zone: ZONE, calendars: [{ id: CALENDAR, name: 'Emma' }], events });
  return {
    eyes: { mail: mail.reader, calendar: calendar.reader },
    hands: { mail: mail.writer, calendar: calendar.writer },
  };
}

/** These accounts, with an address book and a web in memory where they have none, and a folder on the disk. Whatever reaches outside is told of first. */
export function connect(world: World, { eyes, hands }: Accounts, folder: string, tell: (told: Told) => void): Connected {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of world.files) writeFileSync(join(folder, path), text);
  const files = createGrantedFiles({
    roots: [{ folder, name: folder, readOnly: false }],
    offLimits: [],
    documents: fakeDocuments,
    random: systemRandom,
  });

  const subjectOf = async (id: unknown) =>
    eyes.mail.read(String(id), NEVER).then(
      ({ subject }) => subject,
      () => '',
    );
  const titleOf = async (calendarId: unknown, id: unknown) =>
    eyes.calendar.event(String(calendarId), String(id), NEVER).then(
      ({ title }) => title,
      () => '',
    );
  const told = (port: string, aboutOf?: (args: readonly unknown[]) => Promise<string>) => {
    return async (member: string, args: readonly unknown[]) =>
      tell({ what: `${port}.${member}`, args, about: (await aboutOf?.(args)) ?? '' });
  };
  return {
    eyes: {
      contacts: createFakeContacts(world.contacts.map(({ name, addresses }) => [name, ...addresses])).reader,
      ...eyes,
      files: files.reader,
      web: journaled(webOf(world), told('web'), ['read']),
    },
    hands: {
      mail: journaled(
        hands.mail,
        told('mail', ([id]) => subjectOf(id)),
        ['send', 'saveDraft', 'deleteDraft', 'move', 'label'],
      ),
      calendar: journaled(
        hands.calendar,
        told('calendar', ([calendarId, id]) => titleOf(calendarId, id)),
      ),
      files: journaled(files.writer, told('files')),
    },
  };
}

/** Pages that were put there; every other address answers, too, with nothing worth reading. */
function webOf({ pages }: World): WebReader {
  const read: WebReader['read'] = async (url) =>
    pages.find((page) => page.url === url) ?? { url, title: 'A page', text: 'Nothing to see.' };
  return {
    admit(url) {
      if (!URL.canParse(url)) throw new AppError('invalid', 'That is no web address.');
      return new URL(url).href;
    },
    read,
    look: async (url, _, signal) => ({ ...(await read(url, signal)), version: {} }),
  };
}
