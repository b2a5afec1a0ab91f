/** A text as Postgres takes it: without U+0000, and half of a surrogate pair replaced. Platforms and models may write both. */
export function storableText(text: string): string {
  return text.replace(/\0/g, '').replace(/\p{Cs}/gu, '\ufffd');
}

/** Plain data as a `jsonb` column takes it: every text in it storable. */
export function storableJson(data: object): unknown {
  return JSON.parse(JSON.stringify(data), (_, value: unknown) => (typeof value === 'string' ? storableText(value) : value));
}
