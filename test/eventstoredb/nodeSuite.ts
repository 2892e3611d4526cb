// What several nodes on one server promise each other: they hold the same ledger, whoever writes what when. Run on the
// protocol simulator, and on a real server where there is one. It must not use what only the simulator can do.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { ClusterLog } from '../../src/log/eventstoredb/eventStoreDbLog.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { tileNodeReader, treeRoot } from '../../src/transparency/index.js';
import { decoded, everything, refusal } from '../contract/given.js';
import { checkWholeLedger } from '../fault/checkLedger.js';
import { newEvent, request } from '../log/newEvents.js';
import {
  createNodeFolder,
  eventually,
  freshPrefix,
  openNode,
  type NodeFolder,
  type NodeOptions,
} from './node.js';

/** Opens nodes of one ledger, and closes them after the test. */
export interface Nodes {
  readonly open: (options?: Partial<NodeOptions>) => ClusterLog;
  readonly folder: () => NodeFolder;
}

export function useNodes(url: () => string): Nodes {
  const folders: NodeFolder[] = [];
  const logs: EventLog[] = [];
  let prefix: string;
  beforeEach(() => {
    prefix = freshPrefix();
  });
  afterEach(async () => {
    for (const log of logs.splice(0)) await log.close();
    for (const folder of folders.splice(0)) folder.remove();
  });
  const folder = () => {
    const made = createNodeFolder();
    folders.push(made);
    return made;
  };
  return {
    folder,
    open(options = {}) {
      const log = openNode({ path: options.path ?? folder().path, url: url(), prefix, ...options });
      logs.push(log);
      return log;
    },
  };
}

export const rootOf = async (log: EventLog): Promise<string> => {
  const size = Number((await log.head()) ?? -1) + 1;
  const read = tileNodeReader(size, (level, index, width) => log.readTile({ level, index, width }));
  return Buffer.from(await treeRoot(size, read)).toString('hex');
};

