// Importing: good records go in, bad ones are told with row, field and reason, and a second run adds nothing.
import { chmodSync, existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { unavailable } from '../../src/kernel/errors.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { createMemoryEventLog } from '../../src/log/memory/memoryEventLog.js';
import { createWorkbench, named, rejectsOf, type Workbench } from './workbench.js';

const PAYMENTS = `
mapping: payments
title: { zh: 支出, en: Payments }
source: { format: csv }
attributes:
  time: { $from: date, then: { time: { format: [yyyy-MM-dd, yyyy年M月d日], zone: Asia/Shanghai } } }
  orgunit: '451425100001'
  classification: public
  rulepack: test
rules:
  - name: request
    command: funds.RequestPayment
    key: '{no}'
    data:
      paymentId: 'p-{no}'
      amount: { $from: amount, then: { money: { unit: yuan } } }
      currency: CNY
      category: 办公
      purpose: '{purpose}'
      payee: { payeeId: unknown, kind: unknown }
  - name: paid
    command: funds.MakePayment
    key: '{no}'
    data:
      paymentId: 'p-{no}'
      instalmentId: '1'
      amount: { $from: amount, then: { money: { unit: yuan } } }
      currency: CNY
      method: transfer
      payee: { payeeId: unknown, kind: unknown }
`;
const HEADER = 'no,date,amount,purpose\n';
const GOOD = `${HEADER}1,2026-03-01,"1,200.50",纸张\n2,2026年3月2日,¥80,灯泡\n`;

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.close());

describe('an import', () => {
  it('records what the rows say, and adds nothing when it is done again', async () => {
    const file = bench.folder.file('支出.csv', GOOD);
    const first = await bench.run(PAYMENTS, file);
    expect(first).toMatchObject({
      records: 2,
      accepted: 4,
      duplicates: 0,
      rejected: 0,
      events: { 'funds.PaymentRequested': 2, 'funds.PaymentMade': 2 },
    });
    const requests = named(await bench.events(), 'funds.PaymentRequested');
    expect(requests.map(({ data, time, commandid }) => [data.amount, time, commandid])).toEqual([
      ['120050', '2026-03-01T00:00:00+08:00', 'import:payments:request:1'],
      ['8000', '2026-03-02T00:00:00+08:00', 'import:payments:request:2'],
    ]);
    const second = await bench.run(PAYMENTS, file);
    expect(second).toMatchObject({
      records: 2,
      accepted: 0,
      duplicates: 4,
      rejected: 0,
      events: {},
    });
    expect(await bench.events()).toHaveLength(4);
  });

  it('tells row, rule, field and reason of each bad row, and takes the good ones', async () => {
    const file = bench.folder.file(
      'bad.csv',
      `${HEADER}1,2026-03-01,10,好\n2,2026-02-30,10,日期\n3,2026-03-01,-10,负\n4,2026-03-01,0.005,半分\n` +
        '5,2026-03-01,十元,字\n,2026-03-01,10,无号\n7,2026-03-01,10\n8,2026-03-01,10,\n9,2026-03-01,10,好\n',
    );
    const summary = await bench.run(PAYMENTS, file);
    expect(summary).toMatchObject({ records: 9, accepted: 4, duplicates: 0, rejected: 7 });
    expect(
      rejectsOf(summary).map(({ row, rule, field, code }) => [row, rule, field, code]),
    ).toEqual([
      [2, 'request', '/time', 'time.date.malformed'],
      [3, 'request', '/data/amount', 'command.invalid'],
      [4, 'request', '/data/amount', 'mapping.amount'],
      [5, 'request', '/data/amount', 'mapping.amount'],
      [6, 'request', '/key', 'mapping.key_missing'],
      [7, undefined, undefined, 'import.bad_record'],
      [8, 'request', '/data/purpose', 'command.invalid'],
    ]);
    for (const { zh, en } of rejectsOf(summary)) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/[a-z]{4}/);
    }
  });

  it('refuses a record whole, so that no half case enters the ledger', async () => {
    const file = bench.folder.file('half.csv', `${HEADER}1,2026-03-01,,纸张\n`);
    expect(await bench.run(PAYMENTS, file)).toMatchObject({ accepted: 0, rejected: 1 });
    expect(await bench.events()).toEqual([]);
  });

  it('goes on with a corrected file: what was refused goes in, the rest is known', async () => {
    const before = await bench.run(
      PAYMENTS,
      bench.folder.file('a.csv', `${GOOD}3,2026-13-01,5,钉\n`),
    );
    expect(before).toMatchObject({ accepted: 4, rejected: 1 });
    const after = await bench.run(
      PAYMENTS,
      bench.folder.file('a.csv', `${GOOD}3,2026-12-01,5,钉\n`),
    );
    expect(after).toMatchObject({ accepted: 2, duplicates: 4, rejected: 0 });
    expect(after.files[0]?.rejectedFile).toBeUndefined();
    expect(existsSync(before.files[0]?.rejectedFile ?? '')).toBe(false);
  });

  it('refuses a row that says otherwise than one that is recorded, and keeps the recorded one', async () => {
    await bench.run(PAYMENTS, bench.folder.file('a.csv', `${HEADER}1,2026-03-01,10,纸\n`));
    const other = await bench.run(
      PAYMENTS,
      bench.folder.file('b.csv', `${HEADER}1,2026-03-01,99,纸\n`),
    );
    expect(other).toMatchObject({ accepted: 0, rejected: 2 });
    expect(rejectsOf(other).map(({ code }) => code)).toEqual([
      'log.command_reused',
      'log.command_reused',
    ]);
  });

  it('reports its progress to the last byte', async () => {
    await bench.run(PAYMENTS, bench.folder.file('a.csv', GOOD));
    const last = bench.progress.at(-1);
    expect(last).toMatchObject({
      file: 'a.csv',
      fileNumber: 1,
      fileCount: 1,
      records: 2,
      accepted: 4,
    });
    expect(last?.bytesRead).toBe(last?.bytesTotal);
  });
});

