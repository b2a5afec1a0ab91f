/** What came into an inbox. */
export const MAIL_LOOK = 'mail account: what came in';

/** What stands in a calendar, as the clock asks every few minutes. */
export const CALENDAR_LOOK = 'calendar account: regular look';

/** What a list of tasks elsewhere holds. */
export const TASK_LOOK = 'task list account: all';

/** What is new on a page or a feed that is watched. */
export const WATCH_LOOK = 'web: regular look';

/** They are the most of a record by far, so lists of a record leave them out. */
export const REGULAR_LOOKS: readonly string[] = [MAIL_LOOK, CALENDAR_LOOK, TASK_LOOK, WATCH_LOOK];
