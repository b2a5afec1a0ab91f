import { shown } from '../../actions/card/shown.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Database } from '../../db/client.ts';
import { exportPerson } from '../../privacy/export.ts';
import type { Identity } from '../../vault/identity.ts';
import type { StoredFiles } from '../../vault/stored-files.ts';
import type { Command } from './command.ts';

interface ExportCommandDeps {
  readonly db: Database;
  readonly audit: Audit;
  readonly storedFiles: StoredFiles;
  readonly identity: Identity;
}

/** Hands the person everything that is kept of them, as one file. */
export function createExportCommand({ db, audit, storedFiles, identity }: ExportCommandDeps): Command {
  return {
    name: 'export',
    description: 'Get everything I keep about you as one JSON file',
    usage: '/export',
    run: ({ personId, now }) =>
      db.asPerson(personId, async (tx) => {
        const { file, leftOut } = await exportPerson({ storedFiles, identity }, tx, personId, now);
        await audit.record(tx, personId, [{ at: now, dataType: 'everything', access: 'read', action: 'export', ref: file }]);
        const text = ['This is everything I keep about you. Keep the file as safe as a diary.', ...unsaid(leftOut)].join('\n\n');
        return { message: { text, files: [file] } };
      }),
  };
}

function unsaid(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [`Too large to go along, or damaged, and still in the database: ${names.map(shown).join(', ')}.`];
}
