import { AppError } from '../ground/errors.ts';
import { holdsEncodedWord } from './address.ts';
import { quoted } from './quoted.ts';

const LONGEST_SUBJECT = 500;
const LONGEST_TITLE = 150;
/** Characters. */
const LONGEST_BODY = 100_000;

/** A subject that a reader's program shows as it stands: one line, nothing that would be decoded. Rejects with `invalid`. */
export function readSubject(said: string): string {
  const subject = said.trim();
  if (/\p{Cc}/u.test(subject))
    throw new AppError(
      'invalid',
      `The subject ${quoted(subject.slice(0, 100))} holds a line break or control character. Write one line.`,
    );
  if (holdsEncodedWord(subject))
    throw new AppError('invalid', 'The subject holds an encoded word (=?...?=). Write its characters as they are.');
  if (subject.length > LONGEST_SUBJECT) throw new AppError('invalid', `Keep the subject under ${LONGEST_SUBJECT} characters.`);
  return subject;
}

/** Somebody's title as a mail of ours names it: one line, short enough for a subject; `otherwise` where it says nothing. */
export function titleInMail(title: string, otherwise: string): string {
  const line = title.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  return line.slice(0, LONGEST_TITLE) || otherwise;
}

/** A subject that says what of such a title. */
export function subjectAbout(what: string, title: string): string {
  return readSubject(`${what}: ${title.replaceAll('=?', '= ?')}`);
}

/** A body as it will be sent: every line ends in \n, nothing else is touched. Rejects with `invalid` when it is too long. */
export function readBody(said: string): string {
  if (said.length > LONGEST_BODY)
    throw new AppError('invalid', 'Keep the text under 100,000 characters, or attach it as a file.');
  return said.replace(/\r\n?/g, '\n');
}

/** The subject of an answer. */
export function replySubject(subject: string): string {
  const oneLine = subject.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return /^re:/i.test(oneLine) ? oneLine : `Re: ${oneLine}`;
}
