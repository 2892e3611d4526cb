// Projects and contracts (工程项目): how each was decided, awarded, varied, paid, accepted, settled and taken into the register.
import type { ViewSnapshot } from '../../reader.js';
import { factsNamed, thingsOf, type Thing } from '../../unit-books/unitBooks.queries.js';
import { within, type Span } from '../stays.js';
import { combine, currenciesOf, sumIn, sumsOf, type Amount, type Sum } from './sums.js';

export interface AuditedProject {
  readonly contractId: string;
  readonly title: string;
  readonly party: string;
  readonly signedOn: string;
  readonly currency: string;
  /** The decision on which it rests; `null`: the contract names none. */
  readonly decision: {
    readonly matterId: string;
    readonly title: string;
    readonly decidedOn: string | null;
    readonly outcome: string | null;
    readonly eventId: string;
  } | null;
  readonly method: string | null;
  /** Bids received in the tender that it came out of; `null`: no tender is named. */
  readonly bids: { readonly count: number; readonly eventIds: readonly string[] } | null;
  readonly price: Sum;
  readonly varied: Sum;
  /** Of the price; `null` for a price of zero. */
  readonly variedShare: number | null;
  /** Paid less what came back, by the closing day. */
  readonly paid: Sum;
  readonly acceptance: { readonly on: string; readonly eventId: string } | null;
  readonly settlement: Sum | null;
  readonly asset: { readonly on: string; readonly eventId: string } | null;
}

interface PaidRow {
  contract_id: string;
  sign: number;
  amount: string;
  currency: string;
  event_id: string;
}

/** What left and came back on contracts by a day. */
function paidOn(
  snapshot: ViewSnapshot,
  contracts: readonly string[],
  closing: string,
): ReadonlyMap<string, readonly (Amount & { readonly sign: number })[]> {
  const of = (table: string, sign: number) =>
    `SELECT p.contract_id, ${sign} AS sign, CAST(r.amount AS TEXT) AS amount, r.currency, r.event_id, r.position AS position
     FROM {funds.payment} p JOIN {funds.${table}} r ON r.payment_id = p.payment_id
     WHERE p.contract_id IN (SELECT value FROM json_each(?)) AND r.on_date <= ?`;
  const list = JSON.stringify(contracts);
  const rows = snapshot.all<PaidRow>(
    `${of('instalment', 1)} UNION ALL ${of('reversal', -1)} ORDER BY position`,
    [list, closing, list, closing],
  );
  const paid = new Map<string, (Amount & { sign: number })[]>();
  for (const { contract_id: id, sign, amount, currency, event_id: eventId } of rows)
    paid.set(id, [...(paid.get(id) ?? []), { sign, amount, currency, eventId }]);
  return paid;
}

interface DecisionRow {
  matter_id: string;
  title: string;
  decided_on: string | null;
  outcome: string | null;
  event_id: string;
}

