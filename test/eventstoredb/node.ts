// A node of ours on a simulated (or real) server: its folder, its log, and how tests open both.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openEventStoreDbLog,
  type ClusterLog,
  type EventStoreDbOptions,
} from '../../src/log/eventstoredb/eventStoreDbLog.js';
import { ORIGIN } from '../log/newEvents.js';

export interface NodeFolder {
  /** This node's copy of the ledger. */
  readonly path: string;
  readonly folder: string;
  remove(): void;
}

export function createNodeFolder(): NodeFolder {
  const folder = mkdtempSync(join(tmpdir(), 'sunledger-node-'));
  return {
    folder,
    path: join(folder, 'replica.sqlite'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const simulatedUrl = (...ports: readonly number[]): string =>
  `esdb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}?tls=false`;

/** A prefix of its own for every test, so that tests can share a server. */
export const freshPrefix = (): string => `test.${randomUUID()}`;

export type NodeOptions = Partial<EventStoreDbOptions> & Pick<EventStoreDbOptions, 'path' | 'url'>;

export const openNode = (options: NodeOptions): ClusterLog =>
  openEventStoreDbLog({
    mode: 'write',
    reads: 'current',
    origin: ORIGIN,
    clock: Date.now,
    random: randomBytes,
    batch: false,
    deadlineMilliseconds: 2000,
    node: 'node-1',
    program: 'test',
    ...options,
  });

/** Waits until `reached` says so; fails after so many milliseconds. */
export async function eventually(
  reached: () => boolean | Promise<boolean>,
  milliseconds = 10_000,
): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await reached())) {
    if (performance.now() > end) throw new Error('it never came about');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
