import { AppError } from '../../src/ground/errors.ts';
import type { Eyes, Hands } from '../../src/ports/connections.ts';
import { createFakeCalendar, type FakeCalendar } from '../../test/fakes/calendar.ts';
import { createFakeMail, type FakeMail } from '../../test/fakes/mail.ts';
import type { FarCall, FarPort, Told, Turn } from './turn.ts';

/** A mail account and a calendar that outlive every life: what was done there stays done, whoever heard of it. */
export interface Accounts {
  readonly address: string;
  readonly mail: FakeMail;
  readonly calendar: FakeCalendar;
}

const NEVER = new AbortController().signal;

/** Does in the accounts what a life calls for. */
export async function answerCall({ mail, calendar }: Accounts, { call, port, member, args }: FarCall): Promise<Turn> {
  const ports: Readonly<Record<FarPort, object>> = {
    'mail.reader': mail.reader,
    'mail.writer': mail.writer,
    'calendar.reader': calendar.reader,
    'calendar.writer': calendar.writer,
  };
  try {
    const does = Reflect.get(ports[port], member);
    return { do: 'hear', call, value: await Reflect.apply(does, ports[port], [...args, NEVER]) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { do: 'hear', call, refused: { code: error.code, message: error.message } };
  }
}

/** The same accounts, as a life has them: every call is handed over to whoever started it. */
export interface FarAccounts {
  readonly eyes: Eyes;
  readonly hands: Hands;
  readonly heard: (turn: Extract<Turn, { do: 'hear' }>) => void;
}

export function createFarAccounts(address: string, tell: (told: Told) => void): FarAccounts {
  const waiting = new Map<number, { readonly go: (value: unknown) => void; readonly fail: (error: AppError) => void }>();
  let calls = 0;

  /** `shape` says which members there are, and is never called. */
  function far<T extends object>(port: FarPort, shape: T): T {
    return new Proxy(shape, {
      get(inner, member) {
        const own = Reflect.get(inner, member);
        if (typeof own !== 'function') return own;
        return (...args: unknown[]) =>
          new Promise((go, fail) => {
            calls += 1;
            waiting.set(calls, { go, fail });
            const plain = args.filter((arg) => !(arg instanceof AbortSignal));
            tell({ state: 'calls', call: calls, port, member: String(member), args: plain });
          });
      },
    });
  }

  const [mail, calendar] = [createFakeMail({ account: address }), createFakeCalendar({ account: address })];
  return {
    eyes: { mail: far('mail.reader', mail.reader), calendar: far('calendar.reader', calendar.reader) },
    hands: { mail: far('mail.writer', mail.writer), calendar: far('calendar.writer', calendar.writer) },
    heard(turn) {
      const asker = waiting.get(turn.call);
      waiting.delete(turn.call);
      if ('refused' in turn) asker?.fail(new AppError(turn.refused.code, turn.refused.message));
      else asker?.go(turn.value);
    },
  };
}