export function decisionsById(
  snapshot: ViewSnapshot,
  matters: readonly string[],
): ReadonlyMap<string, NonNullable<AuditedProject['decision']>> {
  const rows = snapshot.all<DecisionRow>(
    `SELECT matter_id, title, decided_on, outcome, COALESCE(decided_event_id, opened_event_id) AS event_id
     FROM {decisions.matter} WHERE matter_id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(matters)],
  );
  return new Map(
    rows.map(
      ({ matter_id: matterId, title, decided_on: decidedOn, outcome, event_id: eventId }) => [
        matterId,
        { matterId, title, decidedOn, outcome, eventId },
      ],
    ),
  );
}

interface Context {
  readonly decisions: ReadonlyMap<string, NonNullable<AuditedProject['decision']>>;
  readonly tenders: ReadonlyMap<string, Thing>;
  /** By contract. */
  readonly assets: ReadonlyMap<string, { readonly on: string; readonly eventId: string }>;
  readonly paid: ReturnType<typeof paidOn>;
}

const share = (part: Sum, whole: Sum): number | null =>
  whole.amount === '0'
    ? null
    : Number((BigInt(part.amount) * 10_000n) / BigInt(whole.amount)) / 10_000;

function projectOf(thing: Thing, { closing }: Span, context: Context): AuditedProject | undefined {
  const signed = factsNamed(thing, 'projects.ContractSigned')[0];
  if (!signed) return undefined;
  const { contractId, title, party, currency, method } = signed.data;
  const amountOf = (fact: {
    data: { amount: string; currency: string };
    eventId: string;
  }): Amount => ({
    amount: fact.data.amount,
    currency: fact.data.currency,
    eventId: fact.eventId,
  });
  const sum = (amounts: readonly Amount[]) => sumIn(sumsOf(amounts), currency);
  const tenderId = factsNamed(thing, 'projects.ContractTendered')[0]?.data.tenderId;
  const tender = tenderId === undefined ? undefined : context.tenders.get(tenderId);
  const bids = tender && factsNamed(tender, 'projects.BidReceived').map(({ eventId }) => eventId);
  const price = sum([amountOf(signed)]);
  const varied = sum(
    factsNamed(thing, 'projects.ContractVaried')
      .filter(({ on }) => on <= closing)
      .map(amountOf),
  );
  const moved = context.paid.get(contractId) ?? [];
  const accepted = factsNamed(thing, 'projects.WorkAccepted').findLast(({ on }) => on <= closing);
  const settled = factsNamed(thing, 'projects.SettlementAudited').findLast(
    ({ on }) => on <= closing,
  );
  return {
    contractId,
    title,
    party: party.name ?? party.payeeId,
    signedOn: signed.on,
    currency,
    decision: signed.matter === null ? null : (context.decisions.get(signed.matter) ?? null),
    method: method ?? null,
    bids: bids ? { count: bids.length, eventIds: bids } : null,
    price,
    varied,
    variedShare: share(varied, price),
    paid: combine(currency, [
      [1, sum(moved.filter(({ sign }) => sign === 1))],
      [-1, sum(moved.filter(({ sign }) => sign === -1))],
    ]),
    acceptance: accepted ? { on: accepted.on, eventId: accepted.eventId } : null,
    settlement: settled ? sum([amountOf(settled)]) : null,
    asset: context.assets.get(contractId) ?? null,
  };
}

/** Contracts signed in the span, and earlier ones on which something happened in it, by the day of signing. */
export function projectsOf(
  snapshot: ViewSnapshot,
  units: readonly string[],
  span: Span,
): readonly AuditedProject[] {
  const contracts = thingsOf(snapshot, 'contract', units).filter(({ facts }) =>
    facts.some(({ on }) => within(span, on)),
  );
  if (contracts.length === 0) return [];
  const assets = thingsOf(snapshot, 'asset', units)
    .flatMap((thing) => factsNamed(thing, 'assets.AssetRegistered'))
    .filter(({ on }) => on <= span.closing);
  const context: Context = {
    decisions: decisionsById(
      snapshot,
      contracts.flatMap(({ facts }) => facts[0]?.matter ?? []),
    ),
    tenders: new Map(thingsOf(snapshot, 'tender', units).map((thing) => [thing.id, thing])),
    assets: new Map(
      assets.flatMap(({ data, on, eventId }) =>
        data.contractId === undefined ? [] : [[data.contractId, { on, eventId }] as const],
      ),
    ),
    paid: paidOn(
      snapshot,
      contracts.map(({ id }) => id),
      span.closing,
    ),
  };
  return contracts
    .flatMap((thing) => projectOf(thing, span, context) ?? [])
    .toSorted((a, b) => (a.signedOn < b.signedOn ? -1 : a.signedOn > b.signedOn ? 1 : 0));
}

export interface ProjectTotal {
  readonly currency: string;
  readonly count: number;
  readonly price: Sum;
  readonly varied: Sum;
  readonly variedShare: number | null;
  readonly paid: Sum;
  /** Without an acceptance; without an entry in the register of assets. */
  readonly notAccepted: number;
  readonly notRegistered: number;
}

/** All projects together, one row a currency. */
export const projectTotals = (projects: readonly AuditedProject[]): readonly ProjectTotal[] =>
  currenciesOf(projects).map((currency) => {
    const own = projects.filter((project) => project.currency === currency);
    const all = (of: (project: AuditedProject) => Sum) =>
      combine(
        currency,
        own.map((project) => [1, of(project)] as const),
      );
    const [price, varied] = [all((one) => one.price), all((one) => one.varied)];
    return {
      currency,
      count: own.length,
      price,
      varied,
      variedShare: share(varied, price),
      paid: all((one) => one.paid),
      notAccepted: own.filter(({ acceptance }) => acceptance === null).length,
      notRegistered: own.filter(({ asset }) => asset === null).length,
    };
  });
