// All tenders of the ledger with what the indicators across them need, kept current as tenders come and go.
// Amounts of different currencies are never compared: gaps are kept by currency.
import {
  bidsWonBy,
  classesAwarded,
  disqualificationsOf,
  priceGapOf,
  ratioOf,
  type Fraction,
  type PriceGap,
} from '../procurement/acrossProcesses.js';
import { createCurrencyFilter, isCancelled } from '../procurement/indicators.js';
import { placeIn } from '../statistics.js';
import type { Member, Roll } from './rolls.js';
import { tenderOf, type TenderView } from './tender.js';

/** Numbers kept ascending. */
class Ascending {
  readonly values: number[] = [];

  add(value: number): void {
    this.values.splice(placeIn(this.values, value), 0, value);
  }

  remove(value: number): void {
    this.values.splice(placeIn(this.values, value), 1);
  }
}

/** Fractions by organisation, with their ratios and denominators ascending, from a least denominator on. */
export class FractionBook {
  readonly fractions = new Map<string, Fraction>();
  private readonly shares = new Ascending();
  private readonly counts = new Ascending();

  constructor(private readonly least: number) {}

  get ratios(): readonly number[] {
    return this.shares.values;
  }

  get denominators(): readonly number[] {
    return this.counts.values;
  }

  /** Those that have enough to be judged. */
  *judged(): Iterable<readonly [id: string, fraction: Fraction]> {
    for (const entry of this.fractions) if (entry[1].of >= this.least) yield entry;
  }

  change(id: string, { hits, of }: Fraction, by: 1 | -1): void {
    const before = this.fractions.get(id) ?? { hits: 0, of: 0 };
    const after = { hits: before.hits + by * hits, of: before.of + by * of };
    if (before.of >= this.least) {
      this.shares.remove(ratioOf(before));
      this.counts.remove(before.of);
    }
    if (after.of >= this.least) {
      this.shares.add(ratioOf(after));
      this.counts.add(after.of);
    }
    if (after.of === 0) this.fractions.delete(id);
    else this.fractions.set(id, after);
  }
}

interface Entry {
  readonly member: Member;
  readonly view: TenderView;
  readonly gap: (PriceGap & { readonly currency: string }) | undefined;
}

/** Least denominators are the reference's: bidders from their first bid, shares of disqualified bids from two. */
const LEAST_BIDS = 1;
const LEAST_SUBMITTED = 2;

export class ProcurementBook implements Roll {
  readonly entries = new Map<number, Entry>();
  readonly won = new FractionBook(LEAST_BIDS);
  readonly disqualifiedBy = new FractionBook(LEAST_SUBMITTED);
  readonly disqualifiedOf = new FractionBook(LEAST_SUBMITTED);
  /** Classes of what each supplier was awarded, by tender. */
  readonly classes = new Map<string, Map<number, ReadonlySet<string>>>();
  private readonly gaps = new Map<string, Ascending>();

  add(member: Member): void {
    const view = tenderOf(member.state, member.key);
    if (isCancelled(view.process)) return;
    const gap = priceGapOf(view.process, createCurrencyFilter());
    const currency = view.process.bids?.find(({ amount }) => amount !== undefined)?.currency ?? '';
    this.entries.set(member.number, { member, view, gap: gap && { ...gap, currency } });
    this.count(member.number, view, 1);
    if (gap) this.gapsOf(currency).add(gap.ratio);
  }

  remove(number: number): void {
    const entry = this.entries.get(number);
    if (!entry) return;
    this.entries.delete(number);
    this.count(number, entry.view, -1);
    if (entry.gap) this.gapsOf(entry.gap.currency).remove(entry.gap.ratio);
  }

  get members(): readonly Member[] {
    return [...this.entries.values()]
      .map(({ member }) => member)
      .sort((a, b) => a.number - b.number);
  }

  /** Price gaps of one currency, ascending. */
  ratios(currency: string): readonly number[] {
    return this.gaps.get(currency)?.values ?? [];
  }

  /** Tenders in which an organisation bid or won, in the order of the ledger. */
  tendersOf(organisation: string): readonly TenderView[] {
    return [...this.entries.values()]
      .filter(({ view }) =>
        [
          ...view.bids.map(({ d }) => d.bidder.payeeId),
          ...view.awards.flatMap(({ d }) => d.winners.map(({ payeeId }) => payeeId)),
        ].includes(organisation),
      )
      .map(({ view }) => view)
      .sort((a, b) => a.first.p - b.first.p);
  }

  private gapsOf(currency: string): Ascending {
    let gaps = this.gaps.get(currency);
    if (!gaps) this.gaps.set(currency, (gaps = new Ascending()));
    return gaps;
  }

  private count(number: number, { process }: TenderView, by: 1 | -1): void {
    for (const [id, fraction] of bidsWonBy(process)) this.won.change(id, fraction, by);
    const { buyer, tenderer } = disqualificationsOf(process);
    for (const [id, fraction] of buyer) this.disqualifiedBy.change(id, fraction, by);
    for (const [id, fraction] of tenderer) this.disqualifiedOf.change(id, fraction, by);
    for (const [supplier, codes] of classesAwarded(process)) {
      const own = this.classes.get(supplier) ?? new Map<number, ReadonlySet<string>>();
      if (by === 1) own.set(number, codes);
      else own.delete(number);
      if (own.size === 0) this.classes.delete(supplier);
      else this.classes.set(supplier, own);
    }
  }
}
