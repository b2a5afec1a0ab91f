import { mergedCalendars, mergedWriters } from '../calendar/merged.ts';
import { onlyRead } from '../calendar/only-read.ts';
import type { AccountKind, ConnectValues } from '../ports/connect.ts';
import type { Eyes, Hands } from '../ports/connections.ts';
import type { MailReader, MailWriter } from '../ports/mail.ts';
import type { TaskList } from '../ports/task-list.ts';
import type { HearOfLook } from '../proactive/outages.ts';
import type { Account } from '../vault/accounts.ts';
import { watchedAccount } from './watched-account.ts';

/** What one account opens; a member is absent where its person or its service does not allow it. */
export interface OpenAccount {
  readonly eyes: Eyes;
  readonly hands: Hands;
  /** The list that is kept in step with the person's tasks, where they want that. */
  readonly taskList?: (signal: AbortSignal) => Promise<TaskList | undefined>;
  /** Ends what it holds open. */
  close?(): void;
}

/** A kind of account together with how it is opened. */
export interface Connector {
  readonly kind: AccountKind;
  open(values: ConnectValues, owner: Owner, kept: Kept): Promise<OpenAccount>;
}

/** The values of one account where they are kept, since its service may change what opens it. */
export interface Kept {
  /** Undefined when it is gone. */
  read(): Promise<ConnectValues | undefined>;
  write(values: ConnectValues): Promise<void>;
}

/** Whose account it is, and the IANA zone of that person's days. */
export interface Owner {
  readonly personId: string;
  readonly zone: string;
}

export interface OpenAccounts {
  /** Those of the person's accounts that were confirmed; what is not among `all` is let go. */
  open(owner: Owner, all: readonly Account[]): Promise<readonly OpenAccount[]>;
}

interface OpenAccountsDeps {
  readonly connectors: readonly Connector[];
  /** Is told how looks into them go. */
  readonly hear: HearOfLook;
  readonly keptOf: (personId: string, id: string) => Kept;
}

/** The accounts of everybody, each opened when it is first needed and held until it is disconnected. */
export function createOpenAccounts({ connectors, hear, keptOf }: OpenAccountsDeps): OpenAccounts {
  const held = new Map<string, { readonly owner: Owner; readonly account: Promise<OpenAccount> }>();

  function opened(owner: Owner, { id, kind, name, values }: Account): Promise<OpenAccount> | undefined {
    const connector = connectors.find((each) => each.kind.kind === kind);
    if (!connector) return undefined;
    const known = held.get(id);
    // Whole days are others in another zone.
    if (known?.owner.zone === owner.zone) return known.account;
    if (known) letGo(id, known.account);
    const { personId } = owner;
    const account = connector
      .open(values, owner, keptOf(personId, id))
      .then((open) => watchedAccount(open, (part, error) => hear({ personId, id, kind, name, part }, error)));
    held.set(id, { owner, account });
    account.catch(() => held.delete(id));
    return account;
  }

  function letGo(id: string, account: Promise<OpenAccount>): void {
    held.delete(id);
    account.then(({ close }) => close?.()).catch(() => undefined); // what never opened needs no end
  }

  return {
    async open(owner, all) {
      const used = all.filter(({ confirmed }) => confirmed);
      for (const [id, one] of held)
        if (one.owner.personId === owner.personId && !used.some((each) => each.id === id)) letGo(id, one.account);
      return Promise.all(used.flatMap((account) => opened(owner, account) ?? []));
    },
  };
}

/** Several accounts as one: all mail, the address book of the first that has one, all calendars. `feeds` are only read. `zone` places whole days. */
export function joinedEyes(all: readonly OpenAccount[], feeds: readonly NonNullable<Eyes['calendar']>[], zone: string): Eyes {
  const mails = mailsOf(all).map(({ reader }) => reader);
  const [mail] = mails;
  const contacts = all.find(({ eyes }) => eyes.contacts)?.eyes.contacts;
  const calendars = [...calendarsIn(all).map(({ reader }) => reader), ...feeds];
  const [only, another] = calendars;
  const calendar = another ? mergedCalendars(calendars, zone) : only;
  const several = mails.length > 1 && { mails };
  return { ...(mail && { mail }), ...several, ...(contacts && { contacts }), ...(calendar && { calendar }) };
}

/** What can be changed through the same accounts: mail is sent from the first, unless another one is named. */
export function joinedHands(all: readonly OpenAccount[]): Hands {
  const mails = mailsOf(all);
  const mail = mails[0]?.writer;
  const calendars = calendarsIn(all);
  const calendar = calendars.some(({ writer }) => writer) ? mergedWriters(calendars) : undefined;
  const several = mails.length > 1 && { mails: writersOf(mails) };
  return { ...(mail && { mail }), ...several, ...(calendar && { calendar }) };
}

/** Those without hands say of themselves that they can only be read, so that nothing is proposed which would fail. */
function calendarsIn(all: readonly OpenAccount[]) {
  return all.flatMap(({ eyes: { calendar }, hands: { calendar: writer } }) =>
    calendar ? [{ reader: writer ? calendar : onlyRead(calendar), writer }] : [],
  );
}

interface MailOf {
  readonly reader: MailReader;
  readonly writer: MailWriter | undefined;
}

/** The same of mail. Of an address that is connected twice only the first: ids of one way in mean nothing to the other. */
function mailsOf(all: readonly OpenAccount[]): readonly MailOf[] {
  const byAddress = new Map<string, MailOf>();
  for (const { eyes, hands } of all) {
    const address = eyes.mail?.account.toLowerCase();
    if (eyes.mail && address !== undefined && !byAddress.has(address))
      byAddress.set(address, { reader: hands.mail ? eyes.mail : { ...eyes.mail, onlyRead: true }, writer: hands.mail });
  }
  return [...byAddress.values()];
}

function writersOf(mails: readonly MailOf[]) {
  return new Map(mails.flatMap(({ reader, writer }) => (writer ? [[reader.account, writer] as const] : [])));
}
