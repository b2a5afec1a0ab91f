import type { ErrorCode } from '../../src/ground/errors.ts';

/** What a life is told. */
export type Turn =
  /** Let so much time go by. */
  | { readonly do: 'pass'; readonly ms: number; readonly look: boolean }
  /** Die by SIGKILL at the so-many-th transaction from now on: before it, or when it has been carried out and nobody has heard of it. */
  | { readonly do: 'die'; readonly at: number; readonly committed: boolean }
  /** What an account answered to a call, or why it refused. */
  | { readonly do: 'hear'; readonly call: number; readonly value: unknown }
  | { readonly do: 'hear'; readonly call: number; readonly refused: { readonly code: ErrorCode; readonly message: string } }
  | { readonly do: 'stop' };

/** What it tells. */
export type Told =
  | { readonly state: 'ready'; readonly claim: string | undefined }
  | { readonly state: 'passed'; readonly rssMb: number | undefined }
  | ({ readonly state: 'calls' } & FarCall);

/** Accounts of the person, which outlive every life. */
export const FAR_PORTS = ['mail.reader', 'mail.writer', 'calendar.reader', 'calendar.writer'] as const;
export type FarPort = (typeof FAR_PORTS)[number];

/** A call of one of their members. */
export interface FarCall {
  readonly call: number;
  readonly port: FarPort;
  readonly member: string;
  /** Without the signal, which cannot be handed over. */
  readonly args: readonly unknown[];
}
