import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A mail as it was handed over: the envelope and every byte. */
export interface Taken {
  /** Whom a mail server handed it over for (XCLIENT); a program that comes by itself names nobody. */
  readonly login: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
}

/** What becomes of the next mail: an answer in place of `250`, or a line that after the last byte ends without one, or hangs. */
export type SmtpFault =
  | { readonly at: 'MAIL' | 'RCPT' | 'DATA' | 'END'; readonly answer: string }
  | { readonly at: 'SILENCE' | 'HANG' };

/** A server that takes every mail and sends none on (RFC 5321); any name logs in, by any password or access token but `wrong`. */
export interface SmtpSink {
  readonly port: number;
  readonly taken: readonly Taken[];
  fault(fault: SmtpFault): void;
  stop(): Promise<void>;
}

export async function startSmtpSink(): Promise<SmtpSink> {
  const taken: Taken[] = [];
  const faults: SmtpFault[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    converse(socket, taken, faults);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    taken,
    fault: (fault) => faults.push(fault),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

/** What SASL PLAIN or XOAUTH2 ends with. */
const WRONG = /wrong\W*$/;

function converse(socket: Socket, taken: Taken[], faults: SmtpFault[]): void {
  let rest = '';
  let login = '';
  let mail: { login: string; from: string; to: string[]; data: string } | undefined;
  let inData = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const faulty = (at: string, usual: string) => {
    const [fault] = faults;
    if (fault?.at !== at) return say(usual);
    faults.shift();
    return 'answer' in fault ? say(fault.answer) : socket.destroy();
  };
  const finish = () => {
    inData = false;
    if (mail && faults[0]?.at !== 'END') taken.push({ ...mail, data: mail.data.replace(/^\.\./gm, '.') });
    if (faults[0]?.at === 'HANG') return faults.shift();
    if (faults[0]?.at === 'SILENCE') return faulty('SILENCE', '');
    return faulty('END', '250 2.0.0 taken');
  };
  const command = (line: string) => {
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
        return say('250-sink\r\n250-8BITMIME\r\n250-XCLIENT LOGIN\r\n250 AUTH PLAIN');
      case 'XCLI':
        login = / LOGIN=(\S+)/i.exec(line)?.[1] ?? '';
        return say('220 sink ESMTP');
      case 'AUTH':
        return say(WRONG.test(Buffer.from(line.split(' ')[2] ?? '', 'base64').toString()) ? '535 5.7.8 no' : '235 2.7.0 yes');
      case 'MAIL':
        mail = { login, from: address, to: [], data: '' };
        return faulty('MAIL', '250 ok');
      case 'RCPT':
        if (faults[0]?.at !== 'RCPT') mail?.to.push(address);
        return faulty('RCPT', '250 ok');
      case 'DATA':
        inData = faults[0]?.at !== 'DATA';
        return faulty('DATA', '354 go on');
      case 'QUIT':
        return socket.end('221 bye\r\n');
      default:
        return say(/^(RSET|NOOP)/i.test(line) ? '250 ok' : '502 5.5.1 not here');
    }
  };
  say('220 sink ESMTP');
  socket.setEncoding('utf8').on('data', (text: string) => {
    rest += text;
    for (let end = rest.indexOf('\r\n'); end !== -1; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (!inData) command(line);
      else if (line === '.') finish();
      else if (mail) mail.data += `${line}\r\n`;
    }
  });
}
