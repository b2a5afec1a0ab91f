import { sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { files } from '../db/schema/chat.ts';

/** Where a person's rows lie, in the order of the exported document; files come last. Vectors are left out: they are made from the texts. */
const TABLES = [
  'profiles',
  'identities',
  'facts',
  'episodes',
  'tasks',
  'reminders',
  'schedules',
  'briefs',
  'actions',
  'inbox',
  'outbox',
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
  /** Names of files whose content is too large to go along; everything else about them does. */
  readonly leftOut: readonly string[];
}

/** Everything kept of the person as one JSON document, stored as a file to be sent. In the person's transaction. */
export async function exportPerson(tx: Tx, personId: string, now: Temporal.Instant): Promise<Export> {
  const document: Record<string, unknown> = { format: 'adjutant-export', version: 1, madeAt: now.toString() };
  for (const table of TABLES) {
    const { rows } = await tx.execute(
      sql`select coalesce(jsonb_agg(to_jsonb(t) - 'person_id'), '[]') as rows from ${sql.identifier(table)} t`,
    );
    document[table] = rows[0]?.rows;
  }
  const kept = await filesOf(tx);
  document.files = kept;
  const content = new TextEncoder().encode(JSON.stringify(document, null, 2));
  const name = `adjutant-${now.toZonedDateTimeISO('UTC').toPlainDate().toString()}.json`;
  const [file] = await tx
    .insert(files)
    .values({ personId, name, mime: 'application/json', content, createdAt: now })
    .returning({ id: files.id });
  if (!file) throw new Error('the export could not be stored');
  return { file: file.id, leftOut: kept.filter(isLeftOut).map(({ name }) => name) };
}

interface KeptFile extends Record<string, unknown> {
  readonly name: string;
  /** Base64. */
  readonly content: string | null;
  readonly earlier_export: boolean;
}

/** Files with their content, the smallest first as long as there is room; of earlier exports only that there were some. */
async function filesOf(tx: Tx): Promise<readonly KeptFile[]> {
  const { rows } = await tx.execute<KeptFile>(sql`
    with kept as (
      select f.*, f.name like 'adjutant-%.json' and exists (select 1 from outbox o where o.message->'files' ? f.id::text) as earlier_export
      from files f
    ), sized as (
      select *, sum(case when earlier_export then 0 else length(content) * 4 / 3 end) over (order by length(content), id) as room from kept
    )
    select id, name, mime, created_at, length(content) as bytes, earlier_export,
      case when not earlier_export and room <= ${MOST_FILE_CHARACTERS} then translate(encode(content, 'base64'), E'\\n', '') end as content
    from sized order by created_at, id`);
  return rows;
}

function isLeftOut({ content, earlier_export }: KeptFile): boolean {
  return content === null && !earlier_export;
}
