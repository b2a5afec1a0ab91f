import { createAudit } from '../../../src/audit/audit.ts';
import type { Database, Tx } from '../../../src/db/client.ts';
import type { Clock } from '../../../src/ground/clock.ts';
import type { Log } from '../../../src/ground/log.ts';
import { type Random, systemRandom } from '../../../src/ground/random.ts';
import { enqueue, type Utterance } from '../../../src/outbox/outbox.ts';
import { createSender } from '../../../src/outbox/sender.ts';
import type { ChatAdapter } from '../../../src/ports/chat.ts';
import { createBrief } from '../../../src/proactive/brief/brief.ts';
import { EVENING_REVIEW, MORNING_BRIEF } from '../../../src/proactive/brief/edition.ts';
import { createGather } from '../../../src/proactive/brief/gather.ts';
import { reminderFacts } from '../../../src/proactive/brief/reminder-facts.ts';
import { createClockwork } from '../../../src/proactive/clockwork.ts';
import { createRelease } from '../../../src/proactive/notify/notify.ts';
import { dayFacts } from '../../../src/proactive/review/day-facts.ts';
import { createSealing } from '../../../src/vault/sealing.ts';
import { createStoredFiles } from '../../../src/vault/stored-files.ts';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const rootKey = Buffer.alloc(32, 9);
const audit = createAudit(rootKey);

export interface LifeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly chance: () => number;
  readonly adapter: ChatAdapter;
  /** The control: each message is stored a second time, under a key of its own. */
  readonly twice: boolean;
}

/** The parts of one process that speak by the clock, wired as the product wires them. */
export function beginLife({ db, clock, chance, adapter, twice }: LifeDeps) {
  const random: Random = { ...systemRandom, fraction: chance };
  const say = async (tx: Tx, utterance: Utterance) => {
    if (twice) await enqueue(tx, { ...utterance, key: `${utterance.key} again` });
    return enqueue(tx, utterance);
  };
  const deps = { db, clock, log: silent, audit, enqueue: say };
  const button = (verb: string, id: string) => `${verb}.${id}`;
  const brief = createBrief({
    ...deps,
    button,
    edition: MORNING_BRIEF,
    gather: createGather({ ...deps, sources: [reminderFacts] }),
  });
  const review = createBrief({
    ...deps,
    button,
    edition: EVENING_REVIEW,
    gather: createGather({ ...deps, sources: [dayFacts] }),
  });
  const release = createRelease(deps);
  const clockwork = createClockwork({
    ...deps,
    button,
    runs: {
      brief: brief.give,
      review: review.give,
      'brief-again': brief.giveAgain,
      'review-again': review.giveAgain,
      news: (personId) => db.asPerson(personId, (tx) => release(tx, personId, clock.now())),
      break: async () => undefined,
      calendar: async () => undefined,
      watch: async () => undefined,
      tasks: async () => undefined,
      mail: async () => undefined,
    },
    onQueued: () => undefined,
  });
  const storedFiles = createStoredFiles({ sealing: createSealing({ rootKey, random, clock }), clock, random });
  const adapters = new Map([[adapter.platform, adapter]]);
  const sender = createSender({ db, clock, random, log: silent, adapters, storedFiles, onMessageEnd: async () => undefined });

  return {
    /** Does all that is due at this moment. */
    async work(): Promise<void> {
      await clockwork.tick();
      await clockwork.stop(); // what it began is done
      await sender.start();
      await sender.settle();
    },
    end: async () => {
      await clockwork.stop();
      await sender.stop();
    },
  };
}
