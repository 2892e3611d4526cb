// tw_councils: one audit for every councillor, each grant and sum held against a count made straight from the file.
import { readFileSync } from 'node:fs';
import { describe, expect } from '@jest/globals';
import { itWith, sharedPath } from '../support/sharedFolder.js';
import { auditAll, nameOf, tableOf, termsIn } from './auditBatch.js';

describe('Taiwanese councillors', () => {
  const TERMS = 'tw_councils/councilors/councilors_terms_tcc.json';
  const GRANTS = 'tw_councils/suggestions/suggestions_taipei_dev.json';
  interface Term {
    county: string;
    name: string;
    term_start: string;
    term_end: { date: string };
  }
  interface Grant {
    county: string;
    councilor: string;
    suggestion: string | null;
    position: string | null;
    suggest_expense: number | null;
    approved_expense: number | null;
    suggest_year: string;
    suggest_month: string | null;
  }
  const read = <T>(file: string) => JSON.parse(readFileSync(sharedPath('data', file), 'utf8')) as T;
  const squeeze = (text: string | null) => (text ?? '').replace(/\s/g, '');

  /** Each grant once, as its first report states it: whose, when, how much (fen). */
  function grantsOf(rows: readonly Grant[]) {
    const seen = new Map<string, number>();
    const known = new Set<string>();
    const grants: { people: readonly string[]; on: string; fen: bigint }[] = [];
    for (const row of rows) {
      const month = (row.suggest_month ?? '').trim() || '12';
      const report = `${row.suggest_year}-${month}`;
      const what = [
        row.suggest_year,
        squeeze(row.councilor),
        squeeze(row.position) || '-',
        squeeze(row.suggestion) || '-',
      ].join('|');
      const nth = (seen.get(`${report}|${what}`) ?? 0) + 1;
      seen.set(`${report}|${what}`, nth);
      if (known.has(`${what}|${nth}`)) continue;
      known.add(`${what}|${nth}`);
      const year =
        Number(row.suggest_year) < 1900
          ? Number(row.suggest_year) + 1911
          : Number(row.suggest_year);
      const last = new Date(Date.UTC(year, Number(month), 0)).getUTCDate();
      const day = Number(month) === 2 ? 28 : last;
      grants.push({
        people: row.councilor
          .split(/\n|、/)
          .map(squeeze)
          .filter((name) => name !== ''),
        on: `${year}-${month.padStart(2, '0')}-${String(day).padStart(2, '0')}`,
        fen: BigInt(Math.round((row.suggest_expense ?? row.approved_expense ?? 0) * 100)),
      });
    }
    return grants;
  }

  itWith(
    `data/${GRANTS}`,
    'have one audit each, with every grant that they proposed in their terms',
    async () => {
      const reports = await auditAll([
        ['tw-councillors.yaml', [sharedPath('data', TERMS)]],
        ['tw-council-suggestions.yaml', [sharedPath('data', GRANTS)]],
      ]);
      const terms = read<Term[]>(TERMS);
      const grants = grantsOf(read<Grant[]>(GRANTS));
      const names = new Set(terms.map(({ name }) => squeeze(name)));
      expect(new Set([...reports.values()].map(nameOf))).toEqual(names);
      let all = 0;
      for (const report of reports.values()) {
        const name = nameOf(report);
        const own = terms.filter((term) => squeeze(term.name) === name);
        expect(termsIn(report)).toEqual(
          own.map((term) => `臺北市議員|${term.term_start}|${term.term_end.date}`).sort(),
        );
        const proposed = grants.filter(
          ({ people, on }) =>
            people.includes(name) &&
            own.some((term) => term.term_start <= on && on <= term.term_end.date),
        );
        const table = tableOf(report, '本人经手资金', '申请');
        const [, total] = table.totals?.[0] ?? [];
        expect([name, table.rows.length, total?.fen ?? '0', total?.events?.length ?? 0]).toEqual([
          name,
          proposed.length,
          proposed.reduce((sum, { fen }) => sum + fen, 0n).toString(),
          proposed.length,
        ]);
        all += proposed.length;
      }
      expect(all).toBeGreaterThan(1000);
    },
  );
});
