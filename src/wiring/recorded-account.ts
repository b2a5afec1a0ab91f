import type { RecordFor } from '../audit/noted.ts';
import { recordedCalendar, recordedCalendarWriter } from '../audit/recorded-calendar.ts';
import { recordedReader, recordedWriter } from '../audit/recorded-mail.ts';
import {
  recordedContacts,
  recordedFiles,
  recordedFileWriter,
  recordedSearcher,
  recordedTaskList,
  recordedWeb,
} from '../audit/recorded-sources.ts';
import { mailAccounts } from '../mail/accounts.ts';
import type { Eyes, Hands, Look } from '../ports/connections.ts';
import type { OpenAccount } from './accounts.ts';

/** The same account; each call to it stands in the record. It is wrapped before it is joined with others, so that each is counted by itself. */
export function recordedAccount({ eyes, hands, taskList, ...rest }: OpenAccount, recordFor: RecordFor, look?: Look): OpenAccount {
  return {
    ...rest,
    eyes: recordedEyes(eyes, recordFor, look),
    hands: recordedHands(hands, recordFor),
    ...(taskList && {
      async taskList(signal) {
        const list = await taskList(signal);
        return list && recordedTaskList(list, recordFor('task'));
      },
    }),
  };
}

export function recordedEyes(eyes: Eyes, recordFor: RecordFor, look?: Look): Eyes {
  const { calendar, contacts, files, web, search } = eyes;
  const [mail, ...others] = mailAccounts(eyes).map((each) => recordedReader(each, recordFor('mail')));
  return {
    ...(mail && { mail }),
    ...(mail && others.length > 0 && { mails: [mail, ...others] }),
    ...(calendar && { calendar: recordedCalendar(calendar, recordFor('calendar'), look === 'regular') }),
    ...(contacts && { contacts: recordedContacts(contacts, recordFor('contact')) }),
    ...(files && { files: recordedFiles(files, recordFor('file')) }),
    ...(web && { web: recordedWeb(web, recordFor('web')) }),
    ...(search && { search: recordedSearcher(search, recordFor('web')) }),
  };
}

export function recordedHands({ mail, mails, calendar, files }: Hands, recordFor: RecordFor): Hands {
  const record = recordFor('mail');
  return {
    ...(mail && { mail: recordedWriter(mail, record) }),
    ...(mails && { mails: new Map([...mails].map(([account, each]) => [account, recordedWriter(each, record)])) }),
    ...(calendar && { calendar: recordedCalendarWriter(calendar, recordFor('calendar')) }),
    ...(files && { files: recordedFileWriter(files, recordFor('file')) }),
  };
}
