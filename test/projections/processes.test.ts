// Views beside other processes and threads: a rebuild that is killed, and a worker that carries views forward.
import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { decisionsProjection } from '../../projections/decisions/decisions.projection.js';
import { decisionSummary } from '../../projections/decisions/decisions.queries.js';
import { fundsProjection } from '../../projections/funds/funds.projection.js';
import { createViewReader } from '../../projections/reader.js';
import { createInlineViews, createWorkerViews, type Views } from '../../projections/service.js';
import { parsePosition } from '../../src/kernel/position.js';
import { openDatabase } from '../../src/sqlite/driver.js';
import { fact, type Fact } from '../spec/facts.js';
import { givenViews, ORIGIN, type GivenViews } from '../spec/givenViews.js';

const dist = join(process.cwd(), 'dist');
const child = (name: string) => join(process.cwd(), 'test/projections/children', name);
const projections = [decisionsProjection, fundsProjection];

const county = (size: number): readonly Fact[] =>
  Array.from({ length: size }, (_, index) => [
    fact('matters.MatterOpened', { matterId: `m${index}`, title: `修建第${index}号蓄水池` }),
    fact('matters.StepTaken', { matterId: `m${index}`, stepId: 's', activity: '公示' }),
    fact('funds.PaymentRequested', {
      paymentId: `p${index}`,
      amount: String(index),
      currency: 'CNY',
      category: '工程',
      purpose: '工程款',
      payee: { payeeId: 'builder', kind: 'company' },
    }),
  ]).flat();

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
async function ledgerOf(): Promise<GivenViews> {
  const ledger = await givenViews(projections, { log: 'sqlite' });
  closers.push(() => ledger.close());
  return ledger;
}

/** Starts the rebuilding process and kills it once it has said `lines` times how far it has come. */
async function killDuringRebuild(ledger: GivenViews, lines: number): Promise<string> {
  const files = [join(ledger.folder, 'ledger.db'), ledger.file.path];
  const process_ = spawn(
    process.execPath,
    [child('rebuild.mjs'), pathToFileURL(dist).href, ...files, ORIGIN],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  let said = '';
  await new Promise<void>((resolve, reject) => {
    process_.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split('\n').length > lines) process_.kill('SIGKILL');
    });
    process_.on('error', reject);
    process_.on('close', () => resolve());
  });
  return said;
}

describe('a rebuild that is killed', () => {
  it('leaves the views readable, goes on where it was, and ends byte for byte the same', async () => {
    const ledger = await ledgerOf();
    await ledger.given(...county(2000));
    const before = projections.map(({ name }) => ledger.digest(name));
    expect(await killDuringRebuild(ledger, 2)).not.toContain('done');
    await ledger.reopen();
    const positions = ledger.file.runner
      .generations()
      .map(({ name, state, position }) => [name, state, position]);
    expect(positions).toMatchObject([
      ['decisions', 'live', '5999'],
      ['decisions', 'building', expect.stringMatching(/999$/)],
      ['funds', 'live', '5999'],
      ['funds', 'building', expect.stringMatching(/999$/)],
    ]);
    expect(projections.map(({ name }) => ledger.digest(name))).toEqual(before);
    expect(ledger.read((snapshot) => decisionSummary(snapshot, 'm7')?.title)).toBe(
      '修建第7号蓄水池',
    );
    await ledger.catchUp();
    expect(ledger.file.runner.generations().map(({ state }) => state)).toEqual(['live', 'live']);
    expect(projections.map(({ name }) => ledger.digest(name))).toEqual(before);
  });
});

async function workerViews(ledger: GivenViews): Promise<Views> {
  await ledger.catchUp();
  const models = ledger.file.path;
  const worker = new Worker(child('viewWorker.mjs'), {
    workerData: {
      dist: pathToFileURL(dist).href,
      ledger: join(ledger.folder, 'ledger.db'),
      models,
      origin: ORIGIN,
    },
    execArgv: [],
  });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  const reader = createViewReader(
    openDatabase(models, { mode: 'read', durability: 'normal' }),
    projections,
  );
  const views = createWorkerViews(worker, reader, ledger.log);
  closers.push(() => views.close());
  return views;
}

describe('views in a worker thread', () => {
  it('follow the log, so that a reader who waits for his own event sees it', async () => {
    const ledger = await ledgerOf();
    const views = await workerViews(ledger);
    for (let round = 0; round < 5; round++) {
      const [result] = await ledger.record(
        fact('matters.MatterOpened', { matterId: `r${round}`, title: `第${round}件` }),
      );
      await views.waitFor(result!.position, 10_000);
      expect(views.read((snapshot) => decisionSummary(snapshot, `r${round}`)?.title)).toBe(
        `第${round}件`,
      );
    }
  });

  it('are rebuilt on request, telling how far they have come, while events arrive', async () => {
    const ledger = await ledgerOf();
    await ledger.given(...county(800));
    const digest = ledger.digest('decisions');
    const views = await workerViews(ledger);
    const progress: string[] = [];
    await views.rebuild(['decisions', 'funds'], (position) => progress.push(position));
    expect(progress.at(-1)).toBe('2399');
    expect(views.status()).toMatchObject([
      { name: 'decisions', state: 'live' },
      { name: 'funds', state: 'live' },
    ]);
    await ledger.reopen();
    expect(ledger.digest('decisions')).toBe(digest);
    await expect(views.rebuild(['nothing'])).rejects.toThrow('nothing');
  });

  it('say that they are behind rather than wait for ever', async () => {
    const ledger = await ledgerOf();
    const views = await workerViews(ledger);
    await expect(views.waitFor(parsePosition('99'), 30)).rejects.toMatchObject({
      code: 'view.behind',
    });
  });

  it('close although the worker is gone, and let nobody wait for it', async () => {
    const ledger = await ledgerOf();
    await ledger.catchUp();
    const worker = new Worker('setTimeout(() => process.exit(3), 50)', {
      eval: true,
      execArgv: [],
    });
    const reader = createViewReader(
      openDatabase(ledger.file.path, { mode: 'read', durability: 'normal' }),
      projections,
    );
    const views = createWorkerViews(worker, reader, ledger.log);
    await expect(views.rebuild(['funds'])).rejects.toThrow('exit code 3');
    await expect(views.waitFor(parsePosition('99'), 60_000)).rejects.toMatchObject({
      code: 'view.behind',
    });
    await expect(views.rebuild(['funds'])).rejects.toThrow('exit code 3');
    await views.close();
  });
});

describe('views in the same thread', () => {
  it('catch up when waited for, and go on after a failure', async () => {
    const ledger = await ledgerOf();
    const { runner, reader } = ledger.file;
    const views = createInlineViews(runner, reader, () => undefined);
    const [result] = await ledger.record(...county(1).slice(0, 1));
    await views.waitFor(result!.position, 1000);
    expect(views.status().map(({ position }) => position)).toEqual(['0', '0']);
    await expect(views.waitFor(parsePosition('5'), 1000)).rejects.toMatchObject({
      code: 'view.behind',
    });
    await expect(views.rebuild(['nothing'])).rejects.toMatchObject({ code: 'view.unknown' });
    await views.rebuild(['funds']);
    expect(views.status()).toMatchObject([{ state: 'live' }, { state: 'live', position: '0' }]);
  });
});
