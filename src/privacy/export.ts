import { sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { auditHead, headText } from '../audit/head.ts';
import type { Tx } from '../db/client.ts';
import { isAppError } from '../ground/errors.ts';
import type { Identity } from '../vault/identity.ts';
import { signDocument } from '../vault/signed-document.ts';
import type { StoredFileInfo, StoredFiles } from '../vault/stored-files.ts';

/**
 * Where a person's rows lie, in the order of the exported document; files come last. Vectors and postings are left out: they are made from the
 * texts. So are keys, and what opens an account: a file that is sent around names accounts and opens none.
 */
const TABLES = [
  'profiles',
  'identities',
  'known_chats',
  'links',
  'invites',
  'shares',
  'credentials',
  'facts',
  'claims',
  'slots',
  'entities',
  'entity_names',
  'relations',
  'name_rulings',
  'observations',
  'short_forms',
  'episodes',
  'tasks',
  'task_links',
  'reminders',
  'schedules',
  'briefs',
  'moved_slots',
  'notices',
  'focus_times',
  'ratings',
  'watches',
  'mail_watches',
  'mail_handovers',
  'arrived_mails',
  'mail_senders',
  'follow_ups',
  'workflows',
  'workflow_runs',
  'workflow_steps',
  'actions',
  'trust',
  'inbox',
  'outbox',
  'voice_notes',
  'turns',
  'turn_steps',
  'model_usage',
  'audit',
] as const;

/** Characters of base64 that the files in one export may take together: platforms refuse larger documents. */
const MOST_FILE_CHARACTERS = 30_000_000;

export interface Export {
  /** Id of the stored file. */
  readonly file: string;
  /** Names of files whose content is too large to go along, or cannot be read; everything else about them does. */
  readonly leftOut: readonly string[];
}

/** Everything kept of the person as one JSON document, signed and stored as a file to be sent. In the person's transaction. */
export async function exportPerson(
  { storedFiles, identity }: { readonly storedFiles: StoredFiles; readonly identity: Identity },
  tx: Tx,
  personId: string,
  now: Temporal.Instant,
): Promise<Export> {
  const document: Record<string, unknown> = { format: 'adjutant-export', version: 1, madeAt: now.toString() };
  for (const table of TABLES) {
    const { rows } = await tx.execute(
      sql`select coalesce(jsonb_agg(to_jsonb(t) - 'person_id' - 'sealed' - 'code_hash'), '[]') as rows
        from ${sql.identifier(table)} t where t.person_id = ${personId}`,
    );
    document[table] = rows[0]?.rows;
  }
  const kept = await filesOf(storedFiles, tx, personId);
  document.files = kept;
  const head = await auditHead(tx, personId);
  if (head) document.audit_head = { ...head, signature: identity.sign('audit head', headText(personId, head)) };
  const bytes = new TextEncoder().encode(signDocument(document, identity));
  const name = `adjutant-${now.toZonedDateTimeISO('UTC').toPlainDate().toString()}.json`;
  const file = await storedFiles.keep(tx, personId, { name, mime: 'application/json', bytes });
  return { file, leftOut: kept.filter(isLeftOut).map(({ name }) => name) };
}

interface ExportedFile {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  readonly created_at: string;
  readonly bytes: number;
  readonly earlier_export: boolean;
  /** Base64. */
  readonly content: string | null;
}

/** Files with their content, the smallest first as long as there is room; of earlier exports only that there were some. */
async function filesOf(storedFiles: StoredFiles, tx: Tx, personId: string): Promise<readonly ExportedFile[]> {
  const all = await storedFiles.list(tx, personId);
  const sent = await sentFiles(tx, personId);
  const isEarlierExport = ({ id, name }: StoredFileInfo) => /^adjutant-.*\.json$/.test(name) && sent.has(id);
  const fitting = fitIn(all.filter((file) => !isEarlierExport(file)));
  const exported: ExportedFile[] = [];
  for (const file of all) {
    const { id, name, mime, size, createdAt } = file;
    exported.push({
      id,
      name,
      mime,
      created_at: createdAt.toString(),
      bytes: size,
      earlier_export: isEarlierExport(file),
      content: fitting.has(id) ? await contentOf(storedFiles, tx, personId, id) : null,
    });
  }
  return exported;
}

/** One file that cannot be read must not keep the rest from the person. */
async function contentOf(storedFiles: StoredFiles, tx: Tx, personId: string, id: string): Promise<string | null> {
  try {
    const [opened] = await storedFiles.load(tx, personId, [id]);
    return opened ? Buffer.from(opened.bytes).toString('base64') : null;
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

async function sentFiles(tx: Tx, personId: string): Promise<ReadonlySet<string>> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select distinct jsonb_array_elements_text(message -> 'files') as id from outbox
    where person_id = ${personId} and jsonb_typeof(message -> 'files') = 'array'`);
  return new Set(rows.map(({ id }) => id));
}

/** The ids of those whose contents fit into one export together, beginning with the smallest. */
function fitIn(all: readonly StoredFileInfo[]): ReadonlySet<string> {
  let room = MOST_FILE_CHARACTERS;
  const bySize = [...all].sort((a, b) => a.size - b.size);
  const fitting = bySize.filter(({ size }) => {
    room -= Math.ceil(size / 3) * 4;
    return room >= 0;
  });
  return new Set(fitting.map(({ id }) => id));
}

function isLeftOut({ content, earlier_export }: ExportedFile): boolean {
  return content === null && !earlier_export;
}
