import { AppError } from '../../src/ground/errors.ts';
import { whereaboutsOf } from '../../src/ground/whereabouts.ts';
import type { MailServer } from '../../src/ports/mail.ts';
import { type Resolve, resolveBySystem } from '../web/dial.ts';
import { isPublicAddress } from '../web/public-address.ts';

/** The address to connect to, vetted: nothing looks the name up again. Rejects with `denied` or `unavailable`. */
export type Reach = (server: MailServer) => Promise<string>;

interface ReachDeps {
  /** Who runs this computer may name a server in their own network; for anybody else that would be a way into it. */
  readonly anyNetwork: boolean;
  readonly resolve?: Resolve;
}

export function createReach({ anyNetwork, resolve = resolveBySystem }: ReachDeps): Reach {
  return async ({ host, port, security }) => {
    const addresses = await resolve(host).catch(() => []);
    const address = addresses.find((one) => anyNetwork || isPublicAddress(one));
    if (addresses.length === 0) throw new AppError('unavailable', `There is no server called ${host}. Check the name.`);
    if (address === undefined)
      throw new AppError(
        'denied',
        `${host}:${port} is no server on the internet, and only who runs this computer may name others.`,
      );
    if (security === 'plain' && whereaboutsOf(address) !== 'here')
      throw new AppError('denied', `${host}:${port} is not on this computer: a password goes there encrypted or not at all.`);
    return address;
  };
}
