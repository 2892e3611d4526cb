// A contracting process as the procurement indicators see it, and its reader for compiled open contracting releases.
// It must never guess: a field of another type than the standard's is absent.

export interface Bid {
  /** Codelist bidStatus: invited, pending, valid, disqualified, withdrawn. */
  readonly status: string | undefined;
  /** RFC 3339. */
  readonly date: string | undefined;
  /** An organisation without an id is `undefined`. */
  readonly tenderers: readonly (string | undefined)[];
  /** In units of the currency; only compared and divided, never added up. */
  readonly amount: number | undefined;
  readonly currency: string | undefined;
}

export interface Award {
  /** Codelist awardStatus: pending, active, cancelled, unsuccessful. */
  readonly status: string | undefined;
  readonly suppliers: readonly (string | undefined)[];
  /** Codes of the items awarded, in a hierarchical classification. */
  readonly classifications: readonly string[];
}

export interface Process {
  /** ocid, or the tender's id. */
  readonly id: string;
  readonly buyer: string | undefined;
  readonly procuringEntity: string | undefined;
  readonly tender: {
    readonly status: string | undefined;
    /** Codelist method: open, selective, limited, direct. */
    readonly method: string | undefined;
    readonly methodDetails: string | undefined;
    /** RFC 3339: from when documents were to be had, and the deadline for bids. */
    readonly start: string | undefined;
    readonly end: string | undefined;
    readonly numberOfTenderers: number | undefined;
  };
  /** `undefined`: the record says nothing of bids. */
  readonly bids: readonly Bid[] | undefined;
  readonly awards: readonly Award[] | undefined;
}

type Values = Readonly<Record<string, unknown>>;

const record = (value: unknown): Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {};
const list = (value: unknown): readonly Values[] | undefined =>
  Array.isArray(value) ? value.map(record) : undefined;
const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
const number = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

const ids = (value: unknown): readonly (string | undefined)[] =>
  (list(value) ?? []).map(({ id }) => text(id));

const readBid = ({ status, date, tenderers, value }: Values): Bid => ({
  status: text(status),
  date: text(date),
  tenderers: ids(tenderers),
  amount: number(record(value)['amount']),
  currency: text(record(value)['currency']),
});

const readAward = ({ status, suppliers, items }: Values): Award => ({
  status: text(status),
  suppliers: ids(suppliers),
  classifications: (list(items) ?? []).flatMap(
    ({ classification }) => text(record(classification)['id']) ?? [],
  ),
});

/** A compiled release of the Open Contracting Data Standard; `undefined` without a textual `ocid`. */
export function readProcess(release: unknown): Process | undefined {
  const { ocid, buyer, tender: given, bids, awards } = record(release);
  const id = text(ocid);
  if (id === undefined) return undefined;
  const tender = record(given);
  const period = record(tender['tenderPeriod']);
  return {
    id,
    buyer: text(record(buyer)['id']),
    procuringEntity: text(record(tender['procuringEntity'])['id']),
    tender: {
      status: text(tender['status']),
      method: text(tender['procurementMethod']),
      methodDetails: text(tender['procurementMethodDetails']),
      start: text(period['startDate']),
      end: text(period['endDate']),
      numberOfTenderers: number(tender['numberOfTenderers']),
    },
    bids: list(record(bids)['details'])?.map(readBid),
    awards: list(awards)?.map(readAward),
  };
}
