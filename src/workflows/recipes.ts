import type { SaidPlan } from './read-plan.ts';

/** Something ready to be switched on by one tap. */
export interface Recipe {
  /** Of its button. */
  readonly verb: string;
  readonly name: string;
  /** What it does; where a setting makes it happen, in the same words. */
  readonly plan: SaidPlan;
  /** Changed instead of setting up a workflow. */
  readonly setting?: { readonly path: string; readonly value: string };
}

export const RECIPES: readonly Recipe[] = [
  {
    verb: 'recipe1',
    name: 'Daily summary',
    plan: {
      when: 'every day at 18:00',
      conditions: [],
      steps: ['figures of 1 days', 'day', 'deadlines in 1 days', 'summarise a short summary of my day', 'tell me'],
    },
  },
  {
    verb: 'recipe2',
    name: 'Meeting preparation',
    plan: { when: '30 minutes before each meeting', conditions: [], steps: ['meetings', 'tell me'] },
    setting: { path: 'settings.meetingPreparation', value: '30' },
  },
  {
    verb: 'recipe3',
    name: 'Project update',
    plan: {
      when: 'every friday at 15:00',
      conditions: [],
      steps: ['project', 'figures of 7 days', 'summarise an update on my projects', 'document Project update', 'tell me'],
    },
  },
  {
    verb: 'recipe4',
    name: 'Deadline reminder',
    plan: { when: 'every day at 09:00', conditions: ['if tasks due within 3 days'], steps: ['deadlines in 3 days', 'tell me'] },
  },
];

/** The report to a client in six steps: `about Acme to ana@example.com every friday at 16`; undefined when it is not written like that. */
export function readReport(text: string): ({ readonly name: string } & SaidPlan) | undefined {
  const [, about, to, when] = /^(?:about|on) (.+?) to (\S+@\S+)(?: (.+))?$/is.exec(text.trim()) ?? [];
  if (about === undefined || to === undefined) return undefined;
  const name = `Report on ${about}`.slice(0, 60);
  const steps = [
    `meetings about ${about}`,
    `project ${about}`,
    `figures of 7 days about ${about}`,
    `report ${about}`,
    `document ${name}`,
    `mail to ${to} subject ${name} with the document`,
  ];
  return { name, when: when ?? 'by hand', conditions: [], steps };
}
