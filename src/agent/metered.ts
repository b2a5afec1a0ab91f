import type { Audit } from '../audit/audit.ts';
import type { Database, Tx } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import type { ModelAnswer, ModelRequest } from '../ports/model.ts';
import type { AskOptions } from './ask.ts';
import type { Brain } from './brain.ts';
import { addUsage, checkLimit, spentToday } from './usage.ts';

export interface MeterDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
}

/** For whom the model is asked. */
export interface Account {
  readonly personId: string;
  /** IANA. */
  readonly zone: string;
}

/** Asks, unless the person's limit of the day is used up: then it rejects with `denied`. */
export async function askWithinLimit(
  deps: MeterDeps,
  brain: Brain,
  account: Account,
  request: ModelRequest,
  options: AskOptions,
): Promise<ModelAnswer> {
  if (brain.dailyTokenLimit !== undefined) {
    const day = { ...account, now: deps.clock.now() };
    checkLimit(await deps.db.asPerson(account.personId, (tx) => spentToday(tx, day)), brain.dailyTokenLimit);
  }
  return brain.ask(request, options);
}

/** Stores what an answer cost and that the model was asked; `ref` names what for. */
export async function recordCall(
  tx: Tx,
  deps: MeterDeps,
  brain: Brain,
  account: Account,
  { usage }: ModelAnswer,
  ref: string,
): Promise<void> {
  const now = deps.clock.now();
  await addUsage(tx, { ...account, now }, usage);
  const entry = { at: now, dataType: 'conversation', access: 'send', action: `model ${brain.name}`, ref } as const;
  await deps.audit.record(tx, account.personId, [entry]);
}
