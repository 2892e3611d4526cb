// The check that every fault test ends with: the whole ledger is dense, well-formed, free of repetition, and its
// Merkle tree is that of the stored bytes.
import { expect } from '@jest/globals';
import { auditEvent } from '../../src/events/codec.js';
import { catalogue } from '../../src/events/index.js';
import type { EventLog, StoredRecord } from '../../src/log/eventLog.js';
import { defaultHasher, rootOf, tileNodeReader, treeRoot } from '../../src/transparency/index.js';

/** @returns the position of the last event of every command */
export async function checkWholeLedger(log: EventLog): Promise<Map<string, string>> {
  const records = await log.readAll(undefined, 1_000_000);
  const revisions = new Map<string, number>();
  const ids = new Set<string>();
  const commands = new Map<string, string>();
  const faults: string[] = [];
  let latest = '';
  for (const [index, record] of records.entries()) {
    const { position, stream, revision } = record;
    const event = auditEvent(record, catalogue);
    if (position !== String(index)) faults.push(`position ${position} instead of ${index}`);
    if (revision !== (revisions.get(stream) ?? 0) + 1) faults.push(`revision at ${position}`);
    if (event.recordedtime < latest) faults.push(`recorded time at ${position}`);
    if (event.subject !== stream) faults.push(`subject at ${position}`);
    latest = event.recordedtime;
    revisions.set(stream, revision);
    ids.add(event.id);
    commands.set(event.commandid, position);
  }
  for (const [commandId, position] of commands)
    if ((await log.findCommand(commandId))?.position !== position) faults.push(commandId);
  expect(faults).toEqual([]);
  await checkTree(log, records);
  expect(ids.size).toBe(records.length);
  expect(await log.head()).toBe(records.at(-1)?.position);
  return commands;
}

/** The tree that was kept while writing has the head that the stored bytes have. */
async function checkTree(log: EventLog, records: readonly StoredRecord[]): Promise<void> {
  if (records.length === 0) return;
  const nodes = tileNodeReader(records.length, (level, index, width) =>
    log.readTile({ level, index, width }),
  );
  const leaves = records.map(({ bytes }) => defaultHasher.leaf(bytes));
  expect(await treeRoot(records.length, nodes)).toEqual(rootOf(leaves));
}
