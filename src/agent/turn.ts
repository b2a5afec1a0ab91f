import type { Temporal } from 'temporal-polyfill';
import { cardKey } from '../actions/card/card.ts';
import type { Tx } from '../db/client.ts';
import { describeError } from '../ground/log.ts';
import { atStep } from '../ground/steps.ts';
import { recordEpisodes } from '../memory/episodes.ts';
import type { Recall } from '../memory/recall.ts';
import { learn } from '../memory/slots/learn.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { enqueue } from '../outbox/outbox.ts';
import type { Button, OutgoingMessage } from '../ports/chat.ts';
import { clockText } from '../reminders/moment-text.ts';
import { type Heard, hear } from './hear.ts';
import type { HearDeps } from './keep-file.ts';
import type { Spoken } from './loop.ts';
import { type Known, remember } from './remember.ts';
import { renderReply } from './reply.ts';
import { type Answered, type SpeakDeps, speak } from './speak.ts';
import { storedAnswers } from './steps.ts';
import { closeTurn, sourceOf, type Turn } from './story.ts';

export interface TurnDeps extends HearDeps, SpeakDeps {
  readonly buttons: Buttons;
  readonly recall: Recall;
  /** Something was put into the outbox: send it. */
  readonly onQueued: () => void;
  /** Something was remembered: index it. */
  readonly onLearned: (personId: string) => void;
}

/**
 * One message's story: it is heard, what bears on it is remembered, the model and its tools work on it, and it ends in one visible
 * answer. Each step is stored before the next rests on it, so that a turn that was killed goes on where it was and nothing is done
 * twice. Rejects with the signal's reason when it is stopped; a model that is out still ends in words.
 */
export async function runTurn(deps: TurnDeps, turn: Turn, signal: AbortSignal): Promise<void> {
  const { personId } = turn;
  const heard = await hear(deps, { personId, now: turn.startedAt, signal }, turn.messages);

  const prepared = await deps.recall.prepare(heard.own, signal);
  const sparing = deps.brain?.site?.where === 'far';
  const { known, answers } = await atStep('context-built', () =>
    deps.db.asPerson(personId, async (tx) => ({
      known: await remember(deps, tx, { ...turn, turnId: turn.id, own: heard.own, prepared, now: turn.startedAt, sparing }),
      answers: turn.resumed ? await storedAnswers(tx, personId, turn.id) : [],
    })),
  );

  const answered = await speak(deps, { turn, heard, known, answers, signal, onSlow: () => sayStillWorking(deps, turn) });
  signal.throwIfAborted();

  await atStep('reply-queued', () => conclude(deps, turn, heard, known, answered));
  deps.onQueued();
  deps.onLearned(personId);
  logTurn(deps, turn, answered);
}

/** The end of the story: what was said joins memory, the answer and its cards join the outbox, the messages are done; all or nothing. */
async function conclude(deps: TurnDeps, turn: Turn, heard: Heard, known: Known, { spoken }: Answered): Promise<void> {
  const now = deps.clock.now();
  const zone = known.profile.identity.timezone;
  const notes = [...heard.notes, ...sessionNote(turn, zone)];
  const reply = renderReply(spoken, { ...heard, notes }, deps.buttons, turn.personId);
  const actions = spoken.outcomes.flatMap((outcome) => (outcome.state === 'refused' ? [] : [outcome.actionId]));
  const rests = { sources: [sourceOf(turn), ...known.sources], actions };
  await deps.db.asPerson(turn.personId, async (tx) => {
    await recordWords(tx, turn, { heard, reply, spoken }, now);
    // Said beside what others wrote, the person's words may only repeat it.
    if (!heard.tainted && !turn.sessionUntil) {
      await learn(tx, {
        personId: turn.personId,
        own: heard.own,
        trust: 'owner',
        source: sourceOf(turn),
        zone,
        now: turn.startedAt,
      });
    }
    await say(deps, tx, turn, { key: `turn:${turn.id}`, message: reply, ...rests });
    const cards = spoken.outcomes.filter((outcome) => outcome.state === 'proposed');
    for (const [place, { actionId, card }] of cards.entries()) {
      const isLast = place === cards.length - 1;
      const message = isLast ? withAllButton(card, cards.length, turn, deps.buttons) : card;
      await say(deps, tx, turn, { key: cardKey(actionId), message, ...rests });
    }
    await closeTurn(tx, turn, 'done', now);
  });
}

/** Under the last of several cards: one press for all of them, once they have been seen. */
function withAllButton(card: OutgoingMessage, count: number, { id, personId }: Turn, { sign }: Buttons): OutgoingMessage {
  if (count < 2) return card;
  const all: Button = { id: sign({ verb: 'all', id }, personId), label: `Do all ${count} above`, style: 'plain' };
  return { ...card, buttons: [...(card.buttons ?? []), [all]] };
}

function sessionNote({ sessionUntil }: Turn, zone: string): string[] {
  if (!sessionUntil) return [];
  return [
    `_Off the record: erased at ${clockText(sessionUntil.toZonedDateTimeISO(zone))}, or at once with /private off. What you write next is, too._`,
  ];
}

interface Words {
  readonly heard: Heard;
  readonly reply: OutgoingMessage;
  readonly spoken: Spoken;
}

async function recordWords(tx: Tx, turn: Turn, { heard, reply, spoken }: Words, now: Temporal.Instant): Promise<void> {
  const { id, personId, platform, chat, startedAt, sessionUntil } = turn;
  const common = { personId, platform, chat, turnId: id, sessionUntil };
  const { request: text, tainted } = heard;
  const asked = { ...common, role: 'person', text, tainted, source: sourceOf(turn), at: startedAt } as const;
  if (spoken.passing) return recordEpisodes(tx, [asked]);
  const answer = { role: 'assistant', text: reply.text, tainted: spoken.tainted, source: `turn:${id}`, at: now } as const;
  await recordEpisodes(tx, [asked, { ...common, ...answer }]);
}

interface Line {
  readonly key: string;
  readonly message: OutgoingMessage;
  readonly sources: readonly string[];
  readonly actions: readonly string[];
}

async function say(deps: TurnDeps, tx: Tx, turn: Turn, { key, message, sources, actions }: Line): Promise<void> {
  const why = { trigger: 'your message', by: deps.brain?.name ?? 'rule', sources: [...sources], actions: [...actions] };
  await enqueue(tx, { personId: turn.personId, key, message, why, now: deps.clock.now(), to: turn });
}

function sayStillWorking(deps: TurnDeps, turn: Turn): void {
  const line = {
    key: `slow:${turn.id}`,
    message: { text: 'Still working on it …', silent: true },
    sources: [sourceOf(turn)],
    actions: [],
  };
  const saying = deps.db.asPerson(turn.personId, (tx) => say(deps, tx, turn, line));
  saying.then(deps.onQueued, (error: unknown) => deps.log.warn('slow-untold', describeError(error)));
}

/** Milliseconds from the start of the turn to its stored answer, and of those the model's and our own. */
function logTurn(deps: TurnDeps, turn: Turn, { modelMs, promptTokens }: Answered): void {
  const receivedMs = deps.clock.now().epochMilliseconds - turn.startedAt.epochMilliseconds;
  deps.log.info('turn', {
    turn: turn.id,
    platform: turn.platform,
    receivedMs,
    modelMs,
    ownMs: receivedMs - modelMs,
    promptTokens,
  });
}
