import { AppError } from '../ground/errors.ts';
import { isPlainlyVisible, quoted } from './quoted.ts';

/**
 * Names that are no label of the person's but move, destroy or mark a mail: the system labels of Gmail (developers.google.com/gmail/api,
 * "Managing labels"). Flags of IMAP begin with a backslash, registered keywords with $ (RFC 3501, 2.3.2; RFC 5788).
 */
const RESERVED =
  /^(?:[\\$%].*|inbox|sent|draft|drafts|trash|spam|junk|unread|starred|important|chat|archive|all mail|deleted|seen|category_.*)$/i;
const LONGEST = 100;

/** A label of the person's own. Rejects with `invalid`. */
export function readLabel(said: string): string {
  const label = said.trim();
  if (label === '' || label.length > LONGEST || !isPlainlyVisible(label))
    throw new AppError('invalid', `${quoted(label.slice(0, 40))} cannot be a label. Write 1 to ${LONGEST} visible characters.`);
  if (RESERVED.test(label))
    throw new AppError('invalid', `${quoted(label)} is no label but a place or mark of the mail program. Choose another name.`);
  return label;
}