/** Records with the digest of their bytes, which is compared faster than the bytes. */
const digested = async (log: EventLog) =>
  (await everything(log)).map(({ bytes, ...record }) => ({
    ...record,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));

/** Both logs hold the same events at the same positions, and the same tree; and each is whole. */
export async function expectSame(one: EventLog, other: EventLog): Promise<void> {
  await eventually(async () => (await one.head()) === (await other.head()));
  expect(await digested(one)).toEqual(await digested(other));
  expect(await rootOf(one)).toBe(await rootOf(other));
  await checkWholeLedger(one);
  await checkWholeLedger(other);
}

/** Two internal events of one command. */
export const sealed = (commandid: string) => ({
  stream: 'matters-1',
  expected: 'any' as const,
  events: [0, 1].map((index) => ({
    ...newEvent(commandid, { index, secret: '虚构的秘密' }),
    classification: 'internal' as const,
  })),
});

/** A command that is larger than one append. */
export const large = (commandid: string) => ({
  stream: 'matters-1',
  expected: 'any' as const,
  events: Array.from({ length: 40 }, (_, index) =>
    newEvent(commandid, { index, text: 'x'.repeat(40_000) }),
  ),
});

export function nodeSuite(server: string, url: () => string): void {
  describe(`on ${server}`, () => {
    const { open, folder } = useNodes(url);

    describe('two nodes that write at the same time', () => {
      it('hold the same events in the same order, and the recorded time never decreases though their clocks differ', async () => {
        const [one, other] = [open(), open({ clock: () => Date.now() - 3000, node: 'node-2' })];
        const write = (log: EventLog, name: string) =>
          Array.from({ length: 60 }, (_, n) =>
            log.append(request(`matters-${n % 5}`, 'any', `${name}-${n}`, 1 + (n % 3))),
          );
        const answers = await Promise.all([...write(one, 'one'), ...write(other, 'other')]);
        expect(new Set(answers.map(({ position }) => position)).size).toBe(120);
        await expectSame(one, other);
        expect((await checkWholeLedger(one)).size).toBe(120);
      });

      it('record a command once that is sent to both at once, and both answer where it stands', async () => {
        const [one, other] = [open(), open()];
        for (let n = 0; n < 10; n++) {
          const command = request('matters-1', 'any', `c${n}`, 2);
          const answers = await Promise.all([one.append(command), other.append(command)]);
          expect(answers.filter(({ replayed }) => replayed)).toHaveLength(1);
          expect(answers[0]).toEqual({ ...answers[1], replayed: answers[0].replayed });
        }
        await expectSame(one, other);
        expect(await one.head()).toBe('19');
      });

      it('refuse other content under a command id that the other node has just recorded', async () => {
        const [one, other] = [open(), open()];
        const answers = await Promise.allSettled([
          one.append(request('matters-1', 'none', 'c1')),
          other.append(request('matters-2', 'none', 'c1')),
        ]);
        expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        const refused = answers.find((answer) => answer.status === 'rejected');
        expect(refused).toMatchObject({ reason: { code: 'log.command_reused', where: 'c1' } });
        await expectSame(one, other);
      });

      it('let one of them win where both expect the same revision', async () => {
        const [one, other] = [open(), open()];
        await one.append(request('matters-1', 'none', 'c0'));
        const answers = await Promise.allSettled(
          [one, other].map((log, n) => log.append(request('matters-1', 1, `c${n + 1}`))),
        );
        const lost = answers.find((answer) => answer.status === 'rejected');
        expect(lost).toMatchObject({ reason: { code: 'log.conflict', details: { actual: 2 } } });
        await expectSame(one, other);
      });

      it('take an append that expects what the other node has just written, without waiting to hear of it', async () => {
        const [one, other] = [open(), open()];
        await other.head();
        for (let n = 0; n < 10; n++) {
          const log = n % 2 === 0 ? one : other;
          const expected = n === 0 ? 'none' : n;
          expect(await log.append(request('matters-1', expected, `c${n}`))).toMatchObject({
            position: String(n),
          });
        }
        await expectSame(one, other);
      });
    });

    describe('content that is not public', () => {
      it('reaches every node as disclosures', async () => {
        const [one, other] = [open(), open()];
        await one.append(sealed('c1'));
        await one.append(request('matters-2', 'none', 'c2'));
        await other.append(sealed('c3'));
        await expectSame(one, other);
        const disclosures = (await everything(open())).map((record) => record.disclosures.length);
        expect(disclosures).toEqual([3, 3, 0, 3, 3]);
      });
    });

    describe('a command that is larger than one append', () => {
      it('is recorded whole, on every node', async () => {
        const [one, other] = [open(), open()];
        const answers = await Promise.all([one.append(large('c1')), other.append(large('c2'))]);
        expect(answers.map(({ position }) => position).sort()).toEqual(['39', '79']);
        await expectSame(one, other);
      });
    });

    describe('a node that comes back', () => {
      it('goes on where it was, with the same answers to the same commands', async () => {
        const { path } = folder();
        const first = open({ path });
        const result = await first.append(request('matters-1', 'none', 'c1', 3));
        await first.close();
        const other = open();
        await other.append(request('matters-1', 3, 'c2'));
        const again = open({ path });
        expect(await again.append(request('matters-1', 'none', 'c1', 3))).toEqual({
          ...result,
          replayed: true,
        });
        await expectSame(again, other);
      });

      it('builds its copy again from the server when it was lost', async () => {
        const { path } = folder();
        const first = open({ path });
        for (let n = 0; n < 5; n++) await first.append(request(`matters-${n}`, 'none', `c${n}`, 2));
        const before = await everything(first);
        await first.close();
        for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
        const again = open({ path });
        expect(await everything(again)).toEqual(before);
      });

      it('serves a reader beside it, which only reads, and no second writer', async () => {
        const { path } = folder();
        const writer = open({ path });
        await writer.append(request('matters-1', 'none', 'c1'));
        expect(() => open({ path })).toThrow(expect.objectContaining({ code: 'log.locked' }));
        const reader = open({ path, mode: 'read' });
        expect(decoded((await everything(reader))[0]).commandid).toBe('c1');
        expect(await refusal(reader.append(request('matters-1', 1, 'c2')))).toMatchObject({
          code: 'log.read_only',
        });
      });

      it('is brought up to date by a reader where no service runs', async () => {
        const writer = open();
        const { path } = folder();
        const before = open({ path, mode: 'read' });
        await writer.append(request('matters-1', 'none', 'c1'));
        await eventually(async () => (await before.head()) === '0');
        await before.close();
        await writer.append(request('matters-1', 1, 'c2'));
        expect(await open({ path, mode: 'read' }).head()).toBe('1');
      });
    });
  });
}
