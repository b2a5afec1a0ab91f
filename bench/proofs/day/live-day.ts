import { join } from 'node:path';
import type { PlatformName } from '../../../test/platforms/platform.ts';
import { createSeeded } from '../../seeded.ts';
import { createAnn } from './ann.ts';
import { createDiary, type Entry } from './diary.ts';
import type { Lives } from './lives.ts';
import { liveTheDay } from './script.ts';
import { type DayPlace, openStage, type Stage } from './stage.ts';

export interface DayOptions {
  readonly platform: PlatformName;
  readonly place: DayPlace;
  readonly seed: number;
  /** How often the program is killed, at moves and transactions that the seed fixes. */
  readonly kills: number;
  /** The control: whatever Ann writes comes twice. */
  readonly twice?: boolean;
}

export interface Lived {
  readonly entries: readonly Entry[];
  readonly deaths: number;
  /** What reached others, or was changed outside. */
  readonly outside: readonly string[];
}

/** The headlines of the day as they have to be. */
export const GOLDEN = join(import.meta.dirname, 'golden.txt');

/** Ann's day on one platform. */
export async function liveDay({ platform, place, seed, kills, twice = false }: DayOptions): Promise<Lived> {
  const stage = await openStage(platform, place);
  const diary = createDiary(stage.me);
  try {
    const onMove = createDoom(createSeeded(seed), kills, stage.lives);
    await liveTheDay(createAnn({ on: platform, stage, diary, onMove, twice }), stage);
    return { entries: diary.entries(), deaths: stage.lives.deaths, outside: outsideOf(stage) };
  } finally {
    await stage.close();
  }
}

/** The script has so many moves before the last one. */
const MOVES = 24;
/** A move goes through so many transactions at least. */
const TRANSACTIONS = 6;

/** Arms the life that there is at some of the moves; the others go by. */
function createDoom(chance: () => number, kills: number, lives: Lives): () => void {
  const left = Array.from({ length: MOVES }, (_, move) => move);
  const chosen = new Set(Array.from({ length: kills }, () => left.splice(Math.floor(chance() * left.length), 1)[0]));
  let move = -1;
  return () => {
    move += 1;
    if (chosen.has(move)) lives.dieAt(1 + Math.floor(chance() * TRANSACTIONS), chance() < 0.5);
  };
}

function outsideOf({ accounts: { mail, calendar } }: Stage): string[] {
  return [
    ...mail.journal.map((write) =>
      write.did === 'send' ? `sent to ${write.mail.to[0]?.address}: ${write.mail.text}` : write.did,
    ),
    ...calendar.journal.map(({ op, id, content }) => `${op} ${id}: ${JSON.stringify(content?.start)}`),
  ];
}
