import { setTimeout as wait } from 'node:timers/promises';
import type { ModelFakeScript } from '../../test/fakes/model/script.ts';
import { type Figure, figure, percentile } from '../figure.ts';
import { ownWords } from '../own-words.ts';
import { type DatabaseKind, metricOn } from '../place.ts';
import { openScene, type Scene } from '../scene.ts';
import { seedPeople } from '../seed-people.ts';

/** A person each. A turn may answer several messages of a chat at once. */
const CHATS = 200;
const MESSAGES = 10_000;
const PER_SECOND = 100;
/** How long after the last message everything may still be acknowledged and answered. */
const PATIENCE_MS = 60_000;
const MARK = /\bm\d+\b/g;

/** Ten thousand messages of two hundred chats at a hundred a second: whether each is answered, in order, and how soon Telegram is told that it is kept. */
export async function* measureBurst(kind: DatabaseKind): AsyncGenerator<Figure> {
  const echo: ModelFakeScript = ({ said }) => (ownWords(said).match(MARK) ?? []).join(' ') || 'nothing';
  const scene = await openScene(kind, echo, (db) => seedPeople(db, CHATS));
  try {
    const traffic = watch(scene);
    await sendAll(scene, traffic);
    await scene.telegram.waitFor(() => traffic.look().answered.size === MESSAGES, PATIENCE_MS).catch(() => undefined);
    const { answered, ackMs, disorder } = traffic.look();
    const unconfirmed = Array.from({ length: MESSAGES - ackMs.length }, () => PATIENCE_MS);
    yield figure(metricOn(kind, 'burst_lost'), MESSAGES - answered.size, 'messages', 0);
    yield figure(metricOn(kind, 'burst_disorder'), disorder, 'messages', 0);
    yield figure(metricOn(kind, 'burst_ack_p99_ms'), percentile([...ackMs, ...unconfirmed], 99), 'ms', 1000);
    yield figure(metricOn(kind, 'burst_rss_mb'), await scene.product.residentMb(), 'MB', 512);
  } finally {
    await scene.close();
  }
}

interface Seen {
  /** Milliseconds from each update to the getUpdates call that confirms it. */
  readonly ackMs: readonly number[];
  /** The messages that the bot has named in an answer. */
  readonly answered: ReadonlySet<number>;
  /** How many answers came behind that to a later message of their chat, or a second time. */
  readonly disorder: number;
}

interface Traffic {
  sent(update: number): void;
  /** Reads what has come to Telegram since the last look. */
  look(): Seen;
}

function watch({ telegram }: Scene): Traffic {
  const open = new Map<number, number>();
  const ackMs: number[] = [];
  const answered = new Set<number>();
  const last = new Map<number, number>();
  let disorder = 0;
  let read = telegram.journal.length;

  function confirm(offset: number) {
    for (const [id, sentAt] of open) {
      if (id >= offset) return; // they are in the order of their ids
      ackMs.push(performance.now() - sentAt);
      open.delete(id);
    }
  }

  function hear(chat: number, text: string) {
    for (const found of text.match(MARK) ?? []) {
      const mark = Number(found.slice(1));
      if (mark <= (last.get(chat) ?? -1)) disorder += 1;
      else last.set(chat, mark);
      answered.add(mark);
    }
  }

  return {
    sent: (update) => void open.set(update, performance.now()),
    look() {
      for (; read < telegram.journal.length; read += 1) {
        const { method, payload } = telegram.journal[read] ?? {};
        if (method === 'getUpdates') confirm(Number(payload?.offset ?? 0));
        if (method === 'sendMessage') hear(Number(payload?.chat_id), String(payload?.text));
      }
      return { ackMs, answered, disorder };
    },
  };
}

/** Resolves when all are confirmed, or patience is over. */
async function sendAll({ telegram }: Scene, traffic: Traffic): Promise<void> {
  const sendingMs = MESSAGES * (1000 / PER_SECOND);
  const confirmed = telegram.waitFor(() => traffic.look().ackMs.length === MESSAGES, sendingMs + PATIENCE_MS);
  confirmed.catch(() => undefined);
  const startedAt = performance.now();
  for (let n = 0; n < MESSAGES; n += 1) {
    traffic.sent(telegram.userSends({ chat: 1 + (n % CHATS), text: `note m${n} please` }).updateId);
    const aheadMs = startedAt + (n + 1) * (1000 / PER_SECOND) - performance.now();
    if (aheadMs > 0) await wait(aheadMs);
  }
  await confirmed.catch(() => undefined);
}
