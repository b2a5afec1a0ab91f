import { createParsing } from '../../adapters/isolated/parsing.ts';
import { createEgress } from '../../adapters/web/egress.ts';
import { createPageReader } from '../../adapters/web/page-reader.ts';
import { createSearcher } from '../../adapters/web/searcher.ts';
import type { RecordFor } from '../audit/noted.ts';
import { createFeedList } from '../calendar/feed-list.ts';
import type { Database } from '../db/client.ts';
import { createGrantedFiles } from '../files/granted-files.ts';
import { mergedFiles, mergedFileWriters } from '../files/merged.ts';
import type { Clock } from '../ground/clock.ts';
import type { Settings } from '../ground/config.ts';
import type { Log } from '../ground/log.ts';
import { systemRandom as random } from '../ground/random.ts';
import { operatorId } from '../people/persons.ts';
import { load } from '../people/profile-store.ts';
import type { ConnectDoor } from '../ports/connect.ts';
import type { Eyes, Look } from '../ports/connections.ts';
import type { DocumentReader } from '../ports/documents.ts';
import type { WebSearcher } from '../ports/web.ts';
import type { HearOfLook } from '../proactive/outages.ts';
import { type Accounts, createAccounts } from '../vault/accounts.ts';
import type { Credentials } from '../vault/credentials.ts';
import { createOpenAccounts, joinedEyes, joinedHands, type Kept, type OpenAccount } from './accounts.ts';
import type { Connections, RecordsOf } from './actions.ts';
import { calendarConnector } from './calendar-accounts.ts';
import { createFeeds } from './feeds.ts';
import { filesConnector } from './files-connector.ts';
import { googleConnectors } from './google.ts';
import { mailConnector } from './mail-connector.ts';
import { recordedAccount } from './recorded-account.ts';
import { createSignIns } from './sign-in.ts';

export interface ConnectDeps {
  readonly settings: Settings;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly credentials: Credentials;
  readonly documents: DocumentReader;
  /** Without it, nothing is connected by a form. */
  readonly connectDoor?: ConnectDoor;
}

/** What this deployment is connected with, for each of its persons. A new connector is added here. */
export function createConnections({ settings, db, clock, credentials, documents, connectDoor }: ConnectDeps): Connections {
  const everybody = everybodysEyes(settings, clock, documents);
  const files = grantedFiles(settings, documents);
  const isOperator = operatorCheck(db);
  const list = createFeedList(credentials);
  // Its process ends by itself, soon after it was last needed.
  const parsing = createParsing({ clock });
  const accounts = createAccounts({ credentials, clock });
  const hearers = createHearers();
  const signIns = createSignIns({ settings, clock, random });
  const connectors = [
    ...googleConnectors({ settings, db, clock, random, parsing }),
    mailConnector({ clock, parsing, isOperator, signIn: signIns.mail, onMail: hearers.ofMail }),
    calendarConnector({ settings, clock, random, parsing, isOperator, signIn: signIns.calendar }),
    filesConnector({ settings, clock, documents, isOperator }),
  ];
  const openAccounts = createOpenAccounts({ connectors, hear: hearers.ofLook, keptOf: keptBy(db, accounts) });
  const feeds = createFeeds({ settings, db, clock, parsing, isOperator });

  /** The folders are on the operator's computer: nobody else is to see into them. */
  const filesOf = async (personId: string) => (files && (await isOperator(personId)) ? files : undefined);

  /** What the person has connected, in one look at the database. */
  const connected = (personId: string) =>
    db.asPerson(personId, async (tx) => {
      if ((await credentials.services(tx, personId)).length === 0) return { accounts: [], feeds: [], zone: '' };
      const zone = (await load(tx, personId)).identity.timezone;
      return { accounts: await accounts.all(tx, personId), feeds: await list.all(tx, personId), zone };
    });

  /** What is open for the person before it is joined, each call to it recorded where somebody keeps a record. */
  async function parts(personId: string, recordFor: RecordFor | undefined, look?: Look) {
    const own = await filesOf(personId);
    const { accounts: all, feeds: entries, zone } = await connected(personId);
    const open = await openAccounts.open({ personId, zone }, all);
    const outside: OpenAccount = {
      eyes: { ...everybody, ...(own && { files: own.reader }) },
      hands: own ? { files: own.writer } : {},
    };
    const inFeeds = (await feeds.open(personId, entries, zone)).map((calendar) => ({ eyes: { calendar }, hands: {} }));
    const noted = (each: OpenAccount) => (recordFor ? recordedAccount(each, recordFor, look) : each);
    return { zone, outside: noted(outside), open: open.map(noted), feeds: inFeeds.map(noted) };
  }

  const joined = (recordsOf?: RecordsOf): Pick<Connections, 'eyesOf' | 'handsOf' | 'taskListOf'> => ({
    async eyesOf(personId, look) {
      const { zone, outside, open, feeds: inFeeds } = await parts(personId, recordsOf?.(personId), look);
      const calendars = inFeeds.flatMap(({ eyes }) => eyes.calendar ?? []);
      const inAccounts = open.flatMap(({ eyes }) => eyes.files ?? []);
      const { files: own } = outside.eyes;
      const seen = inAccounts.length > 0 ? mergedFiles(own, inAccounts) : own;
      return { ...outside.eyes, ...joinedEyes(open, calendars, zone), ...(seen && { files: seen }) };
    },
    async handsOf(personId) {
      const { outside, open } = await parts(personId, recordsOf?.(personId));
      const inAccounts = open.flatMap(({ eyes, hands }) =>
        eyes.files && hands.files ? [{ reader: eyes.files, writer: hands.files }] : [],
      );
      const { files: own } = outside.hands;
      const files = inAccounts.length > 0 ? mergedFileWriters(own, inAccounts) : own;
      return { ...joinedHands(open), ...outside.hands, ...(files && { files }) };
    },
    async taskListOf(personId, signal) {
      const { open } = await parts(personId, recordsOf?.(personId));
      return open.find(({ taskList }) => taskList)?.taskList?.(signal);
    },
  });

  return {
    ...joined(),
    recorded: joined,
    ...hearers.listening,
    feeds: { feeds: list, lookAtFeed: feeds.lookAtFeed },
    ...(connectDoor && { forms: { accounts, kinds: connectors.map(({ kind }) => kind), door: connectDoor } }),
  };
}

