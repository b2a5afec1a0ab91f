import { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';

/**
 * A MessagePort as a byte stream that passes for a socket, as far as `pg` looks. There is no backpressure:
 * what is written waits in the other thread's queue, so big results are read in pages.
 */
export function createPortStream(port: MessagePort): Duplex {
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      const copy = new Uint8Array(chunk); // a pooled Buffer would carry its whole slab across
      port.postMessage(copy, [copy.buffer]);
      done();
    },
    final(done) {
      port.close();
      done();
    },
    destroy(error, done) {
      port.close();
      done(error);
    },
  });
  port.on('message', (bytes: Uint8Array) => {
    if (!stream.destroyed) stream.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
  port.on('close', () => {
    if (!stream.destroyed) stream.push(null);
    stream.destroy();
  });
  return Object.assign(stream, socketManners(stream));
}

function socketManners(stream: Duplex) {
  const same = () => stream;
  const connect = () => {
    queueMicrotask(() => stream.emit('connect'));
    return stream;
  };
  return { connect, setNoDelay: same, setKeepAlive: same, ref: same, unref: same };
}
