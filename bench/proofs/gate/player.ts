import type { ModelFakeReply, ModelFakeRequest, ModelFakeScript } from '../../../test/fakes/model/script.ts';
import { ownWords } from '../../own-words.ts';
import { type FilledCall, filled, type Plan, type PlannedCall } from './plan.ts';

/** What the model does in the conversation that this mark stands in. */
export interface Role {
  /** A word of the person's message by which the conversation is known. */
  readonly mark: string;
  /** With a goal, the plan is carried out once all of it stands in the newest text, and never else. Without, at once. */
  readonly goal?: readonly string[];
  /** How the model looks into what the person asked about, as long as it has seen no goal. */
  readonly reading: Plan;
  readonly plan: Plan;
}

/** How far a role has come. */
export interface Progress {
  readonly sawGoal: boolean;
  /** Steps of the plan that were taken. */
  readonly steps: number;
  /** Every call of the plan has been made. */
  readonly isOver: boolean;
  /** What the tools said. */
  readonly told: readonly string[];
  /** Calls whose places could not be filled, as they went out. */
  readonly unfilled: readonly string[];
}

/** A model that carries out its roles, each in the conversation that it belongs to; an answer of several calls is one step. */
export interface Player {
  readonly script: ModelFakeScript;
  take(role: Role): void;
  progress(mark: string): Progress;
}

interface Playing {
  readonly role: Role;
  readonly told: Map<string, string>;
  readonly heard: string[];
  readonly unfilled: string[];
  /** The calls whose results come with the next request. */
  asked: readonly FilledCall[];
  readingStep: number;
  step: number;
  sawGoal: boolean;
}

export function createPlayer(): Player {
  const all = new Map<string, Playing>();
  return {
    script(request) {
      const playing = [...all.values()].find(({ role }) => request.said.includes(role.mark));
      return playing ? play(playing, request) : 'Hello.';
    },
    take(role) {
      const blank = { told: new Map(), heard: [], unfilled: [], asked: [], readingStep: 0, step: 0, sawGoal: false };
      all.set(role.mark, { role, ...blank });
    },
    progress(mark) {
      const { role, heard: told, step, sawGoal, unfilled } = one(all, mark);
      return { sawGoal, steps: step, isOver: step >= role.plan.length, told, unfilled };
    },
  };
}

function one(all: ReadonlyMap<string, Playing>, mark: string): Playing {
  const playing = all.get(mark);
  if (!playing) throw new Error(`nobody plays ${mark}`);
  return playing;
}

function play(playing: Playing, { said, results }: ModelFakeRequest): ModelFakeReply | string {
  if (results.length === 0) beginTurn(playing);
  note(playing, results);
  const { role } = playing;
  const news = [...results, ownWords(said)].map(bare);
  const mayAct = (role.goal ?? []).every((piece) => news.some((text) => text.includes(bare(piece))));
  playing.sawGoal ||= mayAct;
  for (;;) {
    const next = mayAct ? role.plan[playing.step++] : role.reading[playing.readingStep++];
    if (!next) return mayAct ? 'All done.' : 'There is nothing about that.';
    const reply = call(playing, next);
    // A step for each of something of which there is nothing is no step.
    if (reply.toolCalls && reply.toolCalls.length > 0) return reply;
  }
}

/** A turn that ended before a look was told of leaves that look to be taken again. */
function beginTurn(playing: Playing): void {
  if (playing.step > 0 && playing.asked.some(({ as }) => as !== undefined)) playing.step -= 1;
  playing.asked = [];
  playing.readingStep = 0;
}

/** Keeps what the calls of the last answer were told. */
function note(playing: Playing, results: readonly string[]): void {
  const { asked, told, heard } = playing;
  results.slice(results.length - asked.length).forEach((result, at) => {
    heard.push(result);
    const name = asked[at]?.as;
    if (name === undefined) return;
    const before = told.get(name);
    told.set(name, before === undefined ? result : `${before}\n\n${result}`);
  });
  playing.asked = [];
}

function call(playing: Playing, calls: readonly PlannedCall[]): ModelFakeReply {
  // What is looked up again is told anew.
  for (const { as } of calls) if (as !== undefined) playing.told.delete(as);
  playing.asked = filled(calls, playing.told);
  for (const made of playing.asked) {
    const written = JSON.stringify(made.arguments);
    if (written.includes('{{')) playing.unfilled.push(`${made.name} ${written}`);
  }
  return { toolCalls: playing.asked };
}

/** Letters and digits alone: a text keeps its meaning however it is wrapped, quoted or escaped on the way. */
function bare(text: string): string {
  return (text.replaceAll('\\n', ' ').match(/[\p{L}\p{N}]+/gu) ?? []).join('').toLowerCase();
}
