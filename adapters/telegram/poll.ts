import type { Update } from 'grammy/types';
import type { Clock } from '../../src/ground/clock.ts';
import { describeError, type Log } from '../../src/ground/log.ts';
import type { Random } from '../../src/ground/random.ts';
import { atStep } from '../../src/ground/steps.ts';
import type { IncomingMessage } from '../../src/ports/chat.ts';
import type { TelegramApi } from './call.ts';
import type { Intake } from './intake.ts';
import { describeTrouble, isRefused, retryAfterMs } from './outcome.ts';
import type { ParsedUpdate } from './parse.ts';

export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

const POLL_SECONDS = 30;
/** Longer than Telegram holds the poll, so that only a dead line ends it. */
const POLL_LIMIT_MS = 45_000;
/** How long new messages may wait while a press is being worked on; until it settles Telegram returns it at every poll. */
const OPEN_PRESS_MS = 300;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

const CONFLICT =
  'Another program polls with the same TELEGRAM_BOT_TOKEN, or a webhook is set for it. Stop the other program, or give this one a bot of its own from @BotFather.';

interface Waiting {
  readonly id: number;
  readonly message: IncomingMessage;
}

interface Deps {
  readonly telegram: TelegramApi;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Our own loop in place of grammY's, which confirms an update even when handling it failed. Resolves after `signal` fires. */
export async function pollUpdates({ telegram: { api, within }, intake, clock, random, log }: Deps, signal: AbortSignal) {
  /** What the next poll starts at: everything below is settled, and confirmed by that poll. */
  let offset: number | undefined;
  const settled = new Set<number>();
  const open = new Map<number, Promise<void>>();
  let failures = 0;
  let conflictTold = false;

  function advance(updates: readonly Update[]): void {
    const last = updates.at(-1);
    if (!last) return;
    offset = updates.find((update) => !settled.has(update.update_id))?.update_id ?? last.update_id + 1;
    for (const id of settled) if (id < offset) settled.delete(id);
  }

  /** Presses first, each on its own: none waits for a message to be stored. */
  async function take(updates: readonly Update[]): Promise<void> {
    const fresh = updates.filter(({ update_id }) => !settled.has(update_id) && !open.has(update_id));
    const messages = fresh.flatMap((update) => begin(update.update_id, intake.parse(update)));
    await storeByChat(messages, async ({ id, message }) => {
      if (signal.aborted) return;
      await atStep('received', () => intake.store(message));
      settled.add(id);
    });
  }

  /** Sets presses going and passes over what is not for us; what remains are messages to store. */
  function begin(id: number, found: ParsedUpdate): Waiting[] {
    if (found.kind === 'message') return [{ id, message: found.message }];
    if (found.kind === 'press')
      open.set(
        id,
        intake.answer(found.press, found.queryId).finally(() => settle(id)),
      );
    else settled.add(id);
    return [];
  }

  function settle(id: number): void {
    open.delete(id);
    settled.add(id);
  }

  async function round(): Promise<void> {
    const timeout = open.size > 0 ? 0 : POLL_SECONDS;
    const args = { ...(offset !== undefined && { offset }), timeout, allowed_updates: ALLOWED_UPDATES };
    const updates = await atStep('acked', () => within((own) => api.getUpdates(args, own), signal, POLL_LIMIT_MS));
    conflictTold = false;
    try {
      await take(updates);
      failures = 0;
      if (open.size > 0) await firstOf([...open.values()], OPEN_PRESS_MS);
    } finally {
      advance(updates);
    }
  }

  async function firstOf(work: readonly Promise<void>[], ms: number): Promise<void> {
    const over = new AbortController();
    await Promise.race([...work, clock.sleep(ms, AbortSignal.any([signal, over.signal])).catch(() => undefined)]);
    over.abort();
  }

  function report(error: unknown, waitMs: number): void {
    if (isRefused(error, 409)) {
      if (!conflictTold) log.warn('telegram_conflict', { message: CONFLICT });
      conflictTold = true;
      return;
    }
    log.warn('telegram_poll_failed', { trouble: describeTrouble(error), waitMs, ...describeError(error) });
  }

  while (!signal.aborted) {
    try {
      await round();
    } catch (error) {
      if (signal.aborted) break;
      const waitMs = retryAfterMs(error) ?? backoffMs(failures++, random);
      report(error, waitMs);
      await clock.sleep(waitMs, signal).catch(() => undefined);
    }
  }
}

/** Messages in the order of their chat, chats side by side. Rejects with the first failure once all have settled. */
async function storeByChat(messages: readonly Waiting[], store: (one: Waiting) => Promise<void>): Promise<void> {
  const chats = new Map<string, Promise<void>>();
  for (const one of messages) {
    const { chat } = one.message;
    const before = chats.get(chat) ?? Promise.resolve();
    chats.set(
      chat,
      before.then(() => store(one)),
    );
  }
  const failed = (await Promise.allSettled(chats.values())).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Doubles from 1 s to 30 s, a little scattered so that many bots do not come back at once. */
function backoffMs(failures: number, random: Random): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 5) * (1 + random.fraction() / 4));
}
