import type { Eyes } from '../ports/connections.ts';
import type { TaskList } from '../ports/task-list.ts';
import type { LookedAt } from '../proactive/outages.ts';
import type { OpenAccount } from './accounts.ts';

/** Hears how each regular look into an account went; without an `error` it was answered. Never rejects. */
export type HearLook = (part: LookedAt['part'], error?: unknown) => Promise<void>;

/** The same account; how its regular looks go is told. */
export function watchedAccount(open: OpenAccount, hear: HearLook): OpenAccount {
  const { eyes, taskList } = open;
  return { ...open, eyes: watchedEyes(eyes, hear), ...(taskList && { taskList: watchedTasks(taskList, hear) }) };
}

function watchedEyes({ mail, calendar, ...eyes }: OpenAccount['eyes'], hear: HearLook): Pick<Eyes, keyof OpenAccount['eyes']> {
  return {
    ...eyes,
    ...(mail && { mail: { ...mail, arrivedSince: heard('mail', hear, mail.arrivedSince) } }),
    ...(calendar && { calendar: { ...calendar, events: heard('calendar', hear, calendar.events) } }),
  };
}

function watchedTasks(find: NonNullable<OpenAccount['taskList']>, hear: HearLook): NonNullable<OpenAccount['taskList']> {
  return heard('tasks', hear, async (signal) => {
    const list = await find(signal);
    return list && ({ ...list, all: heard('tasks', hear, list.all) } satisfies TaskList);
  });
}

function heard<A extends readonly unknown[], T>(
  part: LookedAt['part'],
  hear: HearLook,
  look: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
  return async (...args) => {
    const found = await look(...args).catch(async (error: unknown) => {
      await hear(part, error);
      throw error;
    });
    await hear(part);
    return found;
  };
}
