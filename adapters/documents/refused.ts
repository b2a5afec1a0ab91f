import { AppError } from '../../src/ground/errors.ts';

export function damaged(): AppError {
  return new AppError('invalid', 'This file is damaged, or is not what its name says, so I cannot read it.');
}

export function monstrous(): AppError {
  return new AppError(
    'invalid',
    'This file takes far more time or memory than a file of its kind should, so I gave up reading it.',
  );
}

export function unreadable(): AppError {
  return new AppError(
    'invalid',
    'I cannot read what is inside this kind of file. I read PDF, Word, Excel, PowerPoint, OpenDocument, web pages, mails and text.',
  );
}

export function locked(): AppError {
  return new AppError('invalid', 'This file is protected by a password. Save it without one, and I can read it.');
}

/** Either one: both are compound files of before 2007 (MS-CFB). */
export function oldOffice(): AppError {
  return new AppError(
    'invalid',
    'This file is of an old office program or protected by a password. Save it as .docx, .xlsx or .pdf without one, and I can read it.',
  );
}
