import { readBack } from '../read-back.ts';

export type Lines = ReadonlyMap<string, string>;

const EMPTY = '‹empty›';

/** The values that a card shows, by label, made of nothing but what stands on it or in its attachment. */
export function readCard({ markdown, attachment }: { readonly markdown: string; readonly attachment?: string }): Lines {
  return attachment === undefined ? readMarkdown(markdown) : readAttachment(attachment);
}

function readMarkdown(markdown: string): Lines {
  const [, , ...written] = markdown.split('\n');
  const lines = new Map<string, string>();
  let label = '';
  let quoted: string[] = [];
  const keep = () => {
    if (quoted.length > 0) lines.set(label, readBack(quoted.map(unmarked).join('\n')));
    quoted = [];
  };
  for (const line of written) {
    const [, name, value] = /^\*\*(.+?):\*\*(?: (.*?))?(?: {2})?$/.exec(line) ?? [];
    if (line.startsWith('> ')) quoted.push(line.slice(2));
    if (name === undefined) continue;
    keep();
    label = name;
    if (value !== undefined) lines.set(label, value === EMPTY ? '' : readBack(unmarked(value)));
  }
  keep();
  return lines;
}

/** A line without the signs of Markdown that our own rendering puts there. */
function unmarked(line: string): string {
  return line.replaceAll(/\\([!-/:-@[-`{-~])|`([^`]*)`/g, (_, escaped?: string, code?: string) => escaped ?? code ?? '');
}

function readAttachment(attachment: string): Lines {
  const lines = new Map<string, string>();
  let label = '';
  for (const line of attachment.split('\n')) {
    if (line.startsWith('    ')) {
      const before = lines.get(label);
      lines.set(label, before === undefined ? line.slice(4) : `${before}\n${line.slice(4)}`);
      continue;
    }
    const [, name = '', value] = /^(.+?):(?: (.*))?$/.exec(line) ?? [];
    label = name;
    if (value !== undefined) lines.set(label, value);
  }
  return new Map([...lines].map(([name, text]) => [name, text === EMPTY ? '' : readBack(text)]));
}
