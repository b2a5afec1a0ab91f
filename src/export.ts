import { runCommand } from './db/command.ts';
import { exportLines } from './db/export.ts';
import { writeLines } from './db/portable-file.ts';
import { withFileAndDatabase } from './db/transfer.ts';
import { readSettings } from './ground/config.ts';
import { systemRandom } from './ground/random.ts';
import { signedLines } from './vault/signed-lines.ts';
import { openVault } from './vault/vault.ts';

await runCommand((say) =>
  withFileAndDatabase(say, async (path, client, open) => {
    const { identity } = await openVault({ ...readSettings([]), ...open, random: systemRandom });
    await writeLines(path, signedLines(exportLines(client), identity));
    say(
      `Everything is in ${path}, readable for whoever has it, and signed as ${identity.id}. Credentials in it open only with your key file: take that and the file identity along, apart from it.`,
    );
  }),
);
