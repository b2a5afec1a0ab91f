import { AppError } from '../../src/ground/errors.ts';

/** The ids in links to folders, however many stand in a text. */
export function folderIdsIn(text: string): string[] {
  const links = text.split(/[\s,;]+/).filter(Boolean);
  return links.map((link) => {
    const id = /(?:\/folders\/|[?&]id=|^)([\w-]{10,200})(?:[/?#&]|$)/.exec(link)?.[1];
    if (id === undefined)
      throw new AppError('invalid', `${link} is no link to a folder. Open the folder in Google Drive and copy its address.`);
    return id;
  });
}
