import type { Effect } from '../../src/actions/kind.ts';
import type { ActionRow } from '../../src/actions/ledger.ts';
import type { Decide } from '../../src/actions/policy.ts';

/** What can be wished for: by its effect, where it works, and how long a press on it is held. */
export const KINDS = {
  look: { effect: 'read', where: 'inside', holdMs: 0, undoable: false },
  note: { effect: 'private', where: 'inside', holdMs: 0, undoable: true },
  burn: { effect: 'destructive', where: 'inside', holdMs: 0, undoable: false },
  file: { effect: 'private', where: 'outside', holdMs: 0, undoable: true },
  post: { effect: 'outbound', where: 'outside', holdMs: 30_000, undoable: false },
  wipe: { effect: 'destructive', where: 'outside', holdMs: 0, undoable: false },
} as const satisfies Record<string, { effect: Effect; where: string; holdMs: number; undoable: boolean }>;

export type KindName = keyof typeof KINDS;

/** What becomes of it when it runs: nothing is done by what fails; of `unknown` no answer comes, though it is done. */
export type Fate = 'ok' | 'fails' | 'unknown';

/** What the person does to a card or a deed, by its place among the rows. */
export type RowStep =
  | { readonly do: 'press' | 'decline' | 'again' | 'leave' | 'undo'; readonly row: number }
  | { readonly do: 'edit'; readonly row: number; readonly fate: Fate };

export type Step =
  | RowStep
  | { readonly do: 'wish'; readonly kind: KindName; readonly fate: Fate; readonly tainted: boolean; readonly unattended: boolean }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'stop' | 'restart' };

export interface ModelRow {
  readonly kind: KindName;
  readonly tainted: boolean;
  readonly unattended: boolean;
  fate: Fate;
  state: ActionRow['state'];
  decidedBy: string;
  expiresAt: number;
  runAt: number;
  finishedAt: number;
}

/** One thing that was done, and who had allowed it by then. */
export interface Deed {
  readonly kind: KindName;
  readonly decidedBy: string;
}

export const PERSON = 'telegram:7';
const DAY_MS = 24 * 3_600_000;
const CARD_MS = DAY_MS;

/** The ledger as the safety rule describes it, without a database: what each step makes of it. `trusted` kinds may run while nobody is there. */
export function createModel(decide: Decide, trusted: Set<KindName>) {
  const rows: ModelRow[] = [];
  const deeds: Deed[] = [];
  let now = 0;

  function run(row: ModelRow): void {
    if (row.fate !== 'fails') deeds.push({ kind: row.kind, decidedBy: row.decidedBy });
    row.state = row.fate === 'ok' ? 'done' : row.fate === 'fails' ? 'failed' : 'unknown';
    row.finishedAt = now;
  }

  /** False when it was refused at once and left no row. */
  function wish(kind: KindName, fate: Fate, tainted: boolean, unattended: boolean): boolean {
    const { effect, where } = KINDS[kind];
    const { decision, rule } = decide({ effect, tainted, unattended, trusted: unattended && trusted.has(kind) });
    const times = { expiresAt: now + CARD_MS, runAt: now, finishedAt: now };
    const row: ModelRow = { kind, tainted, unattended, fate, state: 'proposed', decidedBy: rule, ...times };
    if (decision === 'run') run(row);
    if (where === 'inside' && row.state === 'failed') return false;
    rows.push(row);
    return true;
  }

  function press(row: ModelRow, holdMs: number): void {
    row.state = 'running';
    row.decidedBy = PERSON;
    row.runAt = now + holdMs;
    if (KINDS[row.kind].where === 'inside') run(row);
  }

  /** What the person takes back, declines or changes of the assistant's own wishes costs the trust in its kind. */
  function correct(row: ModelRow, state: ModelRow['state']): void {
    row.state = state;
    if (row.unattended && KINDS[row.kind].effect === 'private') trusted.delete(row.kind);
  }

  const ON_OPEN: Record<RowStep['do'], (row: ModelRow, step: RowStep) => void> = {
    press: (row) => press(row, KINDS[row.kind].holdMs),
    decline: (row) => correct(row, 'declined'),
    edit(row, step) {
      if (wish(row.kind, step.do === 'edit' ? step.fate : 'ok', row.tainted, row.unattended)) correct(row, 'superseded');
    },
    again: () => undefined,
    leave: () => undefined,
    undo: () => undefined,
  };

  function onRow(step: RowStep, row: ModelRow): void {
    if (row.state === 'proposed') ON_OPEN[step.do](row, step);
    else if (step.do === 'decline' && row.state === 'running') correct(row, 'declined');
    else if (step.do === 'again' && row.state === 'unknown') press(row, 0);
    else if (step.do === 'leave' && row.state === 'unknown') row.state = 'stopped';
    else if (step.do === 'undo' && row.state === 'done' && KINDS[row.kind].undoable) {
      if (now - row.finishedAt <= DAY_MS) correct(row, 'undone');
      else row.state = 'undone';
    }
  }

  function letTimePass(): void {
    for (const row of rows) {
      if (row.state === 'running' && row.runAt <= now) run(row);
      if (row.state === 'proposed' && row.expiresAt <= now) row.state = 'expired';
    }
  }

  return {
    rows,
    deeds,
    take(step: Step): void {
      if (step.do === 'wish') wish(step.kind, step.fate, step.tainted, step.unattended);
      else if (step.do === 'wait') now += step.ms;
      else if (step.do === 'stop') for (const row of rows) stopped(row);
      else if ('row' in step) {
        const row = rows[step.row];
        if (row) onRow(step, row);
      }
      letTimePass();
    },
  };
}

function stopped(row: ModelRow): void {
  if (row.state === 'proposed' || row.state === 'running') row.state = 'stopped';
}

/** What was done that reaches others or cannot be undone, and that no person had pressed for. */
export function unapproved(deeds: readonly Deed[]): Deed[] {
  return deeds.filter(({ kind, decidedBy }) => {
    const { effect } = KINDS[kind];
    return (effect === 'outbound' || effect === 'destructive') && decidedBy !== PERSON;
  });
}