describe('a file that cannot be read to its end', () => {
  const failureOf = async (name: string, content: string | Uint8Array, mapping = PAYMENTS) =>
    (await bench.run(mapping, bench.folder.file(name, content))).files[0]?.failure?.code;

  it('is told by its reason, and the other files are read', async () => {
    const summary = await bench.run(
      PAYMENTS,
      bench.folder.file('empty.csv', ''),
      `${bench.folder.path}/none.csv`,
      bench.folder.file('good.csv', GOOD),
    );
    expect(summary.files.map(({ failure }) => failure?.code)).toEqual([
      'import.file_empty',
      'import.file_missing',
      undefined,
    ]);
    expect(summary.accepted).toBe(4);
  });

  it('in another encoding is refused, and read under its own', async () => {
    const bytes = iconv.encode(GOOD, 'gb18030');
    expect(await failureOf('gb.csv', bytes)).toBe('import.wrong_encoding');
    const mapping = PAYMENTS.replace('format: csv', 'format: csv, encoding: gb18030');
    expect(await failureOf('gb.csv', bytes, mapping)).toBeUndefined();
    expect(
      named(await bench.events(), 'funds.PaymentRequested').map(({ data }) => data.purpose),
    ).toEqual(['纸张', '灯泡']);
  });

  it('whose gzip is truncated gives the rows before the break; the whole file then adds the rest', async () => {
    const rows = Array.from(
      { length: 1200 },
      (_, row) => `${row + 1},2026-03-01,${row + 1},物品${row * 7919}\n`,
    );
    const packed = gzipSync(HEADER + rows.join(''));
    const cut = await bench.run(PAYMENTS, bench.folder.file('a.csv.gz', packed.subarray(0, -800)));
    expect(cut.files[0]?.failure?.code).toBe('import.gzip_truncated');
    expect(cut.accepted).toBeGreaterThan(800);
    expect(cut.accepted).toBeLessThan(2400);
    const whole = await bench.run(PAYMENTS, bench.folder.file('a.csv.gz', packed));
    expect(whole.files[0]?.failure).toBeUndefined();
    expect(cut.accepted + whole.accepted).toBe(2400);
    expect(whole.duplicates).toBe(cut.accepted);
    expect(await bench.events()).toHaveLength(2400);
  });

  it('that holds no record is not taken for a success', async () => {
    expect(await failureOf('header.csv', HEADER)).toBe('import.no_records');
    expect(await failureOf('other.csv', 'x,y\n1,2\n')).toBe('import.column_missing');
  });
});

