// What may be asked about contracts: price, variations, what was paid on them, and acceptance of the work.
import { Conditions } from '../conditions.js';
import { exactSum, minus, moneyColumn, sumColumns, type SumColumns } from '../exactSums.js';
import type { ViewSnapshot } from '../reader.js';
import { eventReference, type EventReference } from '../sequence.js';

export interface Variation {
  readonly variationId: string;
  /** Change of the price in fen; negative when it falls. */
  readonly amount: string;
  readonly reason: string;
  readonly approvedBy: string | null;
  readonly on: string;
  readonly event: EventReference;
}

export interface Acceptance {
  readonly acceptanceId: string;
  readonly acceptedBy: readonly string[];
  readonly note: string | null;
  readonly on: string;
  readonly event: EventReference;
}

export interface Contract {
  readonly contractId: string;
  readonly matterId: string | null;
  readonly orgunit: string;
  readonly title: string;
  readonly party: { readonly payeeId: string; readonly name: string | null; readonly kind: string };
  /** The price as signed, the sum of its variations in the same currency, and both together. */
  readonly price: string;
  readonly varied: string;
  readonly total: string;
  readonly currency: string;
  readonly method: string | null;
  readonly signedBy: string | null;
  readonly until: string | null;
  readonly signedOn: string;
  /** Paid on the contract in its currency, what came back, and what is left of the total; negative when overpaid. */
  readonly paid: string;
  readonly reversed: string;
  readonly unpaid: string;
  readonly event: EventReference;
  readonly variations: readonly Variation[];
  readonly acceptances: readonly Acceptance[];
  /** The instalments and reversals that make `paid` and `reversed`, in ledger order. */
  readonly moneyEvents: readonly EventReference[];
}

interface ContractRow {
  contract_id: string;
  matter_id: string | null;
  orgunit: string;
  title: string;
  party_id: string;
  party_name: string | null;
  party_kind: string;
  amount_fen: string;
  currency: string;
  method: string | null;
  signed_by: string | null;
  until: string | null;
  signed_on: string;
  event_id: string;
  position: number;
}

interface VariationRow {
  variation_id: string;
  amount_fen: string;
  currency: string;
  reason: string;
  approved_by: string | null;
  on_date: string;
  event_id: string;
  position: number;
}

interface AcceptanceRow {
  acceptance_id: string;
  accepted_by: string;
  note: string | null;
  on_date: string;
  event_id: string;
  position: number;
}

const OF_CONTRACT = 'payment_id IN (SELECT payment_id FROM {funds.payment} WHERE contract_id = ?)';

function sumOf(snapshot: ViewSnapshot, table: string, row: ContractRow): string {
  const sum = snapshot.get<SumColumns<'sum'>>(
    `SELECT ${sumColumns('amount', 'sum')} FROM {funds.${table}} WHERE currency = ? AND ${OF_CONTRACT}`,
    [row.currency, row.contract_id],
  );
  return sum ? exactSum(sum, 'sum') : '0';
}

function toContract(snapshot: ViewSnapshot, row: ContractRow): Contract {
  const id = row.contract_id;
  const variations = snapshot.all<VariationRow>(
    `SELECT *, ${moneyColumn('amount', 'amount_fen')} FROM {funds.variation} WHERE contract_id = ? ORDER BY position`,
    [id],
  );
  const acceptances = snapshot.all<AcceptanceRow>(
    'SELECT * FROM {funds.acceptance} WHERE contract_id = ? ORDER BY position',
    [id],
  );
  const moneyEvents = snapshot.all<{ event_id: string; position: number }>(
    `SELECT event_id, position FROM {funds.instalment} WHERE ${OF_CONTRACT}
     UNION ALL SELECT event_id, position FROM {funds.reversal} WHERE ${OF_CONTRACT} ORDER BY position`,
    [id, id],
  );
  const varied = variations
    .filter(({ currency }) => currency === row.currency)
    .reduce((sum, { amount_fen }) => sum + BigInt(amount_fen), 0n);
  const total = (BigInt(row.amount_fen) + varied).toString();
  const [paid, reversed] = [sumOf(snapshot, 'instalment', row), sumOf(snapshot, 'reversal', row)];
  return {
    contractId: id,
    matterId: row.matter_id,
    orgunit: row.orgunit,
    title: row.title,
    party: { payeeId: row.party_id, name: row.party_name, kind: row.party_kind },
    price: row.amount_fen,
    varied: varied.toString(),
    total,
    currency: row.currency,
    method: row.method,
    signedBy: row.signed_by,
    until: row.until,
    signedOn: row.signed_on,
    paid,
    reversed,
    unpaid: minus(total, minus(paid, reversed)),
    event: eventReference(row),
    variations: variations.map((variation) => ({
      variationId: variation.variation_id,
      amount: variation.amount_fen,
      reason: variation.reason,
      approvedBy: variation.approved_by,
      on: variation.on_date,
      event: eventReference(variation),
    })),
    acceptances: acceptances.map((acceptance) => ({
      acceptanceId: acceptance.acceptance_id,
      acceptedBy: JSON.parse(acceptance.accepted_by) as string[],
      note: acceptance.note,
      on: acceptance.on_date,
      event: eventReference(acceptance),
    })),
    moneyEvents: moneyEvents.map(eventReference),
  };
}

/** Contracts, newest first by signing date. */
export function contracts(
  snapshot: ViewSnapshot,
  filter: {
    readonly contractId?: string | undefined;
    readonly area?: string | undefined;
    readonly partyId?: string | undefined;
    readonly matterId?: string | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  } = {},
): readonly Contract[] {
  const conditions = new Conditions()
    .add('contract_id = ?', filter.contractId)
    .inArea('orgunit', filter.area)
    .add('party_id = ?', filter.partyId)
    .add('matter_id = ?', filter.matterId)
    .add('signed_on >= ?', filter.from)
    .add('signed_on <= ?', filter.to);
  return snapshot
    .all<ContractRow>(
      `SELECT *, ${moneyColumn('amount', 'amount_fen')} FROM {funds.contract} ${conditions.where}
       ORDER BY signed_on DESC, position DESC`,
      conditions.parameters,
    )
    .map((row) => toContract(snapshot, row));
}
