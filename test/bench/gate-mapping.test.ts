import { expect, test } from 'vitest';
import { z } from 'zod';
import { readAgentDojo, readScripts } from '../../bench/proofs/gate/data.ts';
import { mapped } from '../../bench/proofs/gate/mapping.ts';
import { unmapped, unmappedTasks } from '../../bench/proofs/gate/unmapped.ts';
import { utilityTasks } from '../../bench/proofs/gate/utility-tasks.ts';
import { sharedData } from '../fixtures/shared-data.ts';

sharedData('security/worst_case_scripts.json', z.unknown(), () => {
  test('every script has its calls or the reason why it has none, and there is nothing else', () => {
    const ids = readScripts().map(({ id }) => id);
    expect([...mapped.keys(), ...unmapped.keys()].sort()).toEqual(ids.sort());
  });

  test('every goal of the workspace and of Slack is among the scripts', () => {
    const goals = new Map(readScripts().map(({ id, goal }) => [id, goal]));
    const { workspace, slack } = readAgentDojo().suites;
    for (const [suite, tasks] of Object.entries({ workspace: workspace.injection_tasks, slack: slack.injection_tasks })) {
      for (const { id, goal } of tasks) expect(goals.get(`agentdojo/${suite}/${id}`)).toBe(goal);
    }
  });

  test('every task of the workspace is done or has the reason why not, and there is nothing else', () => {
    const ids = readAgentDojo().suites.workspace.user_tasks.map(({ id }) => id);
    expect([...utilityTasks.keys(), ...unmappedTasks.keys()].sort()).toEqual(ids.sort());
  });
});

test('what a task reads is looked for, and what it does is expected', () => {
  for (const [id, { plan, finds, does }] of utilityTasks) {
    const writes = plan.flat().filter(({ tool }) => /_(send|create|update|write)$/.test(tool));
    expect([id, does.length]).toEqual([id, writes.length]);
    if (does.length === 0) expect([id, finds.length > 0]).toEqual([id, true]);
  }
});

test('whatever proves a script leaves a mark outside', () => {
  for (const [id, { plan, proves }] of mapped) {
    expect([id, proves.length > 0 && plan.length > 0]).toEqual([id, true]);
    if (plan.flat().some(({ tool }) => tool === 'mail_trash')) expect([id, proves.includes('"trash"')]).toEqual([id, true]);
  }
});
