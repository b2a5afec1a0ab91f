import type { Audit } from '../../audit/audit.ts';
import { type AuditHead, auditHead, headText, stillHolds } from '../../audit/head.ts';
import { REGULAR_LOOKS } from '../../audit/regular-looks.ts';
import type { Database, Tx } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import { receiptOf } from '../../memory/erased.ts';
import type { Identity } from '../../vault/identity.ts';
import { checkSignature, type Signature } from '../../vault/signature.ts';
import type { Command } from './command.ts';

const LINES = 15;
const RECEIPT_SEAL = /^([0-9a-f]{8})\.([\w-]{43})\.([\w-]{86})$/;
const SEAL = /^(\d{1,15})\.([0-9a-f]{64})\.([\w-]{43})\.([\w-]{86})$/;

interface AuditCommandDeps {
  readonly db: Database;
  readonly audit: Audit;
  readonly identity: Identity;
}

/** Shows the latest entries of the person's record, but for the regular looks into inboxes, calendars, task lists and what is watched, and whether its chain holds. */
export function createAuditCommand({ db, audit, identity }: AuditCommandDeps): Command {
  return {
    name: 'audit',
    description: 'See what was done with your data, and that the record is whole',
    usage: '/audit',
    run: ({ personId, profile }, argument) =>
      db.asPerson(personId, async (tx) => {
        const receipt = /^receipt\s+([0-9a-f]{8})$/i.exec(argument.trim())?.[1];
        if (receipt !== undefined) return { message: { text: await signedReceipt(tx, personId, receipt, identity) } };
        if (argument !== '') return { message: { text: await checkSeal(tx, personId, argument, identity) } };
        const head = await auditHead(tx, personId);
        const state = await audit.verify(tx, personId);
        const rows = await audit.latest(tx, personId, LINES, REGULAR_LOOKS);
        const lines = rows.map(({ seq, at, access, dataType, action }) => {
          const local = at.toZonedDateTimeISO(profile.identity.timezone).toPlainDateTime().toString({ smallestUnit: 'minute' });
          return `- ${seq}. ${local.replace('T', ' ')} ${access} ${dataType}: ${action}`;
        });
        const verdict = state.intact
          ? `The record is whole: ${state.length} entries, each sealed to the one before.`
          : `**The record is broken at entry ${state.brokenAt}**: somebody changed the database beside me.`;
        const seal = head
          ? [
              '',
              `Its seal, to keep elsewhere: \`${sealOf(personId, head, identity)}\`. \`/audit\` and a seal tell whether anything was cut off since.`,
            ]
          : [];
        return { message: { text: [verdict, '', ...lines, ...seal].join('\n') } };
      }),
  };
}

/** How many entries, the hash of the last, the key and its signature. */
function sealOf(personId: string, head: AuditHead, { id, sign }: Identity): string {
  return [head.length, head.hash, id, sign('audit head', headText(personId, head)).signature].join('.');
}

/** The receipt of an erasing with its seal: the beginning of its id, the key and its signature over both. */
async function signedReceipt(tx: Tx, personId: string, start: string, { id, sign }: Identity): Promise<string> {
  const receipt = await receiptOf(tx, personId, start);
  if (receipt === undefined)
    throw new AppError('not-found', `There is no receipt ${start}. The brief names those of the last erasings.`);
  const seal = [start, id, sign('receipt', receiptText(start, receipt)).signature].join('.');
  return `${receipt}\n\nIts seal, to keep elsewhere: \`${seal}\`. \`/audit\` and the seal tell whether it is still the same.`;
}

async function checkReceipt(tx: Tx, personId: string, start: string, signature: Signature, id: string): Promise<string> {
  const receipt = await receiptOf(tx, personId, start);
  if (receipt === undefined) return '**The receipt that this seals is gone.**';
  checkSignature('receipt', receiptText(start, receipt), signature);
  return `The receipt is as it was signed.${whose(signature.key, id)} ${receipt}`;
}

const receiptText = (start: string, receipt: string) => `${start}\n${receipt}`;

async function checkSeal(tx: Tx, personId: string, typed: string, { id }: Identity): Promise<string> {
  const [, ofReceipt, itsKey, itsSignature] = RECEIPT_SEAL.exec(typed.trim()) ?? [];
  if (ofReceipt && itsKey && itsSignature)
    return checkReceipt(tx, personId, ofReceipt, { key: itsKey, rotations: [], signature: itsSignature }, id);
  const [, length, hash, key, signature] = SEAL.exec(typed.trim()) ?? [];
  if (!length || !hash || !key || !signature)
    throw new AppError('invalid', 'This is no whole seal. Copy it as /audit showed it.');
  const head = { length: Number(length), hash };
  checkSignature('audit head', headText(personId, head), { key, rotations: [], signature });
  return (await stillHolds(tx, personId, head))
    ? `All ${length} entries that the seal covers are still here.${whose(key, id)}`
    : `**The record does not hold what the seal covers**: entries were cut off or changed since.${whose(key, id)}`;
}

function whose(key: string, id: string): string {
  return key === id ? '' : ` It was signed by another key than today's: \`${key}\`.`;
}
