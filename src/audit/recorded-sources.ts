import type { ContactReader } from '../ports/contacts.ts';
import type { FileReader, FileWriter } from '../ports/files.ts';
import type { TaskBytes, TaskList } from '../ports/task-list.ts';
import type { WebReader, WebSearcher } from '../ports/web.ts';
import { notedBy, type RecordCall } from './noted.ts';
import { TASK_LOOK, WATCH_LOOK } from './regular-looks.ts';

/** The same address book; each call to it stands in the record, as with all that follow here. */
export function recordedContacts(reader: ContactReader, record: RecordCall): ContactReader {
  const noted = notedBy(record, 'read');
  return {
    find: (text, limit, signal) => noted('address book: find', 'contacts', signal, () => reader.find(text, limit, signal)),
  };
}

/** A path holds words of the person's, so it is only told whose files were looked into. */
export function recordedFiles(reader: FileReader, record: RecordCall): FileReader {
  const { name, parts } = reader;
  const noted = notedBy(record, 'read');
  return {
    name,
    ...(parts && { parts: parts.map((part) => recordedFiles(part, record)) }),
    search: (text, limit, signal) => noted('files: search', name, signal, () => reader.search(text, limit, signal)),
    read: (path, signal) => noted('files: read', name, signal, () => reader.read(path, signal)),
    placeFor: (path, signal) => noted('files: place for', name, signal, () => reader.placeFor(path, signal)),
  };
}

export function recordedFileWriter(writer: FileWriter, record: RecordCall): FileWriter {
  const [write, remove] = [notedBy(record, 'write'), notedBy(record, 'delete')];
  return {
    write: (path, bytes, before, signal) =>
      write('files: write', 'folders', signal, () => writer.write(path, bytes, before, signal)),
    remove: (path, before, signal) => remove('files: remove', 'folders', signal, () => writer.remove(path, before, signal)),
  };
}

/** Of an address its host stands there alone: what follows may say anything. */
export function recordedWeb(reader: WebReader, record: RecordCall): WebReader {
  const noted = notedBy(record, 'read');
  return {
    admit: reader.admit,
    read: (url, signal) => noted('web: read', hostOf(url), signal, () => reader.read(url, signal)),
    look: (url, known, signal) => noted(WATCH_LOOK, hostOf(url), signal, () => reader.look(url, known, signal)),
  };
}

export function recordedSearcher(searcher: WebSearcher, record: RecordCall): WebSearcher {
  const noted = notedBy(record, 'send');
  return {
    search: (query, limit, signal) => noted('web: search', 'web', signal, () => searcher.search(query, limit, signal)),
  };
}

export function recordedTaskList(list: TaskList, record: RecordCall): TaskList {
  const [read, write, remove] = [notedBy(record, 'read'), notedBy(record, 'write'), notedBy(record, 'delete')];
  return {
    name: list.name,
    knowsHours: list.knowsHours,
    all: (signal) => read(TASK_LOOK, list.name, signal, () => list.all(signal)),
    one: (id, signal) => read('task list account: one', id, signal, () => list.one(id, signal)),
    add: (content, signal) => write('task list account: add', list.name, signal, () => list.add(content, signal)),
    change: (task, change, signal) =>
      write('task list account: change', task.id, signal, () => list.change(task, change, signal)),
    remove: (task, signal) => remove('task list account: remove', task.id, signal, () => list.remove(task, signal)),
    ...(list.bytes && { bytes: recordedTaskBytes(list.bytes, record) }),
  };
}

function recordedTaskBytes(bytes: TaskBytes, record: RecordCall): TaskBytes {
  const [read, write] = [notedBy(record, 'read'), notedBy(record, 'write')];
  return {
    of: (task, signal) => read('task list account: bytes', task.id, signal, () => bytes.of(task, signal)),
    giveBack: (task, before, signal) =>
      write('task list account: give back', task.id, signal, () => bytes.giveBack(task, before, signal)),
  };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : 'no address';
}
