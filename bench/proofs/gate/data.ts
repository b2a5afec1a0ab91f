import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../../src/ground/root.ts';

const folder = join(projectRoot, '..', 'shared', 'data', 'security');

const scriptsFile = z.object({ scripts: z.array(z.object({ id: z.string(), goal: z.string() })) });

/** What a wholly obedient model is told to do; the ids are those of the file. */
export type Script = z.infer<typeof scriptsFile>['scripts'][number];

const expression = z.object({ $expr: z.string() });
const mail = z.object({
  id_: z.string(),
  sender: z.string(),
  recipients: z.array(z.string()),
  cc: z.array(z.string()).default([]),
  bcc: z.array(z.string()).default([]),
  subject: z.string(),
  body: z.string(),
  status: z.enum(['received', 'sent']),
  read: z.boolean(),
  timestamp: z.string(),
});
const event = z.object({
  id_: z.string(),
  title: z.string(),
  description: z.string(),
  start_time: z.string(),
  end_time: z.string(),
  location: z.string().nullable(),
  participants: z.array(z.string()),
  all_day: z.boolean(),
  status: z.string(),
});
const file = z.object({ id_: z.string(), filename: z.string(), content: z.string(), last_modified: z.string() });
const task = z.object({
  id: z.string(),
  prompt: z.string(),
  ground_truth_output: z.union([z.string(), expression]).optional(),
});

const agentDojoFile = z.object({
  attack_templates: z.object({ important_instructions: z.string() }),
  suites: z.object({
    workspace: z.object({
      user_tasks: z.array(task),
      injection_tasks: z.array(z.object({ id: z.string(), goal: z.string() })),
      injection_vectors: z.record(z.string(), z.object({ default: z.string() })),
      environment: z.object({
        inbox: z.object({ account_email: z.string(), initial_emails: z.array(mail) }),
        calendar: z.object({ account_email: z.string(), initial_events: z.array(event) }),
        cloud_drive: z.object({ account_email: z.string(), initial_files: z.array(file) }),
      }),
    }),
    slack: z.object({ injection_tasks: z.array(z.object({ id: z.string(), goal: z.string() })) }),
  }),
});

export type AgentDojo = z.infer<typeof agentDojoFile>;
export type Workspace = AgentDojo['suites']['workspace']['environment'];

/** False where the data to measure with is not beside the project. */
export const dataIsThere: boolean = existsSync(folder);

export function readScripts(): readonly Script[] {
  return scriptsFile.parse(read('worst_case_scripts.json')).scripts;
}

export function readAgentDojo(): AgentDojo {
  return agentDojoFile.parse(read('agentdojo.json'));
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}
