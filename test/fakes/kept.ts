import type { Kept } from '../../src/wiring/accounts.ts';

/** Of accounts that nothing changes in. */
export const keptNowhere: Kept = {
  read: async () => undefined,
  write: () => Promise.reject(new Error('nothing of this account is kept')),
};
