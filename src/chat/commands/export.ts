import { shown } from '../../actions/shown.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Database } from '../../db/client.ts';
import { exportPerson } from '../../privacy/export.ts';
import type { Command } from './command.ts';

/** Hands the person everything that is kept of them, as one file. */
export function createExportCommand({ db, audit }: { readonly db: Database; readonly audit: Audit }): Command {
  return {
    name: 'export',
    description: 'Get everything I keep about you as one JSON file',
    usage: '/export',
    run: ({ personId, now }) =>
      db.asPerson(personId, async (tx) => {
        const { file, leftOut } = await exportPerson(tx, personId, now);
        await audit.record(tx, personId, [{ at: now, dataType: 'everything', access: 'read', action: 'export', ref: file }]);
        const text = ['This is everything I keep about you. Keep the file as safe as a diary.', ...tooLarge(leftOut)].join(
          '\n\n',
        );
        return { message: { text, files: [file] } };
      }),
  };
}

function tooLarge(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [`Too large to go along, and still in the database: ${names.map(shown).join(', ')}.`];
}
