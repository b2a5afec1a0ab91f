import { setTimeout as wait } from 'node:timers/promises';
import type { ModelFakeScript } from '../../test/fakes/model/script.ts';
import { type Figure, figure, percentile } from '../figure.ts';
import { ownWords } from '../own-words.ts';
import { type DatabaseKind, kinds, metricOn } from '../place.ts';
import { openScene, type Scene } from '../scene.ts';
import { seedPeople } from '../seed-people.ts';

/** A person each. A turn may answer several messages of a chat at once. */
const CHATS = 50;
const MESSAGES = 1000;
const PER_SECOND = 100;
const PATIENCE_MS = 30_000;
const MARK = /\bm\d+\b/g;

/** A thousand messages of fifty chats at a hundred a second: whether each is answered, in order, and how soon Telegram is told that it is kept. */
export async function* measureBurst(): AsyncGenerator<Figure> {
  for (const kind of kinds) yield* burstOn(kind);
}

async function* burstOn(kind: DatabaseKind): AsyncGenerator<Figure> {
  const echo: ModelFakeScript = ({ said }) => (ownWords(said).match(MARK) ?? []).join(' ') || 'nothing';
  const scene = await openScene(kind, echo, (db) => seedPeople(db, CHATS));
  try {
    const acknowledged = await sendAll(scene);
    await scene.telegram.waitFor(() => answered(scene).length >= MESSAGES, PATIENCE_MS).catch(() => undefined);
    const marks = answered(scene);
    const sent = new Set(Array.from({ length: MESSAGES }, (_, n) => n));
    for (const { mark } of marks) sent.delete(mark);
    yield figure(metricOn(kind, 'burst_lost'), sent.size, 'messages', 0);
    yield figure(metricOn(kind, 'burst_disorder'), disorder(marks), 'messages', 0);
    yield figure(metricOn(kind, 'burst_ack_p99_ms'), percentile(acknowledged, 99), 'ms', 1000);
    yield figure(metricOn(kind, 'burst_rss_mb'), await scene.product.residentMb(), 'MB', 512);
  } finally {
    await scene.close();
  }
}

/** Resolves with the ms from each update to the getUpdates call that confirms it; what is not confirmed in time counts as that time. */
async function sendAll({ telegram }: Scene): Promise<number[]> {
  const open = new Map<number, number>();
  const times: number[] = [];
  let seen = telegram.journal.length;
  const allConfirmed = telegram.waitFor(
    () => {
      for (; seen < telegram.journal.length; seen += 1) {
        const { method, payload } = telegram.journal[seen] ?? {};
        if (method !== 'getUpdates') continue;
        for (const [id, sentAt] of open) {
          if (id >= Number(payload?.offset ?? 0)) break; // they are in the order of their ids
          times.push(performance.now() - sentAt);
          open.delete(id);
        }
      }
      return times.length === MESSAGES;
    },
    MESSAGES * (1000 / PER_SECOND) + PATIENCE_MS,
  );
  allConfirmed.catch(() => undefined);
  const startedAt = performance.now();
  for (let n = 0; n < MESSAGES; n += 1) {
    const chat = 1 + (n % CHATS);
    const sentAt = performance.now();
    open.set(telegram.userSends({ chat, text: `note m${n} please` }).updateId, sentAt);
    const aheadMs = startedAt + (n + 1) * (1000 / PER_SECOND) - performance.now();
    if (aheadMs > 0) await wait(aheadMs);
  }
  await allConfirmed.catch(() => undefined);
  return [...times, ...Array.from({ length: MESSAGES - times.length }, () => PATIENCE_MS)];
}

interface Mark {
  readonly chat: number;
  readonly mark: number;
}

/** The marks that the bot's messages name, in the order of their arrival. */
function answered({ telegram }: Scene): Mark[] {
  return telegram
    .calls('sendMessage')
    .filter(({ status }) => status === 200)
    .flatMap(({ payload }) =>
      (String(payload.text).match(MARK) ?? []).map((mark) => ({ chat: Number(payload.chat_id), mark: Number(mark.slice(1)) })),
    );
}

/** How many marks came behind a later one of their chat, or a second time. */
function disorder(marks: readonly Mark[]): number {
  const last = new Map<number, number>();
  return marks.filter(({ chat, mark }) => {
    const early = mark <= (last.get(chat) ?? -1);
    if (!early) last.set(chat, mark);
    return early;
  }).length;
}
