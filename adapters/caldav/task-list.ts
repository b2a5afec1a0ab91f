import { Temporal } from 'temporal-polyfill';
import { AppError } from '../../src/ground/errors.ts';
import type { Random } from '../../src/ground/random.ts';
import type { ListedTask, TaskContent, TaskList } from '../../src/ports/task-list.ts';
import { changedTodo, newTodo, type Todo } from '../ics/todo.ts';
import type { Parsing } from '../isolated/parsing.ts';
import { LostAnswer } from '../web/account-fetch.ts';
import { calendarsOf, type DavCalendar } from './calendars.ts';
import { type Dav, refusal, textOf } from './dav.ts';
import type { Found } from './discover.ts';

interface TaskListDeps {
  readonly found: Found;
  readonly dav: Dav;
  /** IANA: of times without a zone. */
  readonly zone: string;
  readonly now: () => Temporal.Instant;
  readonly random: Random;
  readonly parsing: Parsing;
}

interface Held {
  readonly etag: string;
  readonly text: string;
  /** True where the text is what the server keeps, to the byte: a report brings it in XML, which makes all ends of lines the same. */
  readonly exact: boolean;
  readonly todo: Todo | undefined;
}

const AT_ONCE = 80;
const DONE_DAYS = 30;

/** Finds the first collection that takes tasks and that nobody else sees; undefined where there is none. */
export function findDavTaskList(deps: TaskListDeps): (signal: AbortSignal) => Promise<TaskList | undefined> {
  const { dav, found } = deps;
  let known: TaskList | undefined;
  return async (signal) => {
    if (known) return known;
    const all = await calendarsOf(dav, found.home, found.principal, signal, 'VTODO');
    const where = all.find(({ shared, writable }) => writable && !shared);
    known = where && createDavTaskList(deps, where);
    return known;
  };
}

/** The tasks of one CalDAV collection (RFC 4791); a task's id is its address on the server. */
function createDavTaskList({ found, dav, zone, now, random, parsing }: TaskListDeps, where: DavCalendar): TaskList {
  const { account } = found;
  const held = new Map<string, Held>();

  /** Fetches what has changed since the last look, by entity tags. */
  async function sync(signal: AbortSignal): Promise<void> {
    const there = (await dav.propfind(where.url, ['d:getetag'], '1', signal)).filter(({ href }) => href !== where.url);
    const known = new Set(there.map(({ href }) => href));
    for (const href of held.keys()) if (!known.has(href)) held.delete(href);
    const wanted = there.filter(({ href, props }) => held.get(href)?.etag !== textOf(props.getetag)).map(({ href }) => href);
    for (let begin = 0; begin < wanted.length; begin += AT_ONCE)
      for (const { href, props } of await dav.multiGet(where.url, wanted.slice(begin, begin + AT_ONCE), signal))
        await take(href, { text: textOf(props.calendarData), etag: textOf(props.getetag), exact: false }, signal);
  }

  async function take(href: string, got: Omit<Held, 'todo'>, signal: AbortSignal): Promise<ListedTask | undefined> {
    const todo = await parsing.todo(got.text, { zone, now: now() }, signal);
    held.set(href, { ...got, todo });
    return todo && toListed(href, todo, account);
  }

  async function read(id: string, signal: AbortSignal): Promise<ListedTask | undefined> {
    const answer = await dav.send(id, { signal });
    if (answer.status === 404 || answer.status === 410) return undefined;
    if (!answer.ok) throw refusal(answer.status);
    return take(id, { text: await answer.text(), etag: answer.headers.get('etag') ?? '', exact: true }, signal);
  }

  async function put(id: string, body: string, condition: Record<string, string>, signal: AbortSignal): Promise<ListedTask> {
    const headers = { 'content-type': 'text/calendar; charset=utf-8', ...condition };
    await done(dav.send(id, { method: 'PUT', body, headers, signal }));
    const written = await read(id, signal);
    if (!written) throw gone();
    return written;
  }

  return {
    name: `the task list ${where.name} of ${account}`,
    knowsHours: true,
    async all(signal) {
      await sync(signal);
      const since = now().subtract({ hours: 24 * DONE_DAYS });
      return [...held].flatMap(([href, { todo }]) => (todo && isShown(todo, since) ? [toListed(href, todo, account)] : []));
    },
    one: read,
    async add(content: TaskContent, signal) {
      const uid = random.uuid();
      const id = new URL(`${uid}.ics`, where.url.endsWith('/') ? where.url : `${where.url}/`).href;
      return put(id, newTodo(uid, content, now()), { 'if-none-match': '*' }, signal);
    },
    async change({ id }, change, signal) {
      const before = held.get(id);
      if (!before?.todo) throw gone();
      return put(id, changedTodo(before.text, change, now()), { 'if-match': before.etag }, signal);
    },
    async remove({ id }, signal) {
      const headers = { 'if-match': held.get(id)?.etag ?? '*' };
      await done(dav.send(id, { method: 'DELETE', headers, signal }));
      held.delete(id);
    },
    bytes: {
      async of({ id }, signal) {
        const before = held.get(id);
        if (before?.exact) return before.text;
        if (!(await read(id, signal))) throw gone();
        const now = held.get(id);
        if (!now || now.etag !== before?.etag) throw changed();
        return now.text;
      },
      async giveBack({ id }, bytes, signal) {
        const before = held.get(id);
        if (!before) throw gone();
        return put(id, bytes, { 'if-match': before.etag }, signal);
      },
    },
  };
}

/** Rejects for every answer but one that says that it was done. */
async function done(request: Promise<Response>): Promise<void> {
  const { ok, status } = await request.catch((error: unknown) => {
    if (error instanceof LostAnswer)
      throw new AppError('unavailable', 'The calendar server gave no answer. It is looked at again.');
    throw error;
  });
  if (status === 412 || status === 409) throw changed();
  if (status === 404 || status === 410) throw gone();
  if (!ok) throw refusal(status);
}

function isShown({ done: isDone, repeats, changedAt }: Todo, since: Temporal.Instant): boolean {
  return !repeats && (!isDone || Temporal.Instant.compare(Temporal.Instant.from(changedAt), since) > 0);
}

function toListed(id: string, { title, notes, due, done: isDone, changedAt, organizer }: Todo, account: string): ListedTask {
  const own = organizer === '' || organizer.toLowerCase() === account.toLowerCase();
  return { id, title, notes, due, done: isDone, changedAt, own };
}

function changed(): AppError {
  return new AppError('invalid', 'The task has changed since.');
}

function gone(): AppError {
  return new AppError('not-found', 'This task is not there any more.');
}
