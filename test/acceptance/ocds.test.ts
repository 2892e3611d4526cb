// ocds_real: every contracting process as a case; contracts, payments and bidders equal to a count from the file.
import { readFileSync } from 'node:fs';
import { describe, expect } from '@jest/globals';
import { mergeReleases, isJsonRecord, type JsonRecord } from '../../src/importers/ocds/merge.js';
import { releasesIn } from '../../src/importers/ocds/unpack.js';
import type { RecordValue } from '../../src/importers/record.js';
import { dataPath, FLAWLESS, flawless, importTwice, itWith, named } from './importBench.js';

const FILES = [
  'colombia.records',
  'colombia.releases',
  'mexico_cdmx.records',
  'mexico_cdmx.releases',
  'mexico_jalisco.records',
  'mexico_jalisco.releases',
  'moldova.records',
  'moldova.releases',
];

const listAt = (value: RecordValue | undefined, ...keys: readonly string[]): JsonRecord[] => {
  let at: RecordValue | undefined = value;
  for (const key of keys) at = isJsonRecord(at) ? at[key] : undefined;
  return Array.isArray(at) ? (at as RecordValue[]).filter(isJsonRecord) : [];
};

const momentOf = (release: JsonRecord) => Date.parse((release as { date: string }).date);

/** Compiled by process, read without the importer's own reader. */
function processesOf(path: string): readonly JsonRecord[] {
  const byOcid = new Map<string, JsonRecord[]>();
  for (const line of readFileSync(path, 'utf8').split('\n'))
    if (line.trim() !== '')
      for (const { release } of releasesIn(JSON.parse(line) as RecordValue)) {
        const { ocid } = release as { ocid: string };
        byOcid.set(ocid, [...(byOcid.get(ocid) ?? []), release]);
      }
  return [...byOcid.values()].map((releases) =>
    mergeReleases(releases.toSorted((a, b) => momentOf(a) - momentOf(b))),
  );
}

/** Fen, halves up. */
const fenOf = (amount: RecordValue | undefined): bigint =>
  BigInt(Math.floor(Number((Number(amount) * 100).toFixed(4)) + 0.5));

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);

describe('open contracting data', () => {
  for (const name of FILES)
    itWith(`data/ocds_real/${name}.jsonl`, `of ${name} become cases`, async () => {
      const path = dataPath(`ocds_real/${name}.jsonl`);
      const processes = processesOf(path);
      const imported = await importTwice([['ocds.yaml', [path]]]);
      expect(flawless(imported)).toEqual(FLAWLESS);
      const { events } = imported;
      expect(named(events, 'matters.MatterOpened').map(({ data }) => data.reference)).toEqual(
        processes.map(({ ocid }) => ocid),
      );

      const contracts = processes.flatMap((process) => listAt(process, 'contracts'));
      const signed = named(events, 'projects.ContractSigned');
      expect(sum(signed.map(({ data }) => BigInt(data.amount)))).toBe(
        sum(contracts.map(({ value }) => fenOf(isJsonRecord(value) ? value['amount'] : 0))),
      );

      const paid = contracts.flatMap((contract) =>
        listAt(contract, 'implementation', 'transactions'),
      );
      const payments = named(events, 'funds.PaymentMade');
      expect(payments).toHaveLength(paid.length);
      expect(sum(payments.map(({ data }) => BigInt(data.amount)))).toBe(
        sum(
          paid.map(({ value, amount }) =>
            fenOf(((value ?? amount) as JsonRecord | undefined)?.['amount']),
          ),
        ),
      );

      const bidders = processes.flatMap((process) =>
        listAt(process, 'tender', 'tenderers').filter(({ id, name: title }) => id ?? title),
      );
      expect(named(events, 'projects.BidReceived')).toHaveLength(bidders.length);
    });
});