describe('facts that many records state', () => {
  const mapping = (repeats: string) => `
mapping: people
title: { zh: 人员, en: People }
source: { format: csv }
attributes: { time: '2026-01-01T00:00:00+08:00', orgunit: '451425100001', classification: public, rulepack: test }
rules:
  - name: person
    command: offices.RegisterPerson
    key: '{id}'
    ${repeats}
    data: { personId: '{id}', name: '{name}' }
`;
  const file = () =>
    bench.folder.file('p.csv', 'id,name\na,张三（虚构）\na,张三（虚构）\na,张 三（虚构）\n');

  it('are sent once, and a contradiction is refused', async () => {
    const summary = await bench.run(mapping('repeats: same'), file());
    expect(summary).toMatchObject({ accepted: 1, repeated: 1, duplicates: 0, rejected: 1 });
    expect(rejectsOf(summary)).toMatchObject([
      { row: 3, rule: 'person', code: 'import.contradiction' },
    ]);
  });

  it('stand as first stated where the mapping says so, also across runs', async () => {
    expect(await bench.run(mapping('repeats: first'), file())).toMatchObject({
      accepted: 1,
      repeated: 2,
      rejected: 0,
    });
    const other = bench.folder.file('q.csv', 'id,name\na,张叁（虚构）\n');
    expect(await bench.run(mapping('repeats: first'), other)).toMatchObject({
      accepted: 0,
      duplicates: 1,
      rejected: 0,
    });
  });

  it('are duplicates or contradictions where the mapping does not expect them', async () => {
    expect(await bench.run(mapping(''), file())).toMatchObject({
      accepted: 1,
      duplicates: 1,
      rejected: 1,
    });
  });
});

describe('when the ledger cannot take more', () => {
  /** A log whose disk is full after some appends. */
  function fillingUp(after: number): EventLog {
    const log = createMemoryEventLog({
      origin: 'urn:sunledger:full',
      clock: () => 0,
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    });
    let appends = 0;
    return {
      ...log,
      append: (request) =>
        ++appends > after
          ? Promise.reject(unavailable('storage.full', '磁盘已满', 'The disk is full'))
          : log.append(request),
    };
  }

  it('stops, says why, and loses nothing of what was accepted', async () => {
    await bench.close();
    bench = createWorkbench(fillingUp(3));
    const rows = Array.from({ length: 5000 }, (_, row) => `${row + 1},2026-03-01,1,物\n`).join('');
    const summary = await bench.run(PAYMENTS, bench.folder.file('a.csv', HEADER + rows));
    expect(summary).toMatchObject({ accepted: 3, rejected: 0, stopped: { code: 'storage.full' } });
    expect(summary.records).toBeLessThan(5000);
    expect(await bench.events()).toHaveLength(3);
  });

  it('stops when rejects cannot be written, rather than lose them', async () => {
    const blocked = bench.folder.file('rejected', 'a file where the folder should be');
    chmodSync(blocked, 0o400);
    const bad = bench.folder.file('bad.csv', `${HEADER}1,2026-13-01,1,物\n`);
    expect(await bench.run(PAYMENTS, bad)).toMatchObject({
      accepted: 0,
      stopped: { code: 'import.rejects_unwritable' },
    });
  });
});

describe('a command of `once` that is refused', () => {
  it('stops the import before the first record, and is told by its place in the mapping', async () => {
    const once = `once:\n  - command: offices.RegisterUnit\n    data: { unitId: u, name: 村, kind: hamlet }\n    attributes: { time: '2026-01-01T00:00:00+08:00' }\nrules:`;
    const file = bench.folder.file('a.csv', GOOD);
    await expect(bench.run(PAYMENTS.replace('rules:', once), file)).rejects.toMatchObject({
      code: 'command.invalid',
      where: 'once.0/data/kind',
    });
    expect(await bench.events()).toEqual([]);
  });
});
