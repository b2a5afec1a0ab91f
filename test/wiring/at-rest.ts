import type { House } from './house.ts';

/** Resolves when the next look into the mail lies ahead, for one person or for all: looks take place beside the test that waits for them. */
export async function atRest({ db, clock }: Pick<House, 'db' | 'clock'>, personId?: string): Promise<void> {
  const whose = personId === undefined ? '' : ` and person_id = '${personId}'`;
  const isDue = async () => {
    const { rows } = await db.asSystem((tx) =>
      tx.execute<{ next: string }>(`select next_at::text as next from schedules where kind = 'mail'${whose}`),
    );
    return rows.length === 0 || rows.some(({ next }) => Date.parse(next) <= clock.now().epochMilliseconds);
  };
  while (await isDue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
