import { gt } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Audit } from '../audit/audit.ts';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { receipts } from '../memory/erased.ts';
import type { Notify } from './notify/notify.ts';

/** A forgetting is a day old when it is carried out; a computer may be off for a while after that. */
const LOOK_BACK = { hours: 24 * 30 };

/** Tells of each erasing once, with the next brief, and puts it on record. */
export async function tellErased(
  { audit, notify }: { readonly audit: Audit; readonly notify: Notify },
  tx: Tx,
  personId: string,
  now: Temporal.Instant,
): Promise<void> {
  for (const { id, receipt } of await receipts(tx, personId, gt(actions.createdAt, now.subtract(LOOK_BACK)))) {
    const text = `${receipt} /audit receipt ${id.slice(0, 8)} gives this signed.`;
    const of = { personId, key: `erased:${id}`, source: `action:${id}`, tainted: false };
    if ((await notify(tx, { ...of, kind: 'memory', urgency: 'digest', text }, now)) === 'known') continue;
    await audit.record(tx, personId, [{ at: now, dataType: 'memory', access: 'delete', action: 'erased for good', ref: id }]);
  }
}
