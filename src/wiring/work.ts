import type { Act } from '../actions/act.ts';
import type { Kind } from '../actions/kind.ts';
import type { Audit } from '../audit/audit.ts';
import type { Recall } from '../memory/recall.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { Address } from '../outbox/outbox.ts';
import { createNight, type Night } from '../proactive/night/night.ts';
import type { Sealing } from '../vault/sealing.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { type Actions, createActions } from './actions.ts';
import type { AssistantDeps } from './assistant.ts';
import { createProactive, type Proactive } from './proactive.ts';
import { createWorkflows, type Workflows } from './workflows.ts';

interface WorkDeps extends AssistantDeps {
  readonly kinds: readonly Kind[];
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly sealing: Sealing;
  readonly storedFiles: StoredFiles;
  readonly recall: Recall;
  readonly onQueued: () => void;
  readonly onGoOn: ((address: Address) => void) | undefined;
}

/** What is done, what speaks first and what goes on by itself: whatever one of them does, the others look at in time. */
export type Work = Actions & Proactive & Workflows & { readonly night: Night };

export function createWork(deps: WorkDeps): Work {
  const onCarriedOut = () => {
    deps.onQueued();
    workflows.engine.kick();
  };
  const actions = createActions({ ...deps, decide: deps.decide, onQueued: onCarriedOut });
  const proactive = createProactive({ ...deps, ...deps.connections, ...actions, onQueued: onCarriedOut });
  const onGoneOn = () => {
    deps.onQueued();
    proactive.clockwork.nudge();
  };
  const workflows = createWorkflows({ ...deps, ...deps.connections, ...proactive, act: actions.act, onQueued: onGoneOn });
  // Whatever was done may have moved the next due moment.
  const act: Act = (wish) =>
    actions.act(wish).finally(() => {
      proactive.clockwork.nudge();
      if (wish.kind.startsWith('workflow_')) workflows.engine.kick();
    });
  const night = createNight({ ...deps, ...proactive, act, nudge: proactive.clockwork.nudge });
  return { ...actions, ...proactive, ...workflows, act, night };
}
