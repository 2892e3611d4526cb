// Signs that records were made for the evaluation. A sign is a reason to look, never a deduction by itself.
import type { Bilingual } from '../../src/kernel/errors.js';
import type { ViewSnapshot } from '../reader.js';
import { parsePeriod } from './period.js';
import type { IndexUnit } from './runData.js';

/** What is unusual; the figures are parameters of the commission, not law. */
export const SUSPICION_LIMITS = {
  /** Share of a period's events recorded late, and the least number of events. */
  lateShare: 0.3,
  events: 20,
  /** Matters for each bank line, as a share of the median of all units, and the least number of bank lines. */
  matterShare: 0.2,
  bankLines: 10,
  /** Sheets from which a rating without any difference is odd. */
  sheets: 20,
} as const;

export interface Suspicion {
  readonly kind: 'backfilled' | 'fewMatters' | 'uniformRatings';
  readonly found: Bilingual;
}

interface Activity {
  orgunit: string;
  events: number;
  late: number;
  matters: number;
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

const percent = (share: number): string => `${(share * 100).toFixed(0)}%`;

function readActivity(snapshot: ViewSnapshot, months: string): ReadonlyMap<string, Activity> {
  const rows = snapshot.all<Activity>(
    `SELECT orgunit, sum(events) AS events, sum(late) AS late,
       sum(CASE WHEN name = 'matters.MatterOpened' THEN events ELSE 0 END) AS matters
     FROM {norm-index.event_month} WHERE month IN (SELECT value FROM json_each(?)) GROUP BY orgunit`,
    [months],
  );
  return new Map(rows.map((row) => [row.orgunit, row]));
}

function backfilled({ events, late }: Activity): Suspicion[] {
  const share = late / events;
  if (events < SUSPICION_LIMITS.events || share < SUSPICION_LIMITS.lateShare) return [];
  return [
    {
      kind: 'backfilled',
      found: {
        zh: `本期 ${events} 个事件中 ${late} 个（${percent(share)}）在发生七日以后补录`,
        en: `${late} of ${events} events of the period (${percent(share)}) were recorded more than seven days later`,
      },
    },
  ];
}

/**
 * Signs of each unit in a period.
 * @param units all units of the county: what is few is told by the others
 */
export function suspicions(
  snapshot: ViewSnapshot,
  units: readonly IndexUnit[],
  periodText: string,
): ReadonlyMap<string, readonly Suspicion[]> {
  const months = JSON.stringify(parsePeriod(periodText).months);
  const activity = readActivity(snapshot, months);
  const lines = new Map(
    snapshot
      .all<{ orgunit: string; n: number }>(
        `SELECT orgunit, count(*) AS n FROM {norm-index.bank_line}
         WHERE month IN (SELECT value FROM json_each(?)) GROUP BY orgunit`,
        [months],
      )
      .map(({ orgunit, n }) => [orgunit, n]),
  );
  const uniform = snapshot.all<{ orgunit: string; sheets: number }>(
    `SELECT orgunit, sum(excellent + competent + basically_competent + incompetent) AS sheets
     FROM {norm-index.rating_tally} WHERE month IN (SELECT value FROM json_each(?)) GROUP BY orgunit
     HAVING max(sum(excellent), sum(competent), sum(basically_competent), sum(incompetent)) = sheets`,
    [months],
  );
  const ratio = ({ orgunit }: IndexUnit): number | undefined => {
    const n = lines.get(orgunit) ?? 0;
    if (n < SUSPICION_LIMITS.bankLines) return undefined;
    return (activity.get(orgunit)?.matters ?? 0) / n;
  };
  const usual = median(units.flatMap((unit) => ratio(unit) ?? []));

  const signsOf = (unit: IndexUnit): readonly Suspicion[] => {
    const own = activity.get(unit.orgunit);
    const few = ratio(unit);
    const same = uniform.find(({ orgunit }) => orgunit === unit.orgunit);
    return [
      ...(own ? backfilled(own) : []),
      ...(few !== undefined && few < usual * SUSPICION_LIMITS.matterShare
        ? [
            {
              kind: 'fewMatters' as const,
              found: {
                zh: `银行流水 ${lines.get(unit.orgunit) ?? 0} 笔而立项 ${own?.matters ?? 0} 件，远少于其他单位`,
                en: `${lines.get(unit.orgunit) ?? 0} bank lines but ${own?.matters ?? 0} matters, far fewer than other units`,
              },
            },
          ]
        : []),
      ...(same && same.sheets >= SUSPICION_LIMITS.sheets
        ? [
            {
              kind: 'uniformRatings' as const,
              found: {
                zh: `${same.sheets} 份评议表全部给了同一等次`,
                en: `all ${same.sheets} rating sheets gave one and the same grade`,
              },
            },
          ]
        : []),
    ];
  };
  return new Map(units.map((unit) => [unit.orgunit, signsOf(unit)]));
}
