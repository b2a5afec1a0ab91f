import { z } from 'zod';
import { AppError } from '../../ground/errors.ts';
import type { StoredFiles } from '../../vault/stored-files.ts';
import { shown } from '../card/shown.ts';
import { defineKind, type InsideKind } from '../kind.ts';

const LONGEST_NAME = 100;
const MOST_CHARACTERS = 100_000;

/** Writes a document that lies with the assistant, not on a disk of the person's. */
export function documentWrite({ storedFiles }: { readonly storedFiles: StoredFiles }): InsideKind {
  return defineKind({
    name: 'document_write',
    description: 'Write a new Markdown document for the person.',
    effect: 'private',
    verb: 'Write',
    area: 'file',
    mainInput: 'text',
    input: z.object({ name: z.string(), text: z.string() }),
    args: z.object({ name: z.string().min(1), text: z.string().min(1) }),
    resolve: async (_, { name, text }) => ({ name: readName(name), text: readText(text) }),
    fields: {
      name: (value) => ({ label: 'Document', value }),
      text: (value) => ({ label: 'Text', value }),
    },
    async run({ tx, personId }, { name, text }) {
      const file = await storedFiles.keep(tx, personId, { name, mime: 'text/markdown', bytes: Buffer.from(text) });
      return { said: `Document written: ${shown(name)}, ${text.length} characters.`, undo: { file, name } };
    },
    undoData: z.object({ file: z.uuid(), name: z.string() }),
    files: ({ file }) => [file],
    async undo({ tx, personId }, { file, name }) {
      if (!(await storedFiles.remove(tx, personId, file))) throw new AppError('invalid', `${shown(name)} is gone already.`);
      return `The document ${shown(name)} is gone again.`;
    },
  });
}

/** A plain file name that every computer takes, with `.md` at its end. */
function readName(name: string): string {
  const plain = name
    .replace(/[\p{C}/\\:*?"<>|]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .replace(/\.md$/i, '');
  if (plain === '') throw new AppError('invalid', 'Give the document a name.');
  if (plain.length > LONGEST_NAME)
    throw new AppError('invalid', `Give the document a name of at most ${LONGEST_NAME} characters.`);
  return `${plain}.md`;
}

function readText(text: string): string {
  if (text.trim() === '') throw new AppError('invalid', 'Say what is to stand in the document.');
  if (text.length > MOST_CHARACTERS)
    throw new AppError('invalid', `Write at most ${MOST_CHARACTERS} characters in one document.`);
  return text;
}
