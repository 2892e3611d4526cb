// Runs the procurement indicators over many contracting processes, in the form of the open-contracting reference cases:
// {OCID | Buyer | ProcuringEntity | Tenderer: {id: {R003: value}}}.
import {
  bidsWonBy,
  classesAwarded,
  disqualificationFence,
  disqualificationsOf,
  highGapFence,
  loserFences,
  lowGapFence,
  priceGapOf,
  ratioOf,
  varietyFence,
  type Fraction,
  type PriceGap,
} from './acrossProcesses.js';
import {
  createCurrencyFilter,
  identicalPrices,
  isCancelled,
  isSingleBid,
  lastOneStanding,
  lateWinners,
  lowestDisqualified,
  shortPeriod,
} from './indicators.js';
import type { Process } from './process.js';

export const INDICATORS = [
  'R003',
  'R018',
  'R024',
  'R025',
  'R028',
  'R030',
  'R035',
  'R036',
  'R038',
  'R048',
  'R058',
] as const;
export type Indicator = (typeof INDICATORS)[number];

/** Settings by the names that the reference uses. */
export interface RedFlagSettings {
  readonly currency?: string | undefined;
  readonly no_price_comparison_procurement_methods?: readonly string[] | undefined;
  readonly price_comparison_procurement_methods?: readonly string[] | undefined;
  /** Method details that no indicator looks at. */
  readonly excluded?: readonly string[] | undefined;
  readonly threshold?: number | undefined;
  readonly procurement_methods?: readonly string[] | undefined;
  readonly procurement_method_details?: Readonly<Record<string, number>> | undefined;
  readonly percentile?: number | undefined;
  readonly minimum_submitted_bids?: number | undefined;
  readonly minimum_contracting_processes?: number | undefined;
  readonly digits?: number | undefined;
}

type Group = 'OCID' | 'Buyer' | 'ProcuringEntity' | 'Tenderer';
export type RedFlags = {
  readonly [G in Group]?: Readonly<Record<string, Partial<Record<Indicator, number>>>>;
};

type Flag = (group: Group, id: string, value: number) => void;

const ascending = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);

function addFractions(into: Map<string, Fraction>, more: ReadonlyMap<string, Fraction>): void {
  for (const [id, { hits, of }] of more) {
    const known = into.get(id) ?? { hits: 0, of: 0 };
    into.set(id, { hits: known.hits + hits, of: known.of + of });
  }
}

const pricesOf = (settings: RedFlagSettings) => ({
  compared: settings.price_comparison_procurement_methods,
  notCompared: settings.no_price_comparison_procurement_methods,
});

function gapsOf(
  processes: readonly Process[],
  settings: RedFlagSettings,
): ReadonlyMap<string, PriceGap> {
  const counts = createCurrencyFilter(settings.currency);
  const gaps = new Map<string, PriceGap>();
  for (const process of processes) {
    const gap = priceGapOf(process, counts, pricesOf(settings));
    if (gap) gaps.set(process.id, gap);
  }
  return gaps;
}

function flagDisqualifications(
  processes: readonly Process[],
  settings: RedFlagSettings,
  flag: Flag,
) {
  const totals = { buyer: new Map(), procuringEntity: new Map(), tenderer: new Map() } as Record<
    'buyer' | 'procuringEntity' | 'tenderer',
    Map<string, Fraction>
  >;
  for (const process of processes) {
    const own = disqualificationsOf(process);
    for (const side of ['buyer', 'procuringEntity', 'tenderer'] as const)
      addFractions(totals[side], own[side]);
  }
  const {
    minimum_contracting_processes: processesLeast = 2,
    minimum_submitted_bids: bidsLeast = 2,
  } = settings;
  // The reference counts bids on both sides, also against the minimum of contracting processes.
  for (const [side, group, least] of [
    ['buyer', 'Buyer', processesLeast],
    ['procuringEntity', 'ProcuringEntity', processesLeast],
    ['tenderer', 'Tenderer', bidsLeast],
  ] as const) {
    const shares = [...totals[side]].filter(([, { of }]) => of >= least);
    const fence = disqualificationFence(
      ascending(shares.map(([, fraction]) => ratioOf(fraction))),
      settings.threshold,
    );
    for (const [id, fraction] of shares)
      if (fence !== undefined && ratioOf(fraction) >= fence) flag(group, id, ratioOf(fraction));
  }
}

