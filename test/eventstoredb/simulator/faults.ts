// What a test makes the simulator do wrong, in the order in which it happens on a network: before or after storing.
import type { Grpc } from './wire.js';

/** One disturbance of one append. */
export type AppendFault =
  /** The connection breaks before anything is stored. */
  | { readonly kind: 'drop' }
  /** It is stored, and the connection breaks before the answer. */
  | { readonly kind: 'store-then-drop' }
  /** No answer, ever; nothing is stored. */
  | { readonly kind: 'hang' }
  /** It is stored, and nobody ever says so. */
  | { readonly kind: 'store-then-hang' }
  /** Stored, and answered so many milliseconds later. */
  | { readonly kind: 'late'; readonly milliseconds: number }
  /** Arrives so many milliseconds later, as on a slow network, and is carried out then. */
  | { readonly kind: 'arrive-late'; readonly milliseconds: number }
  /** Stored, and the server says that it failed. */
  | { readonly kind: 'store-then-error'; readonly code: Grpc.status }
  /** Refused with this status; nothing is stored. */
  | { readonly kind: 'error'; readonly code: Grpc.status; readonly message: string }
  | { readonly kind: 'not-leader'; readonly host: string; readonly port: number }
  /** Batch stream only: the server ends the stream without answering. */
  | { readonly kind: 'end-batch' };

export interface Faults {
  /** Taken one for each append, first in first out; `undefined` in the list lets one pass. */
  readonly appends: (AppendFault | undefined)[];
  /** Only appends to streams whose name ends so take a fault; all when left out. */
  onlyOn?: string;
  /** While true reads and subscriptions are accepted and never answered. */
  silent: boolean;
}

export const noFaults = (): Faults => ({ appends: [], silent: false });

export function takeFault(faults: Faults, stream: string): AppendFault | undefined {
  if (faults.onlyOn !== undefined && !stream.endsWith(faults.onlyOn)) return undefined;
  return faults.appends.shift();
}
