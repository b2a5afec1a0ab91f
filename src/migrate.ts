import { runCommand } from './db/command.ts';
import { openDatabase } from './db/open.ts';
import { systemClock } from './ground/clock.ts';
import { readSettings } from './ground/config.ts';
import { createLog } from './ground/log.ts';

await runCommand(async (say) => {
  const { home, DATABASE_URL } = readSettings([]);
  const log = createLog({ level: 'warn', secrets: [DATABASE_URL ?? ''], write: (line) => process.stderr.write(line) });
  const database = await openDatabase({ home, databaseUrl: DATABASE_URL, clock: systemClock, log, onProgress: say, onGone: say });
  await database.close();
  say('The database is up to date.');
});
