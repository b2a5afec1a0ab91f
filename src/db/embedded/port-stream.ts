import { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';

/**
 * A MessagePort as a byte stream that passes for a socket, as far as `pg` looks. There is no backpressure:
 * what is written waits in the other thread's queue, so big results are read in pages.
 */
export function createPortStream(port: MessagePort): Duplex {
  const post = (bytes: Uint8Array<ArrayBuffer>) => port.postMessage(bytes, [bytes.buffer]);
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      post(new Uint8Array(chunk)); // a copy: a pooled Buffer would carry its whole slab across
      done();
    },
    // What `pg` corks, the parts of one statement, goes across as one: each message wakes the other thread.
    writev(chunks: { chunk: Buffer }[], done) {
      post(new Uint8Array(Buffer.concat(chunks.map(({ chunk }) => chunk))));
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
