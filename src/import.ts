import { runCommand } from './db/command.ts';
import { importLines } from './db/import.ts';
import { readLines } from './db/portable-file.ts';
import { withFileAndDatabase } from './db/transfer.ts';
import { verifiedLines } from './vault/signed-lines.ts';
import { trustedIdentity } from './vault/trusted-identity.ts';

await runCommand((say) =>
  withFileAndDatabase(say, async (path, client) => {
    const lines = verifiedLines(readLines(path), await trustedIdentity(process.argv[3]), (id) => say(`Signed by ${id}.`));
    const rows = await importLines(client, lines);
    say(
      `${rows} rows are in. Put your old key file, and the files identity and forgotten, in their places before you start Adjutant.`,
    );
  }),
);
