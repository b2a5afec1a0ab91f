import { runCommand } from './db/command.ts';
import { exportLines } from './db/export.ts';
import { writeLines } from './db/portable-file.ts';
import { withFileAndDatabase } from './db/transfer.ts';

await runCommand((say) =>
  withFileAndDatabase(say, async (path, client) => {
    await writeLines(path, exportLines(client));
    say(
      `Everything is in ${path}, readable for whoever has it. Credentials in it open only with your key file: take that along, apart from it.`,
    );
  }),
);
