import { nameOf, parseComplete, typeOf } from './protocol.ts';
import type { Backend } from './session.ts';

/**
 * Clients of the one session that name their statements alike share them: what one has had parsed is not parsed again for another, which is
 * answered as if it had been. Another text under a known name is the session's to refuse (PostgreSQL manual, "Extended Query").
 */
export function withKeptStatements(backend: Backend): Backend {
  /** The Parse messages that the session has taken, by name. */
  const kept = new Map<string, Buffer>();

  return {
    async run(messages) {
      const parse = typeOf(messages) === 'P' ? messages.subarray(0, 1 + messages.readInt32BE(1)) : undefined;
      const name = parse ? nameOf(parse) : '';
      if (!parse || name === '') return backend.run(messages);
      if (kept.get(name)?.equals(parse))
        return Buffer.concat([parseComplete, await backend.run(messages.subarray(parse.length))]);
      const answer = await backend.run(messages);
      if (typeOf(answer) === typeOf(parseComplete)) kept.set(name, Buffer.from(parse));
      return answer;
    },
  };
}
