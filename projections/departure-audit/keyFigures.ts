// Figures that every audit report must state (domain.md 5.2) and that follow from several sections together.
import type { Bilingual } from '../../src/kernel/errors.js';
import type { AuditFile } from '../audit-files/auditFile.js';
import { counted, type Counted } from './acts.js';
import { sumsOf, type Sum } from './books/sums.js';
import type { UnitBooks } from './books/unitBooks.js';
import type { AuditedFinding } from './findings.js';

export interface KeyFigures {
  /** Findings by rule. One payment may break several rules: the amounts of two rules must not be added up. */
  readonly violations: readonly {
    readonly rule: string;
    readonly title: Bilingual;
    readonly severity: 'S' | 'M' | 'L';
    readonly found: Counted;
    readonly amounts: readonly Sum[];
  }[];
  /** Given back during and after the audit, as reported. */
  readonly recovered: readonly Sum[];
  /** Closing money a head of the last count, in fen rounded half up; by unit and currency. */
  readonly perHead: readonly {
    readonly unitId: string;
    readonly unitName: string | null;
    readonly currency: string;
    readonly amount: string;
    readonly population: number;
    readonly eventIds: readonly string[];
  }[];
}

/** Violations state their amounts in the ledger's own currency. */
const CURRENCY = 'CNY';

function perHeadOf({ unitId, unitName, facts, balances }: UnitBooks): KeyFigures['perHead'] {
  const count = facts.headcounts.at(-1);
  const population = count?.population ?? 0;
  if (!count || population === 0) return [];
  return balances.flatMap(({ currency, closing, openingEvents }) => {
    if (closing === null) return [];
    const [people, whole] = [BigInt(population), BigInt(closing)];
    const half = whole < 0n ? -people : people;
    return [
      {
        unitId,
        unitName,
        currency,
        amount: ((whole * 2n + half) / (people * 2n)).toString(),
        population,
        eventIds: [count.eventId, ...openingEvents],
      },
    ];
  });
}

function byRule(findings: readonly AuditedFinding[]): KeyFigures['violations'] {
  const rules = new Map<string, AuditedFinding[]>();
  for (const finding of findings) {
    const key = `${finding.rule.id} ${finding.severity}`;
    rules.set(key, [...(rules.get(key) ?? []), finding]);
  }
  return [...rules]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => {
      const [first] = own;
      if (!first) return [];
      return [
        {
          rule: first.rule.id,
          title: first.rule.title,
          severity: first.severity,
          found: counted(own.map(({ act }) => act.eventId)),
          amounts: sumsOf(
            own.flatMap(({ amount, act }) =>
              amount === null ? [] : [{ amount, currency: CURRENCY, eventId: act.eventId }],
            ),
          ),
        },
      ];
    });
}

export function keyFiguresOf(
  findings: readonly AuditedFinding[],
  file: AuditFile | null,
  books: readonly UnitBooks[],
): KeyFigures {
  return {
    violations: byRule(findings),
    recovered: sumsOf(
      (file?.findings ?? [])
        .flatMap(({ rectifications }) => rectifications)
        .flatMap(({ recovered, currency, eventId }) =>
          recovered === undefined
            ? []
            : [{ amount: recovered, currency: currency ?? CURRENCY, eventId }],
        ),
    ),
    perHead: books.flatMap(perHeadOf),
  };
}
