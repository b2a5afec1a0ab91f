import type { Duplex } from 'node:stream';
import { createGate } from './gate.ts';
import { asksForEncryption, createMessageReader, greeting, isStartup } from './protocol.ts';
import type { Seat, SharedSession } from './session.ts';

/**
 * Lets any number of Postgres clients speak to the one session. All share it: what is set for the session (`SET` without
 * `LOCAL`, temporary tables, named statements, session locks) is seen by all.
 */
export interface Multiplexer {
  /** Serves the client at the other end of this stream until one of them ends it. */
  attach(stream: Duplex): void;
}

/** `parameters` is what clients are told of the server when they connect. */
export function createMultiplexer(session: SharedSession, parameters: Readonly<Record<string, string>>): Multiplexer {
  return {
    attach(stream) {
      const gate = createGate();
      const reader = createMessageReader(1);
      const send = (bytes: Buffer) => void (stream.writable && stream.write(bytes));
      let seat: Seat | undefined;

      const greet = (startup: Buffer) => {
        if (asksForEncryption(startup)) return send(Buffer.from('N'));
        if (!isStartup(startup)) return void stream.destroy();
        seat = session.join({ send, onAborted: gate.abort });
        send(greeting(parameters));
      };
      const take = (message: Buffer, own: Seat) => {
        const step = gate.take(message);
        if (step === undefined) return;
        if ('end' in step) stream.end();
        else if ('reply' in step) send(step.reply);
        else own.submit(step.run);
      };

      stream.on('data', (bytes: Buffer) => {
        for (const message of reader.push(bytes)) {
          if (seat) take(message, seat);
          else greet(message);
        }
      });
      stream.on('error', () => stream.destroy());
      stream.on('close', () => seat?.leave());
    },
  };
}
