import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { projectRoot } from '../../src/ground/root.ts';
import type { Question, Session, Talk, Turn } from './talk.ts';

const FOLDER = join(projectRoot, 'test/fixtures/talks');

/**
 * The conversations that recall was set on, written for it, all in the memory of one person. A file holds sessions (`# 2025-02-03 18:40`),
 * turns (`Nora: ...`; `me` and `assistant` are the person and the assistant) and under a turn the questions that it answers (`? ...`).
 */
export async function ownTalks(): Promise<Talk> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.txt')).sort();
  const all = await Promise.all(
    files.map(async (file) => parseTalk(file.slice(0, -4), await readFile(join(FOLDER, file), 'utf8'))),
  );
  return {
    sample: 'own',
    sessions: all.flatMap(({ sessions }) => sessions),
    questions: all.flatMap(({ questions }) => questions),
  };
}

function parseTalk(chat: string, text: string): Pick<Talk, 'sessions' | 'questions'> {
  const sessions: (Session & { readonly turns: Turn[] })[] = [];
  const questions: Question[] = [];
  for (const line of text.split('\n').filter(Boolean)) {
    const session = sessions.at(-1);
    const last = session?.turns.at(-1);
    if (line.startsWith('# ')) {
      const at = Temporal.PlainDateTime.from(line.slice(2).replace(' ', 'T')).toZonedDateTime('UTC').toInstant();
      sessions.push({ chat, at, turns: [] });
    } else if (line.startsWith('? ')) {
      questions.push({ question: line.slice(2), category: 1, evidence: last ? [last.id] : [] });
    } else {
      const [speaker = ''] = line.split(': ', 1);
      const id = `${chat}:${sessions.length}:${(session?.turns.length ?? 0) + 1}`;
      session?.turns.push({ id, speaker, text: line.slice(speaker.length + 2) });
    }
  }
  return { sessions, questions };
}
