import type { ProcessOptions, Request } from './main.js';

/** A simulator in a process of its own. */
export interface LaunchedSimulator {
  readonly port: number;
  /** Brings a killed one back on the same port, with what its folder holds. */
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  ask(request: Omit<Request, 'ticket'>): Promise<unknown>;
}

export function launchSimulator(options: ProcessOptions): Promise<LaunchedSimulator>;
