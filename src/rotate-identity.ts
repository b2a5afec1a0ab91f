import { runCommand } from './db/command.ts';
import { readSettings } from './ground/config.ts';
import { systemRandom } from './ground/random.ts';
import { rotateIdentity } from './vault/identity.ts';
import { loadRootKeys } from './vault/root-key.ts';

await runCommand(async (say) => {
  const { home, keyFile } = readSettings([]);
  const { id } = await rotateIdentity({ home, rootKeys: await loadRootKeys(keyFile), random: systemRandom });
  say(
    `This instance signs as ${id} from its next start on. The old key has signed the new one, so whoever knows the old id accepts it.`,
  );
});
