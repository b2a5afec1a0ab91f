import { beginSession, endSession, eraseSessions } from '../../agent/session-only.ts';
import type { Database } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import type { StoredFiles } from '../../vault/stored-files.ts';
import type { Command } from './command.ts';

interface PrivateDeps {
  readonly db: Database;
  readonly storedFiles: StoredFiles;
  readonly onErasing?: (() => Promise<void>) | undefined;
}

/** `/private`: what is said in this chat from now on is kept for the session only; `/private off` erases it. */
export function createPrivateCommand(deps: PrivateDeps): Command {
  return {
    name: 'private',
    description: 'Talk off the record: nothing said from here on is remembered',
    usage: '/private, then /private off',
    run: ({ personId, platform, chat, now }, argument) =>
      deps.db.asPerson(personId, async (tx) => {
        const here = { personId, platform, chat };
        switch (argument.trim().toLowerCase()) {
          case '': {
            const pause = await beginSession(tx, here, now);
            return answer(
              `Off the record from now on: I erase what we say here after an hour, or at once with /private off. After ${pause} minutes without a word I remember again.`,
            );
          }
          case 'off': {
            const was = await endSession(tx, here, now);
            await eraseSessions(deps, tx, personId, now);
            return answer(was ? 'Erased. From here on I remember again.' : 'Nothing here was off the record.');
          }
          default:
            throw new AppError(
              'invalid',
              'I have not kept these words. Write /private by itself first, and then what you want to say.',
            );
        }
      }),
  };
}

const answer = (text: string) => ({ message: { text } });
