import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { workflows } from '../db/schema/workflows.ts';
import type { ArrivedMail } from '../mail/watch-store.ts';
import type { MailSummary } from '../ports/mail.ts';
import type { Trigger } from './plan.ts';
import { beginRun, toWorkflow } from './store.ts';

/** A mail that came in, how it was sorted, and what its writer says in it. */
export interface Came {
  readonly row: ArrivedMail;
  readonly mail: MailSummary;
  readonly words: string;
}

/** True where a mail is one that begins the workflow: each word of a part begins one of the mail's, in whatever order. */
export function isBegunBy(trigger: Trigger, { from, subject }: MailSummary, words: string): boolean {
  if (trigger.kind !== 'mail') return false;
  return stands(trigger.from, `${from.name} ${from.address}`) && stands(trigger.about, `${subject} ${words}`);
}

const EMPTY = new Set(['the', 'a', 'an', 'my', 'our', 'any', 'new']);

function stands(wish: string, text: string): boolean {
  const there = [...new Set(wordsOf(text))];
  return wordsOf(wish).every((word) => EMPTY.has(word) || there.some((other) => other.startsWith(word)));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Begins what is to begin with each of these mails, each once, in the transaction that stores them; what is taken for junk begins nothing. */
export async function beginByMail(tx: Tx, personId: string, came: readonly Came[], now: Temporal.Instant): Promise<void> {
  const wanted = came.filter(({ row }) => row.category !== 'spam');
  if (wanted.length === 0) return;
  const rows = await tx
    .select()
    .from(workflows)
    .where(and(eq(workflows.personId, personId), eq(workflows.state, 'active')));
  for (const workflow of rows.map(toWorkflow)) {
    for (const { row, mail, words } of wanted) {
      if (!isBegunBy(workflow.plan.trigger, mail, words)) continue;
      const ref = { account: row.account, id: row.mailId, messageId: mail.messageId };
      await beginRun(tx, workflow, { key: `mail:${row.id}`, dueAt: now, mail: ref }, now);
    }
  }
}
