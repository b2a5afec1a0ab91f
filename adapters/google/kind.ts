import { AppError } from '../../src/ground/errors.ts';
import type { Random } from '../../src/ground/random.ts';
import type { AccountKind, ConnectForm } from '../../src/ports/connect.ts';
import { folderIdsIn } from './folder-links.ts';

/** The client that this deployment is known to Google by, and where Google is when it is not in its usual place. */
export interface GoogleApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authUrl?: string | undefined;
  readonly tokenUrl?: string | undefined;
  readonly revokeUrl?: string | undefined;
  /** Of the APIs, without a slash at its end. */
  readonly apiRoot?: string | undefined;
}

const FORM: ConnectForm = {
  title: 'Connect your Google account',
  intro: [
    'For mail, calendars and contacts, and for files if you like. Google asks you next, and shows what you allow; you can leave parts out there.',
    'Whatever I send or change there is still asked for in the chat as ever. You can take it back with /connect off, or at myaccount.google.com/permissions.',
  ],
  fields: [
    {
      name: 'access',
      label: 'What may I do there?',
      type: 'choice',
      choices: [
        { value: 'change', label: 'Read and, with your press, send and change' },
        { value: 'read', label: 'Only read' },
      ],
    },
    {
      name: 'files',
      label: 'And the files in your Google Drive?',
      type: 'choice',
      choices: [
        { value: 'no', label: 'Leave them closed' },
        { value: 'folders', label: 'Search and read the folders that I name below' },
        { value: 'read', label: 'Search and read all of it' },
      ],
    },
    {
      name: 'folders',
      label: 'Which folders of your Drive?',
      type: 'text',
      hint: 'Open each in Google Drive and copy its address; several with a blank between them. What lies in them counts, however deep.',
      optional: true,
    },
    {
      name: 'tasks',
      label: 'And your Google Tasks?',
      type: 'choice',
      choices: [
        { value: 'no', label: 'Leave them alone' },
        { value: 'both', label: 'Keep them and my tasks here in step, both ways' },
      ],
    },
  ],
};

/** Google as a kind of account. The SDK is loaded when somebody signs in. */
export function createGoogleKind(app: GoogleApp, random: Random): AccountKind {
  return {
    kind: 'google',
    about: 'mail, calendars, contacts and files of your Google account',
    form: FORM,
    async check(_, { access, files, folders = '', tasks }, _signal, returnTo) {
      const { askAtGoogle } = await import('./sign-in.ts');
      const mayChange = access !== 'read';
      const opened = files === 'folders' ? folderIdsIn(folders) : undefined;
      if (opened?.length === 0)
        throw new AppError(
          'invalid',
          'Name the folders of your Drive that I may see, by their links, or leave the files closed.',
        );
      const wanted = {
        access: mayChange ? 'change' : 'read',
        files: files === 'read' || opened !== undefined,
        ...(opened && { folders: opened }),
        tasks: mayChange && tasks === 'both',
      } as const;
      return askAtGoogle(app, random, wanted, returnTo);
    },
    async leave(values, signal) {
      const { leaveGoogle } = await import('./sign-in.ts');
      await leaveGoogle(app, values, signal);
    },
  };
}
