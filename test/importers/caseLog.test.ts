// Logs for conformance, told by their content: read whole in whatever way they are packed and encoded, or refused with
// file and line. A log is never judged in part.
import { afterAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import type { Case } from '../../src/conformance/case.js';
import { openCaseLog, type CaseLogOptions } from '../../src/importers/caseLog.js';
import { isLedgerError, type LedgerError } from '../../src/kernel/errors.js';
import { createFolder } from './texts.js';

const folder = createFolder();
afterAll(() => folder.remove());

const event = (activity: string, time: string, more = '') =>
  `<event><string key="concept:name" value="${activity}"/><date key="time:timestamp" value="${time}"/>${more}</event>`;
const log = (...traces: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<log>\n<classifier name="Two" keys="concept:name k"/>\n${traces.map((events, n) => `<trace><string key="concept:name" value="c${n + 1}"/>${events}</trace>`).join('\n')}\n</log>`;
const GOOD = log(
  event('申请', '2026-03-02T09:00:00+08:00', '<string key="k" value="v"/>') +
    event(
      '批准',
      '2026-03-04T09:00:00+08:00',
      '<string key="lifecycle:transition" value="start"/>',
    ),
  event('申请', '2026-03-02T09:00:00+08:00'),
);

async function read(
  name: string,
  content: string | Uint8Array,
  options: CaseLogOptions = {},
): Promise<Case[]> {
  const opened = await openCaseLog(folder.file(name, content), options);
  try {
    const cases: Case[] = [];
    for await (const one of opened.cases) cases.push(one);
    return cases;
  } finally {
    await opened.close();
  }
}

const refusal = async (
  content: string | Uint8Array,
  options: CaseLogOptions = {},
): Promise<LedgerError> => {
  try {
    await read('bad.xes', content, options);
  } catch (error) {
    if (isLedgerError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('a log for conformance', () => {
  it('is the same packed, with a byte order mark, and in another encoding', async () => {
    const plain = await read('good.xes', GOOD);
    expect(plain.map(({ id, events }) => [id, events.length])).toEqual([
      ['c1', 2],
      ['c2', 1],
    ]);
    expect(await read('good.gz', gzipSync(GOOD))).toEqual(plain);
    expect(await read('bom', `\ufeff${GOOD}`)).toEqual(plain);
    const utf16 = Buffer.from(GOOD.replace('UTF-8', 'UTF-16'), 'utf16le');
    expect(await read('utf16', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]))).toEqual(plain);
    const naive = GOOD.replaceAll('+08:00', '');
    const times = (cases: readonly Case[]) =>
      cases.map(({ events }) => events.map(({ time }) => time));
    expect(times(await read('naive', naive, { zone: 'Asia/Shanghai' }))).toEqual(times(plain));
  });

  it('takes its activities from a classifier of the log, or from attributes', async () => {
    const activities = async (classifier: string) =>
      (await read('good.xes', GOOD, { classifier }))[0]!.events.map(({ activity }) => activity);
    expect(await activities('Two')).toEqual(['申请+v', '批准+']);
    expect(await activities("time:timestamp 'concept:name'")).toEqual([
      '2026-03-02T09:00:00+08:00+申请',
      '2026-03-04T09:00:00+08:00+批准',
    ]);
    expect((await refusal(GOOD, { classifier: 'none' })).code).toBe('import.bad_record');
  });

  it('keeps the events of one lifecycle transition, and those that state none', async () => {
    const [first] = await read('good.xes', GOOD, { lifecycle: 'complete' });
    expect(first!.events.map(({ activity }) => activity)).toEqual(['申请']);
  });

  it.each([
    [
      'events without time',
      log('<event><string key="concept:name" value="a"/></event>'),
      'import.bad_record',
      'bad.xes:4',
    ],
    [
      'events without activity',
      log('<event><date key="time:timestamp" value="2026-03-02T09:00:00Z"/></event>'),
      'import.bad_record',
      'bad.xes:4',
    ],
    ['times without offset', GOOD.replaceAll('+08:00', ''), 'import.bad_record', 'bad.xes:4'],
    [
      'an impossible time',
      log(event('a', '2026-02-30T09:00:00Z')),
      'import.bad_record',
      'bad.xes:4',
    ],
    ['no case', log(), 'import.no_records', 'bad.xes'],
    ['200 levels', log('<string key="k" value="v">'.repeat(200)), 'import.too_deep', 'bad.xes:4'],
    [
      'entities that grow',
      `<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n${GOOD}`,
      'import.doctype_refused',
      'bad.xes:1',
    ],
    ['an unknown entity', log('<string key="k" value="&b;"/>'), 'import.malformed', 'bad.xes:4'],
    [
      'a sudden end',
      GOOD.slice(0, 320),
      'import.malformed',
      expect.stringMatching(/^bad\.xes:\d+$/),
    ],
    ['a cut-off archive', gzipSync(GOOD).subarray(0, 60), 'import.gzip_truncated', 'bad.xes'],
    [
      'a declared encoding that nobody knows',
      GOOD.replace('UTF-8', 'x-none'),
      'import.unknown_encoding',
      'x-none',
    ],
    [
      'bytes of another encoding',
      Buffer.from(GOOD.replace('申请', 'Pr\u00fcfung'), 'latin1'),
      'import.wrong_encoding',
      'bad.xes',
    ],
    ['no log at all', 'hello', 'import.malformed', 'bad.xes'],
    ['nothing', '', 'import.file_empty', 'bad.xes'],
  ])('with %s is refused', async (_, content, code, where) => {
    const error = await refusal(content);
    expect([error.code, error.where]).toEqual([code, where]);
    expect(error.text.zh).toMatch(/\p{Script=Han}/u);
  });
});
