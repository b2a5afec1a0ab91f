import { like, or } from 'drizzle-orm';
import { credentials } from '../../../../src/db/schema/vault.ts';
import { openPlace } from '../../../open-place.ts';
import type { Place } from '../../../place.ts';
import { BUILT } from '../../../product.ts';
import type { Accounts } from '../accounts.ts';
import { dieIn, endingOf, type Lived, onStage, type Run } from '../run.ts';
import type { Claimed, Death, Stage } from '../stage.ts';
import { rowsOf } from '../traces.ts';
import { checkLinks } from './check.ts';
import { createLinkPerson, type LinkPerson } from './person.ts';

/** The program dies at one step while accounts come and go, and is started again. */
export function runLinking(claimed: Claimed, death: Death): Promise<Run> {
  return run(claimed, false, async (stage, person) => {
    const first = stage.spawn('to die');
    await first.ready;
    await person.wakeUp();
    return dieIn(person.live, stage, first, death);
  });
}

/** The control: every message comes a second time under a new key, so that nothing can know it for the same. */
export function runLinkingTwice(claimed: Claimed): Promise<Run> {
  return run(claimed, true, async (stage, person) => {
    await stage.spawn().ready;
    await person.wakeUp();
    await person.live();
    return { kills: 0, openEnds: [], inPeace: false };
  });
}

type Lives = (stage: Stage, person: LinkPerson) => Promise<Lived>;

function run(claimed: Claimed, twice: boolean, lives: Lives): Promise<Run> {
  return onStage(claimed, BUILT, async (stage) => {
    const accounts = requireAccounts(stage);
    await accounts.overlap();
    const before = await accounts.planned();
    const person = createLinkPerson(stage, accounts, { twice });
    const { kills, openEnds, inPeace } = await lives(stage, person);
    const endings = await endingOf(stage);
    const diary = person.diary();
    const found = {
      ...diary,
      openEnds: [...diary.openEnds, ...openEnds, ...endings],
      exactlyOnce: stage.platform.exactlyOnce || inPeace,
      before,
      after: await accounts.planned(),
      farewells: accounts.farewells(),
      sealed: await sealedIn(stage.place),
      ...(await rowsOf(stage.place)),
    };
    return { findings: checkLinks(found), kills };
  });
}

function requireAccounts({ accounts }: Stage): Accounts {
  if (!accounts) throw new Error('nobody has accounts on this stage');
  return accounts;
}

/** What still opens an account that was disconnected, by its name in the vault. */
async function sealedIn(place: Place): Promise<readonly string[]> {
  const { db, close } = await openPlace(place);
  const { service } = credentials;
  const isOfAccount = or(like(service, 'account %'), like(service, 'leaving %'));
  const found = await db.asSystem((tx) => tx.select({ service }).from(credentials).where(isOfAccount));
  await close();
  return found.map((each) => each.service);
}
