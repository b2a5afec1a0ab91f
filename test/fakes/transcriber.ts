import type { Recording, Transcriber } from '../../src/ports/transcriber.ts';

type Hearing = (recording: Recording, signal: AbortSignal) => Promise<string>;

/** Hears what the test says. */
export function createFakeTranscriber(first: Hearing = async () => 'hello') {
  let hear = first;
  const heard: Recording[] = [];
  const transcriber: Transcriber = {
    url: 'http://127.0.0.1:9/v1',
    transcribe(recording, signal) {
      heard.push(recording);
      return hear(recording, signal);
    },
  };
  return {
    transcriber,
    /** Every recording that was handed over. */
    heard,
    /** From now on. */
    hears(next: Hearing) {
      hear = next;
    },
  };
}