function flagLosers(processes: readonly Process[], settings: RedFlagSettings, flag: Flag) {
  const won = new Map<string, Fraction>();
  for (const process of processes) addFractions(won, bidsWonBy(process));
  const fences = loserFences(
    ascending([...won.values()].map(({ of }) => of)),
    ascending([...won.values()].map(ratioOf)),
    { percentile: settings.percentile, threshold: settings.threshold },
  );
  for (const [id, fraction] of won)
    if (fences && fraction.of >= fences.bids && ratioOf(fraction) <= fences.won)
      flag('Tenderer', id, ratioOf(fraction));
}

function flagVariety(processes: readonly Process[], settings: RedFlagSettings, flag: Flag) {
  const classes = new Map<string, { processes: number; codes: Set<string> }>();
  for (const process of processes)
    for (const [supplier, codes] of classesAwarded(process, settings.digits)) {
      const known = classes.get(supplier) ?? { processes: 0, codes: new Set() };
      for (const code of codes) known.codes.add(code);
      classes.set(supplier, { ...known, processes: known.processes + 1 });
    }
  const { minimum_contracting_processes: least = 20 } = settings;
  const often = [...classes].filter(([, supplier]) => supplier.processes >= least);
  const fence = varietyFence(
    ascending(often.map(([, { codes }]) => codes.size)),
    settings.threshold,
  );
  for (const [id, { codes }] of often)
    if (fence !== undefined && codes.size >= fence) flag('Tenderer', id, codes.size);
}

/** What each indicator flags among the processes. */
const RUN: Readonly<
  Record<Indicator, (processes: readonly Process[], settings: RedFlagSettings, flag: Flag) => void>
> = {
  R003(processes, settings, flag) {
    for (const process of processes)
      if (
        shortPeriod(process, {
          days: settings.threshold ?? 15,
          methods: settings.procurement_methods,
          daysOf: settings.procurement_method_details,
        })
      )
        flag('OCID', process.id, 1);
  },
  R018(processes, settings, flag) {
    for (const process of processes)
      if (isSingleBid(process, settings.procurement_methods)) flag('OCID', process.id, 1);
  },
  R024(processes, settings, flag) {
    const gaps = gapsOf(processes, settings);
    const ratios = ascending([...gaps.values()].map(({ ratio }) => ratio));
    const fence = lowGapFence(ratios, settings.threshold);
    for (const [id, { ratio, winner, runnerUp }] of gaps) {
      if (fence === undefined || ratio > fence) continue;
      flag('OCID', id, ratio);
      flag('Tenderer', winner, 0);
      flag('Tenderer', runnerUp, 0);
    }
  },
  R025: flagLosers,
  R028(processes, settings, flag) {
    for (const process of processes) {
      const tenderers = identicalPrices(process, pricesOf(settings));
      if (tenderers.length > 0) flag('OCID', process.id, 1);
      for (const id of tenderers) flag('Tenderer', id, 1);
    }
  },
  R030(processes, _settings, flag) {
    for (const process of processes) {
      const winners = lateWinners(process);
      if (winners.length > 0) flag('OCID', process.id, 1);
      for (const id of winners) flag('Tenderer', id, 1);
    }
  },
  R035(processes, settings, flag) {
    for (const process of processes) {
      const found = lastOneStanding(process, settings.threshold);
      if (!found) continue;
      flag('OCID', process.id, found.disqualified);
      flag('Tenderer', found.winner, 0);
    }
  },
  R036(processes, settings, flag) {
    const counts = createCurrencyFilter(settings.currency);
    for (const process of processes)
      if (lowestDisqualified(process, counts, pricesOf(settings))) flag('OCID', process.id, 1);
  },
  R038: flagDisqualifications,
  R048: flagVariety,
  R058(processes, settings, flag) {
    const gaps = gapsOf(processes, settings);
    const ratios = ascending([...gaps.values()].map(({ ratio }) => ratio));
    const fence = highGapFence(ratios, settings.threshold);
    for (const [id, { ratio, winner }] of gaps) {
      if (fence === undefined || ratio < fence) continue;
      flag('OCID', id, ratio);
      flag('Tenderer', winner, 0);
    }
  },
};

/** The flags of the indicators given, each under its settings; a group without flags is left out. */
export function redFlags(
  processes: readonly Process[],
  settings: { readonly [I in Indicator]?: RedFlagSettings },
): RedFlags {
  const found: Partial<Record<Group, Record<string, Partial<Record<Indicator, number>>>>> = {};
  for (const indicator of INDICATORS) {
    const own = settings[indicator];
    if (!own) continue;
    const excluded = own.excluded ?? [];
    const looked = processes.filter(
      (process) => !isCancelled(process) && !excluded.includes(process.tender.methodDetails ?? ''),
    );
    RUN[indicator](looked, own, (group, id, value) => {
      const ids = (found[group] ??= {});
      ids[id] = { ...ids[id], [indicator]: value };
    });
  }
  return found;
}
