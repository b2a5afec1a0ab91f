import type { WebSocket } from 'ws';
import type { Payload } from './wire.ts';

export type EnvelopeKind = 'events_api' | 'slash_commands' | 'interactive';

export interface Envelope {
  readonly id: string;
  readonly kind: EnvelopeKind;
  readonly payload: Payload;
  /** How often it was brought before. */
  attempts: number;
  /** What came with the acknowledgement; undefined while there is none. */
  answer: Payload | undefined;
  /** When it was acknowledged, as a number in the order of all requests; for telling what came first. */
  acknowledged: boolean;
}

export interface Envelopes {
  readonly all: readonly Envelope[];
  add(kind: EnvelopeKind, payload: Payload): Envelope;
  /** Not acknowledged yet. Slack brings events again; a command or a press that nobody took is lost to its giver's eyes. */
  pending(): readonly Envelope[];
  acknowledge(id: string, answer: Payload | undefined): void;
  /** Opens a line: it gets a hello, and every event that is not acknowledged. */
  connect(line: WebSocket): void;
  /** Brings every event again that is not acknowledged. */
  retry(): void;
  /** The same event once more, though it was acknowledged. */
  repeat(envelope: Envelope): void;
  /** What is added now goes out by `release`, the last first. */
  hold(): () => void;
  readonly lines: ReadonlySet<WebSocket>;
}

export function createEnvelopes(onChange: () => void): Envelopes {
  const all: Envelope[] = [];
  const lines = new Set<WebSocket>();
  let held: Envelope[] | undefined;

  function bring(envelope: Envelope): void {
    const line = [...lines].at(-1);
    if (!line) return;
    const { id: envelope_id, kind: type, payload, attempts } = envelope;
    const retried = attempts > 0 ? { retry_attempt: attempts, retry_reason: 'timeout' } : { retry_attempt: 0, retry_reason: '' };
    envelope.attempts += 1;
    line.send(
      JSON.stringify({
        envelope_id,
        type,
        payload,
        accepts_response_payload: type !== 'events_api',
        ...(type === 'events_api' && retried),
      }),
    );
  }

  const pending = () => all.filter(({ acknowledged }) => !acknowledged);
  const retry = () => {
    for (const envelope of pending()) if (envelope.kind === 'events_api') bring(envelope);
  };

  return {
    all,
    lines,
    add(kind, payload) {
      const envelope: Envelope = {
        id: `env-${all.length + 1}`,
        kind,
        payload,
        attempts: 0,
        answer: undefined,
        acknowledged: false,
      };
      all.push(envelope);
      if (held) held.push(envelope);
      else bring(envelope);
      onChange();
      return envelope;
    },
    pending,
    acknowledge(id, answer) {
      const envelope = all.find((each) => each.id === id);
      if (!envelope) return;
      envelope.acknowledged = true;
      envelope.answer = answer;
      onChange();
    },
    connect(line) {
      lines.add(line);
      line.send(JSON.stringify({ type: 'hello', num_connections: lines.size, connection_info: { app_id: 'A0APP' } }));
      line.on('close', () => {
        lines.delete(line);
        onChange();
      });
      retry();
      onChange();
    },
    retry,
    repeat: bring,
    hold() {
      const own: Envelope[] = [];
      held = own;
      return () => {
        held = undefined;
        for (const envelope of own.reverse()) bring(envelope);
      };
    },
  };
}
