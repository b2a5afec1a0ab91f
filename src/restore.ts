import { runCommand } from './db/command.ts';
import { homeFiles, makeHome } from './db/home-files.ts';
import { restoreSnapshot } from './db/restore-snapshot.ts';
import { listSnapshots } from './db/snapshots.ts';
import { systemClock } from './ground/clock.ts';
import { readSettings } from './ground/config.ts';
import { AppError } from './ground/errors.ts';

await runCommand(async (say) => {
  const { home, DATABASE_URL } = readSettings([]);
  if (DATABASE_URL)
    throw new AppError('config', 'DATABASE_URL is set: a server is backed up and restored with its own tools (pg_dump).');
  const name = process.argv[2];
  if (name !== undefined) {
    await restoreSnapshot({ home, name, clock: systemClock });
    return say(`${name} is restored. What was there before is kept aside until the next orderly start but one.`);
  }
  await makeHome(home);
  const snapshots = await listSnapshots(homeFiles(home));
  if (snapshots.length === 0)
    return say(`There are no snapshots in ${home} yet. One is taken every hour in which something changes.`);
  for (const snapshot of snapshots.toReversed()) process.stdout.write(`${snapshot.name}\n`);
  say('Stop Adjutant, then run `npm run restore <name>`.');
});
