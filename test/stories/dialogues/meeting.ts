/** Where several wait for each other before something happens that concerns all of them. */
export interface Meeting {
  /** Resolves when all who are still here have come, and what the last one brought has been done, once for all. */
  meet(act: () => Promise<void>): Promise<void>;
  /** One does not come any more. */
  leave(): void;
}

export function createMeeting(count: number): Meeting {
  let present = count;
  let waiting: { readonly go: () => void; readonly fail: (reason: unknown) => void }[] = [];
  let next: (() => Promise<void>) | undefined;

  function goOnTogether(): void {
    const act = next;
    if (!act || waiting.length < present) return;
    const all = waiting;
    waiting = [];
    next = undefined;
    act().then(
      () => all.forEach(({ go }) => void go()),
      (reason: unknown) => all.forEach(({ fail }) => void fail(reason)),
    );
  }

  return {
    meet: (act) =>
      new Promise((go, fail) => {
        waiting.push({ go, fail });
        next = act;
        goOnTogether();
      }),
    leave() {
      present -= 1;
      goOnTogether();
    },
  };
}
