import type { Tx } from '../../db/client.ts';
import { uuidOf } from '../../ground/named-uuid.ts';
import type { StoredFiles } from '../../vault/stored-files.ts';
import type { ActionRow } from '../ledger.ts';

/** What the file with the whole of a card is called: `card-3f0c1a52.txt`. */
export function cardFileName(actionId: string): string {
  return `card-${actionId.slice(0, 8)}.txt`;
}

/** Stores the whole text of a card that is too long for a message, once, and gives the file's id. */
export function keepCardFile(tx: Tx, storedFiles: StoredFiles, { id, personId }: ActionRow, text: string): Promise<string> {
  const file = { name: cardFileName(id), mime: 'text/plain', bytes: Buffer.from(text) };
  // A card that is made again has the same file.
  return storedFiles.keep(tx, personId, file, uuidOf(`card ${id}`));
}
