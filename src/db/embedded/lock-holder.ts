import { connect } from 'node:net';

export interface Holder {
  readonly alive: boolean;
  /** The holder's process id, when it told in time; of its own container where it runs in one. */
  readonly pid?: string;
}

/** A holder that is busy accepts but does not speak: that it lives is enough. */
const ANSWER_MS = 1000;

/** Whether a process listens at this socket. Nobody there, or nothing: not alive. Any other trouble counts as alive: never take what may be held. */
export function askHolder(path: string): Promise<Holder> {
  return new Promise((resolve, reject) => {
    let said = '';
    let connected = false;
    const socket = connect(path);
    const tell = () => {
      socket.destroy();
      const pid = /^\d+/.exec(said)?.[0];
      resolve({ alive: true, ...(pid !== undefined && { pid }) });
    };
    socket.setTimeout(ANSWER_MS, tell);
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('data', (bytes) => {
      said += bytes.toString('utf8').slice(0, 20);
    });
    socket.on('end', tell);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (connected || error.code === 'EAGAIN') return tell();
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') return resolve({ alive: false });
      reject(error);
    });
  });
}
