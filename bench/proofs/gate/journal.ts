import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const entrySchema = z.object({
  personId: z.string(),
  /** `mail.send`, `web.read`: the port and its member. */
  what: z.string(),
  args: z.array(z.unknown()),
  /** What the handle among the arguments stood for then: the subject of a mail, the title of an event. */
  about: z.string(),
});

/** One call that reached the outside, as it was made; bytes stand as `{ bytes: <base64> }`. */
export type Entry = z.infer<typeof entrySchema>;

/** Writes down an entry before the call goes on: what was begun is known even of a process that is killed. */
export function writeEntry(path: string, entry: Entry): void {
  appendFileSync(path, `${JSON.stringify(plain(entry))}\n`);
}

export function readJournal(path: string): Entry[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => entrySchema.parse(JSON.parse(line)));
}

/** What is told of a call before it is made: its member, and its arguments without the signal, which is no part of what is done. */
type Note = (member: string, args: readonly unknown[]) => void | Promise<void>;

/** The object with these of its functions told of when they are called, and called after; without a choice, all of them. */
export function journaled<T extends object>(target: T, note: Note, members?: readonly string[]): T {
  return new Proxy(target, {
    get(inner, name) {
      const member = Reflect.get(inner, name);
      if (typeof member !== 'function' || members?.includes(String(name)) === false) return member;
      return async (...args: unknown[]) => {
        await note(
          String(name),
          args.filter((arg) => !(arg instanceof AbortSignal)),
        );
        return Reflect.apply(member, inner, args);
      };
    },
  });
}

/** A Buffer has a JSON of its own, which would be taken before any replacer saw it. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
