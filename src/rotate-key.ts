import { runCommand } from './db/command.ts';
import { withDatabase } from './db/transfer.ts';
import { readSettings } from './ground/config.ts';
import { AppError } from './ground/errors.ts';
import { systemRandom } from './ground/random.ts';
import { giveUpLostKey, rotateRootKey } from './vault/vault.ts';

await runCommand(async (say) => {
  const how = process.argv[2];
  if (how !== undefined && how !== '--lost')
    throw new AppError('config', 'Give nothing, or --lost where there is no copy of the key file any more.');
  await withDatabase(say, async (open) => {
    const settings = readSettings([]);
    const deps = { ...settings, ...open, random: systemRandom };
    if (how === undefined) {
      await rotateRootKey(deps);
      return say(
        `A new key stands first in ${settings.keyFile}, and seals everything from now on. Take a new copy of that file: it opens older backups as well, while your old copies open nothing newer.`,
      );
    }
    const persons = await giveUpLostKey(deps);
    say(
      persons === 0
        ? `Nothing was given up. ${settings.keyFile} is in use from the next start on.`
        : `${settings.keyFile} is in use from the next start on. What was sealed for ${persons} ${persons === 1 ? 'person' : 'persons'} cannot be read any more: connect accounts anew. /audit cannot vouch for the record from before.`,
    );
  });
});
