import { runCommand } from './db/command.ts';
import { importLines } from './db/import.ts';
import { readLines } from './db/portable-file.ts';
import { withFileAndDatabase } from './db/transfer.ts';

await runCommand((say) =>
  withFileAndDatabase(say, async (path, client) => {
    const rows = await importLines(client, readLines(path));
    say(`${rows} rows are in. Put your old key file in its place before you start Adjutant.`);
  }),
);
