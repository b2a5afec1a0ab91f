import type { gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { AppError } from '../../src/ground/errors.ts';
import type { Handovers, Mailbox, MailWriter } from '../../src/ports/mail.ts';
import { looked } from './failure.ts';
import { createDrafts } from './gmail-drafts.ts';
import { type LabelNames, MAILBOX_LABELS } from './gmail-message.ts';
import { namedBy } from './gmail-named.ts';
import { createSending } from './gmail-sending.ts';

interface WriterDeps {
  readonly api: gmail_v1.Gmail;
  readonly account: string;
  readonly labelNames: (signal: AbortSignal) => Promise<LabelNames>;
  readonly message: (id: string, format: 'minimal', signal: AbortSignal) => Promise<gmail_v1.Schema$Message>;
  readonly now: () => Date;
  readonly handovers: Handovers;
}

/** Changes the mail of one Google account. */
export function createGmailWriter({ api, account, labelNames, message, now, handovers }: WriterDeps): MailWriter {
  const me = { userId: 'me' } as const;

  const isNamed = namedBy(api);
  const drafts = createDrafts({ api, account, now, isNamed });

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
    ...createSending({ api, drafts, handovers, isNamed }),
    async saveDraft(mail, signal) {
      return (await drafts.create(mail, signal)).mailId;
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
