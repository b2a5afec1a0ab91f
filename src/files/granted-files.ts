import type { Random } from '../ground/random.ts';
import type { DocumentReader } from '../ports/documents.ts';
import type { FileReader, FileWriter } from '../ports/files.ts';
import { createFileText } from './file-texts.ts';
import { findFiles, infoOf } from './find-files.ts';
import { findPlace, findWritable, type Grants } from './granted-path.ts';
import { readPlace } from './open-file.ts';
import { removePlace, writePlace } from './write-file.ts';

interface GrantedFilesDeps extends Grants {
  readonly random: Random;
  readonly documents: DocumentReader;
}

/** The folders of this computer that the settings open, and nothing else of its disk. */
export function createGrantedFiles({ random, documents, ...grants }: GrantedFilesDeps): {
  readonly reader: FileReader;
  readonly writer: FileWriter;
} {
  const textOf = createFileText({ documents });
  return {
    reader: {
      name: 'The folders of this computer',
      search: (text, limit, signal) => findFiles({ grants, textOf }, text, limit, signal),
      async read(path, signal) {
        const place = await findPlace(grants, path);
        signal.throwIfAborted();
        const { bytes, stats } = await readPlace(place);
        return { ...infoOf(place.path, stats), bytes };
      },
      placeFor: async (path) => (await findWritable(grants, path)).path,
    },
    writer: {
      async write(path, bytes, before, signal) {
        const place = await findWritable(grants, path);
        signal.throwIfAborted();
        await writePlace(place, bytes, before, random);
      },
      async remove(path, before, signal) {
        const place = await findWritable(grants, path);
        signal.throwIfAborted();
        await removePlace(place, before);
      },
    },
  };
}
