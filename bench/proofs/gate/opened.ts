import { createParsing, type Parsing } from '../../../adapters/isolated/parsing.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import { type Connector, createOpenAccounts, joinedEyes, joinedHands } from '../../../src/wiring/accounts.ts';
import { calendarConnector } from '../../../src/wiring/calendar-accounts.ts';
import type { ConnectDeps } from '../../../src/wiring/connections.ts';
import { googleConnectors } from '../../../src/wiring/google.ts';
import { mailConnector } from '../../../src/wiring/mail-connector.ts';
import type { Connection } from './accounts.ts';
import type { Accounts } from './connections.ts';
import { ZONE } from './world.ts';

type Deps = Pick<ConnectDeps, 'settings' | 'clock' | 'db'>;
type Open = (personId: string, connections: readonly Connection[]) => Promise<Accounts>;

/** Opens what was connected as the program does; the servers are on this machine, which only its operator may name. */
export function createOpener(deps: Deps): Open {
  const { settings, clock } = deps;
  const isOperator = async () => true;
  const parsing = createParsing({ clock });
  const accounts = createOpenAccounts({
    connectors: [
      mailConnector({ clock, parsing, isOperator, onMail: () => undefined }),
      calendarConnector({ settings, clock, random: systemRandom, parsing, isOperator }),
      ...googles(deps, parsing),
    ],
    hear: async () => undefined,
    keptOf: () => ({ read: async () => undefined, write: async () => undefined }),
  });
  return async (personId, connections) => {
    const all = connections.map(({ kind, values }) => {
      const id = `${personId} ${kind}`;
      return { id, kind, name: id, values, confirmed: true, addedAt: '' };
    });
    const open = await accounts.open({ personId, zone: ZONE }, all);
    const { mail, calendar, contacts } = joinedEyes(open, [], ZONE);
    const hands = joinedHands(open);
    if (!mail || !calendar || !hands.mail || !hands.calendar) throw new Error('no mail or no calendar is connected');
    return { eyes: { mail, calendar, ...(contacts && { contacts }) }, hands: { mail: hands.mail, calendar: hands.calendar } };
  };
}

/** The settings name one Google; here everybody has an emulator of their own, whose settings stand beside what was kept of their account. */
function googles({ settings, clock, db }: Deps, parsing: Parsing): Connector[] {
  const at = (values: object) =>
    googleConnectors({ settings: { ...settings, ...values }, clock, random: systemRandom, parsing, db });
  return at({ GOOGLE_CLIENT_ID: 'of each', GOOGLE_CLIENT_SECRET: 'of each' }).map(({ kind }) => ({
    kind,
    async open(values, owner, kept) {
      const [google] = at(values);
      if (!google) throw new Error('no client for Google');
      return google.open(values, owner, kept);
    },
  }));
}
