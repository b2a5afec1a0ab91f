import { runCommand } from './db/command.ts';
import { exportLines } from './db/export.ts';
import { writeLines } from './db/portable-file.ts';
import { withFileAndDatabase } from './db/transfer.ts';
import { readSettings } from './ground/config.ts';
import { systemRandom } from './ground/random.ts';
import { loadIdentity } from './vault/identity.ts';
import { loadRootKey } from './vault/root-key.ts';
import { signedLines } from './vault/signed-lines.ts';

await runCommand((say) =>
  withFileAndDatabase(say, async (path, client) => {
    const { home, keyFile } = readSettings([]);
    const identity = await loadIdentity({ home, rootKey: await loadRootKey(keyFile, systemRandom), random: systemRandom });
    await writeLines(path, signedLines(exportLines(client), identity));
    say(
      `Everything is in ${path}, readable for whoever has it, and signed as ${identity.id}. Credentials in it open only with your key file: take that and the file identity along, apart from it.`,
    );
  }),
);
