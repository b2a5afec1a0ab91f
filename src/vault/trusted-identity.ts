import { readSettings } from '../ground/config.ts';
import { systemRandom } from '../ground/random.ts';
import { hasIdentity, loadIdentity } from './identity.ts';
import { loadRootKeys } from './root-key.ts';

/** Whose signature a command accepts: the id that was typed, else the instance of this home, else whoever signed (undefined). */
export async function trustedIdentity(typed: string | undefined): Promise<string | undefined> {
  if (typed !== undefined) return typed;
  const { home, keyFile } = readSettings([]);
  if (!(await hasIdentity(home))) return undefined;
  return (await loadIdentity({ home, rootKeys: await loadRootKeys(keyFile), random: systemRandom })).id;
}
