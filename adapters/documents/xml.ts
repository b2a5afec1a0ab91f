import { Parser } from 'htmlparser2';
import { monstrous } from './refused.ts';

/** Told of a part's elements by their names without prefix, in the order in which they stand. */
export interface XmlHandlers {
  readonly opens?: (name: string, attributes: ReadonlyMap<string, string>) => void;
  readonly closes?: (name: string) => void;
  readonly says?: (text: string) => void;
}

/** No document nests like this, and the parser's time grows with the square of it. */
const DEEPEST = 1000;

/**
 * Reads XML as it comes in. Entities of its own and references to other files mean nothing; what is not well-formed is read as far as it
 * goes. Rejects with `invalid` for what nests too deep.
 */
export async function readXml(chunks: AsyncIterable<string>, { opens, closes, says }: XmlHandlers): Promise<void> {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, given) {
        depth += 1;
        if (depth > DEEPEST) throw monstrous();
        opens?.(localName(name), new Map(Object.entries(given).map(([key, value]) => [localName(key), value])));
      },
      onclosetag(name) {
        depth -= 1;
        closes?.(localName(name));
      },
      ontext: (text) => says?.(text),
    },
    { xmlMode: true },
  );
  for await (const chunk of chunks) parser.write(chunk);
  parser.end();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
