import { inArray } from 'drizzle-orm';
import type { Edit } from '../actions/edit.ts';
import type { Turn } from '../agent/story.ts';
import { runTurn, type TurnDeps } from '../agent/turn.ts';
import { DatabaseAway } from '../db/failure.ts';
import { inbox } from '../db/schema/chat.ts';
import { describeError } from '../ground/log.ts';
import { atStep } from '../ground/steps.ts';
import type { Address } from '../outbox/outbox.ts';
import type { ChatAdapter, IncomingMessage, Platform } from '../ports/chat.ts';
import type { CommandRunner } from './commands/runner.ts';
import { endTurn } from './end-turn.ts';
import type { NextWork } from './lanes.ts';
import type { Voice } from './voice.ts';
import { applyFix } from './voice-fix.ts';
import { takeWork, type Work } from './work.ts';

interface ConversationDeps extends TurnDeps {
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  readonly commands: CommandRunner;
  readonly edit: Edit;
  readonly voice: Voice;
  /** Takes back what the earlier version of a corrected message did; `turnId` is the turn that the new version belongs to. */
  readonly takeBack: (personId: string, message: IncomingMessage, turnId?: string) => Promise<void>;
}

/** An answer that comes at once needs no sign before it. */
const TYPING_AFTER_MS = 300;
/** The platforms show typing for about five seconds (Telegram Bot API, sendChatAction). */
const TYPING_EVERY_MS = 4_000;

/** What a lane does next in a conversation: a command or a turn, with typing shown, and a visible end whatever happens. */
export function createConversation(deps: ConversationDeps): NextWork {
  return async (address) => {
    const work = await atStep('job-claimed', () => takeWork(deps.db, deps.clock, address));
    if (!work) return undefined;
    const personId = work.kind === 'turn' ? work.turn.personId : work.personId;
    const run = (signal: AbortSignal) => whileTyping(deps, address, signal, () => doWork(deps, work, signal));
    return { personId, run, isLast: work.isLast };
  };
}

function doWork(deps: ConversationDeps, work: Work, signal: AbortSignal): Promise<void> {
  switch (work.kind) {
    case 'command':
      return deps.commands.run(work.personId, work.message, signal);
    case 'edit':
      return deps.edit.apply(work.personId, work.actionId, work.message);
    case 'voice':
      return deps.voice.hear(work.personId, work.message, signal);
    case 'fix':
      return applyFix(deps, work.personId, work.noteId, work.message);
    case 'turn':
      return finishTurn(deps, work.turn, signal);
  }
}

/** Runs the turn to a visible end. Stopped by the person, it is over; interrupted by a shutdown, it stays open for the next start, and for the next try when the database went away. */
async function finishTurn(deps: ConversationDeps, turn: Turn, signal: AbortSignal): Promise<void> {
  try {
    for (const message of turn.messages) await deps.takeBack(turn.personId, message, turn.id);
    await runTurn(deps, turn, signal);
  } catch (error) {
    if (signal.reason === 'shutdown') return;
    if (!signal.aborted && error instanceof DatabaseAway) throw error;
    if (!signal.aborted) deps.log.error('turn-failed', { turn: turn.id, ...describeError(error) });
    const state = signal.aborted ? 'stopped' : 'failed';
    await deps.db.asPerson(turn.personId, (tx) => endTurn(tx, deps, turn, state, deps.clock.now()));
    deps.onQueued();
  }
}

async function whileTyping(
  deps: ConversationDeps,
  { platform, chat }: Address,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const over = new AbortController();
  const adapter = deps.adapters.get(platform);
  const typing = (async () => {
    for (let ms = TYPING_AFTER_MS; adapter; ms = TYPING_EVERY_MS) {
      await deps.clock.sleep(ms, AbortSignal.any([over.signal, signal])).catch(() => over.abort());
      if (over.signal.aborted) return;
      await adapter.typing(chat);
    }
  })();
  try {
    await work();
  } finally {
    over.abort();
    await typing;
  }
}

/** Conversations in which something was left undone, for the start. */
export async function unfinished(deps: Pick<ConversationDeps, 'db'>): Promise<Address[]> {
  const open = inArray(inbox.state, ['stored', 'taken']);
  return deps.db.asSystem((tx) => tx.selectDistinct({ platform: inbox.platform, chat: inbox.chat }).from(inbox).where(open));
}
