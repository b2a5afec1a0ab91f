import type { Operation } from '../../people/roles.ts';

/** What each command does that has but one use. */
const BY_COMMAND: Readonly<Record<string, Operation>> = {
  today: 'read today',
  agenda: 'read agenda',
  free: 'read free times',
  conflicts: 'read conflicts',
  plan: 'plan calendar',
  optimise: 'plan calendar',
  brief: 'read brief',
  review: 'read review',
  mail: 'read mail',
  news: 'read news',
  focus: 'hold news',
  rate: 'rate',
  find: 'read memory',
  remember: 'remember',
  forget: 'forget',
  notes: 'take notes',
  private: 'talk in private',
  why: 'read reasons',
  undo: 'undo',
  stop: 'stop',
  settings: 'change settings',
  link: 'link',
  unlink: 'unlink',
  share: 'share',
  cards: 'read cards',
  invite: 'invite',
  connect: 'connect',
  export: 'export',
  audit: 'read record',
  status: 'read status',
  home: 'read accounts',
};

/** What the others do by what is written behind them. */
const BY_ARGUMENT: Readonly<Record<string, (argument: string) => Operation>> = {
  tasks: ofTasks,
  remind: ofReminders,
  memory: (argument) => (/^correct\s/i.test(argument) ? 'remember' : 'read memory'),
  workflow: (argument) => (/^(?:$|(?:dry|runs|recipes)\b)/i.test(argument) ? 'read workflows' : 'change workflows'),
  watch: (argument) => (/^(?:list)?$/i.test(argument) ? 'read watches' : 'change watches'),
};

/** The operation that a command line without its slash asks for; whatever is no command is talk. */
export function operationOf(line: string): Operation {
  const [, word = '', argument = ''] = /^\/?(\S*)\s*(.*)$/s.exec(line.trim()) ?? [];
  const name = word.toLowerCase();
  if (Object.hasOwn(BY_ARGUMENT, name)) return BY_ARGUMENT[name]?.(argument) ?? 'talk';
  return Object.hasOwn(BY_COMMAND, name) ? (BY_COMMAND[name] ?? 'talk') : 'talk';
}

function ofTasks(argument: string): Operation {
  const [word = ''] = argument.toLowerCase().split(/\s+/);
  if (word === 'add') return 'add task';
  if (word === 'done' || word === 'start') return 'complete task';
  return ['', 'all', 'matrix'].includes(word) ? 'read tasks' : 'talk';
}

function ofReminders(argument: string): Operation {
  if (argument === '' || /^list$/i.test(argument)) return 'read reminders';
  return /^cancel\s+\S/i.test(argument) ? 'cancel reminder' : 'set reminder';
}
