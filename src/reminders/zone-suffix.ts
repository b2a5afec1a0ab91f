/** Minutes that clocks with these names are ahead of UTC. */
const OFFSETS = new Map([
  ['UTC', 0],
  ['GMT', 0],
  ['WET', 0],
  ['WEST', 60],
  ['BST', 60],
  ['CET', 60],
  ['CEST', 120],
  ['EET', 120],
  ['EEST', 180],
  ['MSK', 180],
  ['IST', 330],
  ['JST', 540],
  ['AEST', 600],
  ['AEDT', 660],
  ['NZST', 720],
  ['NZDT', 780],
  ['EST', -300],
  ['EDT', -240],
  ['CST', -360],
  ['CDT', -300],
  ['MST', -420],
  ['MDT', -360],
  ['PST', -480],
  ['PDT', -420],
]);

/** The zone that stands behind a time, as in `3pm EST`: in capitals, but for `utc` and `gmt`. */
export function zoneBehind(text: string): { readonly minutes: number; readonly length: number } | undefined {
  const [whole, name = ''] = /^\s*\(?([A-Z]{3,4}|utc|gmt)\b\)?/.exec(text) ?? [];
  const minutes = OFFSETS.get(name.toUpperCase());
  return whole === undefined || minutes === undefined ? undefined : { minutes, length: whole.length };
}
