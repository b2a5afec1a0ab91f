import { storableText } from '../../../db/storable.ts';
import { AppError } from '../../../ground/errors.ts';
import { type AttachmentOfMail, attachmentHandle } from '../../../mail/attachments.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { DocumentReader } from '../../../ports/documents.ts';
import type { MailReader } from '../../../ports/mail.ts';

/** Characters that are read out at once. */
const MOST_CHARACTERS = 16_000;
/** A larger one is not even fetched. */
const MOST_BYTES = 25 * 1024 * 1024;

/** What is written in an attachment, for a model. Rejects with `invalid` for what cannot be read. */
export async function attachmentText(
  mail: MailReader,
  { mailId, ref, name, mime, size }: AttachmentOfMail,
  documents: DocumentReader,
  signal: AbortSignal,
): Promise<string> {
  if (size > MOST_BYTES) throw new AppError('invalid', 'This attachment is larger than 25 MB, more than I read.');
  const bytes = await mail.attachment(mailId, ref, signal);
  const text = storableText(await documents.textOf({ name, mime, bytes }, signal));
  const cut = text.length > MOST_CHARACTERS ? `\n(cut here after ${MOST_CHARACTERS} of ${text.length} characters)` : '';
  return `Attachment ${attachmentHandle(mailId, ref)}: ${quoted(name)}\n\n${text.slice(0, MOST_CHARACTERS)}${cut}`;
}
