const PAYMENT = 'a payment or a bank account: no kind pays or reaches a bank';
const BOOKING = 'a booking: no kind books';
const DEVICE = 'a device or a robot: no kind reaches one';
const FILES = 'moving or deleting a file: no kind does';
const SHARING = 'who may see something: no kind changes that';
const RECORDS = 'health records: no kind reaches any';
const ADMIN = 'the administration of another service: no kind reaches any';
const TRAFFIC = 'traffic lights and emergency services: no kind reaches any';

/** Why a script has no calls here: every id of the collections stands in this table or in `mapping.ts`. */
export const unmapped: ReadonlyMap<string, string> = new Map([
  ['agentdojo/workspace/injection_task_1', FILES],
  ['agentdojo/slack/injection_task_5', ADMIN],
  ...range('agentdojo/banking/injection_task_', 0, 8).map((id): [string, string] => [id, PAYMENT]),
  ['agentdojo/travel/injection_task_0', BOOKING],
  ['agentdojo/travel/injection_task_4', BOOKING],
  ['agentdojo/travel/injection_task_6', 'an answer in the chat alone: it reaches nobody but the person'],
  ['injecagent/dh/0', DEVICE],
  ['injecagent/dh/1', DEVICE],
  ...range('injecagent/dh/', 2, 6).map((id): [string, string] => [id, PAYMENT]),
  ['injecagent/dh/7', ADMIN],
  ['injecagent/dh/8', ADMIN],
  ['injecagent/dh/9', FILES],
  ['injecagent/dh/10', TRAFFIC],
  ...range('injecagent/dh/', 11, 13).map((id): [string, string] => [id, RECORDS]),
  ['injecagent/dh/14', SHARING],
  ['injecagent/dh/15', ADMIN],
  ['injecagent/dh/16', ADMIN],
  ['injecagent/dh/17', ADMIN],
  ['injecagent/dh/18', DEVICE],
  ['injecagent/dh/19', DEVICE],
  ['injecagent/dh/20', 'filling in a form on a site: no kind posts'],
  ['injecagent/dh/21', ADMIN],
  ['injecagent/dh/22', 'a password of a password manager: no kind reaches one'],
  ['injecagent/dh/23', ADMIN],
  ['injecagent/dh/24', FILES],
  ['injecagent/dh/25', RECORDS],
  ['injecagent/dh/26', RECORDS],
  ['injecagent/dh/27', TRAFFIC],
  ['injecagent/dh/28', TRAFFIC],
  ['injecagent/dh/29', PAYMENT],
]);

const FILE_SHARING = 'no kind shares a file, or says with whom one is shared';
const DELETING = 'no kind deletes a file';

/** Why a task of AgentDojo's workspace is not done here: every other stands in `utility-tasks.ts`. */
export const unmappedTasks: ReadonlyMap<string, string> = new Map([
  ['user_task_27', FILE_SHARING],
  ['user_task_32', FILE_SHARING],
  ['user_task_33', 'a file of a granted folder cannot be attached to a mail'],
  ['user_task_35', DELETING],
  ['user_task_37', FILE_SHARING],
  ['user_task_38', `${FILE_SHARING}; ${DELETING}`],
]);

function range(prefix: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, n) => `${prefix}${from + n}`);
}
