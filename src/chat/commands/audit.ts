import type { Audit } from '../../audit/audit.ts';
import type { Database } from '../../db/client.ts';
import type { Command } from './command.ts';

const LINES = 15;

/** Shows the latest entries of the person's record and whether its chain holds. */
export function createAuditCommand({ db, audit }: { readonly db: Database; readonly audit: Audit }): Command {
  return {
    name: 'audit',
    description: 'See what was done with your data, and that the record is whole',
    usage: '/audit',
    run: ({ personId, profile }) =>
      db.asPerson(personId, async (tx) => {
        const state = await audit.verify(tx, personId);
        const rows = await audit.latest(tx, personId, LINES);
        const lines = rows.map(({ seq, at, access, dataType, action }) => {
          const local = at.toZonedDateTimeISO(profile.identity.timezone).toPlainDateTime().toString({ smallestUnit: 'minute' });
          return `- ${seq}. ${local.replace('T', ' ')} ${access} ${dataType}: ${action}`;
        });
        const verdict = state.intact
          ? `The record is whole: ${state.length} entries, each sealed to the one before.`
          : `**The record is broken at entry ${state.brokenAt}**: somebody changed the database beside me.`;
        return { message: { text: [verdict, '', ...lines].join('\n') } };
      }),
  };
}
