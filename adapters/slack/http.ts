import type { Clock } from '../../src/ground/clock.ts';
import { describeError, type Log } from '../../src/ground/log.ts';
import type { Body, Front } from './front.ts';
import { isSigned } from './signature.ts';

export interface SlackRequest {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export type SlackHttpHandler = (request: SlackRequest) => Promise<{ readonly status: number; readonly json?: object }>;

interface Deps {
  readonly front: Front;
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Slack's signed requests, events and interactions alike. 500 when a message could not be stored: Slack brings it again. */
export function createHttpHandler({ front, secret, clock, log }: Deps): SlackHttpHandler {
  return async (request) => {
    if (!isSigned(request, secret, clock.now())) return { status: 401 };
    const body = readBody(request);
    if (!body) return { status: 400 };
    if (body.type === 'url_verification') return { status: 200, json: { challenge: body.challenge } };
    if ('ssl_check' in body) return { status: 200 };
    return new Promise((resolve) => {
      // Whatever is acknowledged may be worked on long after.
      const reply = async (json?: object) => resolve({ status: 200, ...(json && { json }) });
      front.take(body, reply).catch((error: unknown) => {
        log.warn('slack_unacknowledged', describeError(error));
        resolve({ status: 500 });
      });
    });
  };
}

/** Events come as JSON, slash commands as a form, and everything interactive as JSON in the field `payload` of a form. */
function readBody({ headers, body }: SlackRequest): Body | undefined {
  if (headers['content-type']?.startsWith('application/json')) return parseObject(body);
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : parseObject(payload);
}

function parseObject(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
