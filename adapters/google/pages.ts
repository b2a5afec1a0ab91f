interface Page<T> {
  readonly items: readonly T[] | undefined;
  readonly next: string | null | undefined;
}

/** What a list holds, page by page as far as it is read, and no further than `most` pages. */
export async function* itemsOf<T>(
  most: number,
  pageAt: (from: { readonly pageToken?: string }) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let from = {};
  for (let page = 0; page < most; page += 1) {
    const { items = [], next } = await pageAt(from);
    yield* items;
    if (!next) return;
    from = { pageToken: next };
  }
}