function keptBy(db: Database, accounts: Accounts) {
  return (personId: string, id: string): Kept => ({
    read: async () => (await db.asPerson(personId, (tx) => accounts.one(tx, personId, id)))?.values,
    write: (values) => db.asPerson(personId, (tx) => accounts.change(tx, personId, id, values)),
  });
}

/** What comes in and how looks go is told to whoever listens, who is made later than what tells it. */
function createHearers() {
  let tellOfMail: (personId: string) => void = () => undefined;
  let tellOfLook: HearOfLook = async () => undefined;
  return {
    ofMail: (personId: string) => tellOfMail(personId),
    ofLook: (...heard: Parameters<HearOfLook>) => tellOfLook(...heard),
    listening: {
      onMail(listener: typeof tellOfMail) {
        tellOfMail = listener;
      },
      onLook(listener: HearOfLook) {
        tellOfLook = listener;
      },
    },
  };
}

/** What needs no account. */
function everybodysEyes(settings: Settings, clock: Clock, documents: DocumentReader): Pick<Eyes, 'web' | 'search'> {
  const web = createPageReader({ egress: createEgress({ clock, allowHosts: settings.WEB_ALLOW_HOSTS }), documents });
  const search = searcher(settings, clock);
  return { web, ...(search && { search }) };
}

/** The operator named this host themselves: it may lie in any network. */
function searcher({ WEB_SEARCH_URL: url }: Settings, clock: Clock): WebSearcher | undefined {
  if (url === undefined) return undefined;
  const { hostname, port, protocol } = new URL(url);
  const allowHosts = [`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`];
  return createSearcher({ url, egress: createEgress({ clock, allowHosts }) });
}

function grantedFiles({ FILE_ROOTS: roots, home, keyFile }: Settings, documents: DocumentReader) {
  return roots.length === 0 ? undefined : createGrantedFiles({ roots, offLimits: [home, keyFile], documents, random });
}

/** Who the operator is never changes once there is one. */
function operatorCheck(db: Database): (personId: string) => Promise<boolean> {
  let known: string | undefined;
  return async (personId) => {
    known ??= await db.asSystem(operatorId);
    return known === personId;
  };
}
