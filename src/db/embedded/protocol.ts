/** Messages of the Postgres wire protocol 3.0 (PostgreSQL manual, "Frontend/Backend Protocol"): one type byte, a length that counts itself, a body. */

/** Splits a byte stream into whole messages. Throws when a length makes no sense: the stream is lost then. */
export interface MessageReader {
  /** The messages that are complete with these bytes; the first of a client has no type byte. */
  push(bytes: Buffer): Buffer[];
}

/** `headless`: how many messages at the start come without a type byte; an encryption request is one more. */
export function createMessageReader(headless: number): MessageReader {
  let rest: Buffer = Buffer.alloc(0);
  let withoutType = headless;

  /** The next whole message, when it is all there. */
  const next = (): Buffer | undefined => {
    const typeBytes = withoutType > 0 ? 0 : 1;
    if (rest.length < typeBytes + 4) return undefined;
    const length = rest.readInt32BE(typeBytes);
    if (length < 4) throw new Error('a database message has an impossible length');
    if (rest.length < typeBytes + length) return undefined;
    const message = rest.subarray(0, typeBytes + length);
    rest = rest.subarray(message.length);
    if (withoutType > 0 && !asksForEncryption(message)) withoutType -= 1;
    return message;
  };

  return {
    push(bytes) {
      rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const messages: Buffer[] = [];
      for (let message = next(); message; message = next()) messages.push(message);
      return messages;
    },
  };
}

const SSL_REQUEST = 80_877_103;
const PROTOCOL_3 = 196_608;

export function asksForEncryption(startup: Buffer): boolean {
  return startup.length === 8 && startup.readInt32BE(4) === SSL_REQUEST;
}

export function isStartup(message: Buffer): boolean {
  return message.length >= 8 && message.readInt32BE(4) === PROTOCOL_3;
}

export function typeOf(message: Buffer): string {
  return String.fromCharCode(message[0] ?? 0);
}

/** The SQL of a Query or Parse message; empty for every other. */
export function sqlOf(message: Buffer): string {
  if (typeOf(message) === 'Q') return message.toString('utf8', 5, message.length - 1);
  if (typeOf(message) !== 'P') return '';
  const start = message.indexOf(0, 5) + 1;
  return message.toString('utf8', start, message.indexOf(0, start));
}

/** The name that a Parse message gives its statement; empty for one without. */
export function nameOf(parse: Buffer): string {
  return parse.toString('utf8', 5, parse.indexOf(0, 5));
}

/** Where a session stands after a message group: idle, in a transaction, or in a failed one. */
export type SessionStatus = 'I' | 'T' | 'E';

/** The status in a ReadyForQuery message; undefined for every other. */
export function statusIn(message: Buffer): SessionStatus | undefined {
  if (typeOf(message) !== 'Z') return undefined;
  const status = String.fromCharCode(message[5] ?? 0);
  return status === 'T' || status === 'E' ? status : 'I';
}

export function query(sql: string): Buffer {
  return toMessage('Q', cString(sql));
}

export const SYNC = toMessage('S');

export function readyForQuery(status: SessionStatus): Buffer {
  return toMessage('Z', Buffer.from(status));
}

/** What answers a Parse message. */
export const parseComplete = toMessage('1');

/** An ErrorResponse with an SQLSTATE code. */
export function errorResponse(code: string, message: string): Buffer {
  const fields = [`SERROR`, `VERROR`, `C${code}`, `M${message}`].map(cString);
  return toMessage('E', ...fields, Buffer.from([0]));
}

/** What a server says once a client may begin: no password, these parameters, no cancelling. */
export function greeting(parameters: Readonly<Record<string, string>>): Buffer {
  const told = Object.entries(parameters).map(([name, value]) => toMessage('S', cString(name), cString(value)));
  return Buffer.concat([toMessage('R', int32(0)), ...told, toMessage('K', int32(1), int32(0)), readyForQuery('I')]);
}

function toMessage(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}
