// tw_councils: every grant a payment case, no cumulative report counted twice, each report's total the file's own.
import { readFileSync } from 'node:fs';
import { describe, expect } from '@jest/globals';
import { dataPath, FLAWLESS, flawless, importTwice, itWith, named, tally } from './importBench.js';

const SUGGESTIONS = 'tw_councils/suggestions/suggestions_taipei_dev.json';
const TERMS = 'tw_councils/councilors/councilors_terms_tcc.json';

interface Grant {
  county: string;
  councilor: string;
  suggestion: string;
  position: string;
  suggest_expense: number | null;
  approved_expense: number | null;
  suggest_year: string;
  suggest_month: string;
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(dataPath(file), 'utf8')) as T;
const fen = (amount: number) => BigInt(Math.round(amount * 100));

function totals<T>(items: readonly T[], key: (item: T) => string, amount: (item: T) => bigint) {
  const sums: Record<string, bigint> = {};
  for (const item of items) sums[key(item)] = (sums[key(item)] ?? 0n) + amount(item);
  return sums;
}

describe('the grants proposed by councillors of Taipei', () => {
  itWith(`data/${SUGGESTIONS}`, 'add up, report by report, to the totals of the file', async () => {
    const grants = readJson<Grant[]>(SUGGESTIONS);
    const reportOf = (grant: Grant) =>
      `${grant.county}-${grant.suggest_year}-${grant.suggest_month}`;
    const imported = await importTwice([['tw-council-suggestions.yaml', [dataPath(SUGGESTIONS)]]]);
    expect(flawless(imported)).toEqual(FLAWLESS);
    const { events } = imported;

    const approvals = named(events, 'funds.PaymentApproved').map(({ data }) => data);
    const approved = grants.filter(({ approved_expense: amount }) => amount !== null);
    expect(tally(approvals, ({ report }) => report ?? '')).toEqual(tally(approved, reportOf));
    expect(
      totals(
        approvals,
        ({ report }) => report ?? '',
        ({ amount }) => BigInt(amount),
      ),
    ).toEqual(totals(approved, reportOf, ({ approved_expense: amount }) => fen(amount ?? 0)));

    // A grant that stands in two reports of one year is one case: counted by what tells it apart, not by its row.
    const squeeze = (text: string) => text.replace(/\s/g, '');
    const seen = new Map<string, number>();
    const cases = new Set(
      grants.map((grant) => {
        const { county, suggest_year: year, councilor, position, suggestion } = grant;
        const what = [
          county,
          year,
          squeeze(councilor),
          squeeze(position),
          squeeze(suggestion),
        ].join('|');
        const inReport = `${reportOf(grant)}|${what}`;
        seen.set(inReport, (seen.get(inReport) ?? 0) + 1);
        return `${what}|${seen.get(inReport) ?? 0}`;
      }),
    );
    const requests = named(events, 'funds.PaymentRequested').map(({ data }) => data);
    expect(requests).toHaveLength(cases.size);
    expect(cases.size).toBeLessThan(grants.length);
    const perCase = Object.values(
      tally(approvals, ({ paymentId, report }) => `${paymentId} ${report ?? ''}`),
    );
    expect(Math.max(...perCase)).toBe(1);

    // Both reports of 2013 state 483 and 1,190 grants; counted once they are fewer than the sum.
    const of2013 = requests.filter(({ reference }) => reference?.includes('-2013-'));
    const rows2013 = grants.filter(({ suggest_year: year }) => year === '2013').length;
    expect(rows2013 - of2013.length).toBe(400);

    const silent = grants.filter(
      (grant) => grant.suggest_expense === null && grant.approved_expense === null,
    );
    const unstated = requests.filter(({ amountUnstated }) => amountUnstated === true);
    expect(unstated.every(({ amount }) => amount === '0')).toBe(true);
    expect(unstated.length).toBeLessThanOrEqual(silent.length);
    expect(unstated.length).toBeGreaterThan(0);
  });

  itWith(`data/${TERMS}`, 'are proposed by people whose terms are known', async () => {
    const terms =
      readJson<{ name: string; term_start: string; term_end: { date: string } }[]>(TERMS);
    const imported = await importTwice([
      ['tw-councillors.yaml', [dataPath(TERMS)]],
      ['tw-council-suggestions.yaml', [dataPath(SUGGESTIONS)]],
    ]);
    expect(flawless(imported)).toEqual(FLAWLESS);
    const { events } = imported;
    expect(named(events, 'offices.OfficeHeld')).toHaveLength(terms.length);
    expect(named(events, 'offices.OfficeEnded')).toHaveLength(terms.length);
    const holders = new Set(named(events, 'offices.OfficeHeld').map(({ data }) => data.personId));
    const requests = named(events, 'funds.PaymentRequested').map(({ data }) => data);
    const known = requests.filter(({ requestedBy }) => holders.has(requestedBy ?? ''));
    expect(known.length / requests.length).toBeGreaterThan(0.95);
  });
});
