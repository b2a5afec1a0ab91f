import type { Act } from '../actions/act.ts';
import type { Kind } from '../actions/kind.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import type { Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import type { Recall } from '../memory/recall.ts';
import { enqueue } from '../outbox/outbox.ts';
import type { EyesOf } from '../ports/connections.ts';
import type { Gather } from '../proactive/brief/gather.ts';
import type { Write } from '../proactive/brief/rewording.ts';
import type { Prepare } from '../proactive/meetings/preparation.ts';
import type { Notify } from '../proactive/notify/notify.ts';
import type { Sealing } from '../vault/sealing.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { createHolds } from '../workflows/conditions.ts';
import { createDryRun, type DryRun } from '../workflows/dry-run.ts';
import { createEngine, type Engine } from '../workflows/engine.ts';
import { createGatherStep } from '../workflows/gather/gather.ts';
import { createNextRun, type NextRun } from '../workflows/next-run.ts';

interface WorkflowsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly audit: Audit;
  readonly act: Act;
  readonly kinds: readonly Kind[];
  readonly eyesOf: EyesOf;
  readonly recall: Recall;
  readonly storedFiles: StoredFiles;
  readonly sealing: Sealing;
  readonly gather: Gather;
  readonly prepare: Prepare;
  readonly notify: Notify;
  readonly writeWork: Write | undefined;
  readonly onQueued: () => void;
}

export interface Workflows {
  readonly engine: Engine;
  readonly dryRun: DryRun;
  readonly nextRun: NextRun;
}

/** Joins what goes on by itself. */
export function createWorkflows(deps: WorkflowsDeps): Workflows {
  const kinds = new Map(deps.kinds.map((kind) => [kind.name, kind]));
  const holds = createHolds(deps);
  return {
    engine: createEngine({ ...deps, kinds, holds, gather: createGatherStep(deps), enqueue, write: deps.writeWork }),
    dryRun: createDryRun({ ...deps, kinds, holds }),
    nextRun: createNextRun(deps.eyesOf),
  };
}
