import type { gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { AppError } from '../../src/ground/errors.ts';
import type { Mailbox, MailWriter } from '../../src/ports/mail.ts';
import { looked } from './failure.ts';
import { createDrafts } from './gmail-drafts.ts';
import { type LabelNames, MAILBOX_LABELS } from './gmail-message.ts';

interface WriterDeps {
  readonly api: gmail_v1.Gmail;
  readonly account: string;
  readonly labelNames: (signal: AbortSignal) => Promise<LabelNames>;
  readonly message: (id: string, format: 'minimal', signal: AbortSignal) => Promise<gmail_v1.Schema$Message>;
  readonly now: () => Date;
}

/** Among so many of the newest sent mails one is looked for whose Message-ID Gmail has replaced. */
const NEWEST_SENT = 10;

/** Changes the mail of one Google account. */
export function createGmailWriter({ api, account, labelNames, message, now }: WriterDeps): MailWriter {
  const me = { userId: 'me' } as const;

  const drafts = createDrafts({ api, account, now });

  async function found(q: string, most: number, signal: AbortSignal): Promise<string[]> {
    const { data } = await looked(signal, () =>
      api.users.messages.list({ ...me, q, maxResults: most }, { signal, retry: false }),
    );
    return (data.messages ?? []).flatMap(({ id }) => (id ? [id] : []));
  }

  /** Gmail may give a mail a Message-ID of its own and keep ours in a header beside it. */
  async function wasRenamed(messageId: string, id: string, signal: AbortSignal): Promise<boolean> {
    const name = 'X-Google-Original-Message-ID';
    const params = { ...me, id, format: 'metadata', metadataHeaders: [name] };
    const { data } = await looked(signal, () => api.users.messages.get(params, { signal, retry: false }));
    return (data.payload?.headers ?? []).some((each) => each.name === name && each.value === messageId);
  }

  async function modify(id: string, addLabelIds: string[], removeLabelIds: string[], signal: AbortSignal): Promise<void> {
    const requestBody = { addLabelIds, removeLabelIds };
    await looked(signal, () => api.users.messages.modify({ ...me, id, requestBody }, { signal, retry: false }));
  }

  async function labelId(name: string, known: LabelNames, signal: AbortSignal): Promise<string> {
    for (const [id, each] of known) if (each === name) return id;
    const { data } = await looked(signal, () =>
      api.users.labels.create({ ...me, requestBody: { name } }, { signal, retry: false }),
    );
    return data.id ?? '';
  }

  return {
    async send(mail, signal) {
      const { id } = await drafts.create(mail, signal);
      return drafts.send(id ?? '', signal);
    },
    async wasSent(messageId, signal) {
      const [exact] = await found(`label:sent rfc822msgid:${messageId.replace(/[<>\s"]/g, '')}`, 1, signal);
      if (exact) return true;
      for (const id of await found('label:sent', NEWEST_SENT, signal)) if (await wasRenamed(messageId, id, signal)) return true;
      return false;
    },
    async saveDraft(mail, signal) {
      const draft = await drafts.create(mail, signal);
      return draft.message?.id ?? '';
    },
    deleteDraft: drafts.remove,
    async move(id, to, signal) {
      const { labelIds } = await message(id, 'minimal', signal);
      const [add, remove] = moving(to, labelIds ?? []);
      await modify(id, add, remove, signal);
      return id;
    },
    async label(id, { add, remove }, signal) {
      const known = await labelNames(signal);
      const added: string[] = [];
      for (const name of add) added.push(await labelId(name, known, signal));
      const removed = [...known].flatMap(([each, name]) => (remove.includes(name) ? [each] : []));
      await modify(id, added, removed, signal);
    },
  };
}

/** The labels to put on and to take off. What is sent or a draft stays so; the trash lies over everything. */
function moving(to: Mailbox, ids: readonly string[]): [string[], string[]] {
  if (to === 'sent' || to === 'drafts') throw new AppError('invalid', 'In Gmail nothing can be moved there.');
  const target = to === 'archive' ? undefined : MAILBOX_LABELS[to];
  const others = [MAILBOX_LABELS.inbox, MAILBOX_LABELS.trash, MAILBOX_LABELS.junk].filter(
    (id) => id !== target && ids.includes(id),
  );
  return [target === undefined ? [] : [target], others];
}
