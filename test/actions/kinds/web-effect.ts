import { Temporal } from 'temporal-polyfill';
import type { Effect } from '../../../src/actions/kind.ts';
import { webKinds } from '../../../src/actions/kinds/web.ts';
import { defaultProfile } from '../../../src/people/profile.ts';

/** What reading this exact address does to the world when the person typed these words. */
export function effectOfReading(url: string, ownWords: string): Effect {
  const kind = webKinds.find(({ name }) => name === 'web_read');
  if (!kind) throw new Error('there is no web_read');
  const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
  const profile = defaultProfile('Europe/Berlin', 'Ann');
  const scene = { personId: '', profile, now, source: 'telegram:1', tainted: false, ownWords };
  return kind.effect({ url: new URL(url).href }, scene);
}
