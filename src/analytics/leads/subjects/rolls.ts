// Rolls and tallies: what cases have in common - one unit and year, one payee, one invoice number, one meeting day.
// In which rolls a case stands must follow from the case alone; the order in which cases come and go must not show.
import type { LocalDate } from '../../../kernel/time.js';
import { isDayOnly, localDate } from '../../../rules/time.js';
import { factsOf, firstFact, type CaseKind, type CaseState } from './cases.js';
import { hasPayee, paymentOf } from './payment.js';

/** A case in a roll. */
export interface Member {
  readonly kind: CaseKind;
  readonly key: string;
  /** Cases are numbered in the order of their first facts. */
  readonly number: number;
  readonly state: CaseState;
}

/** The cases that stand in one roll. */
export interface Roll {
  add(member: Member): void;
  remove(number: number): void;
  readonly members: readonly Member[];
}

/** A roll that keeps its members in the order of their numbers. */
export class ListRoll implements Roll {
  private readonly byNumber = new Map<number, Member>();
  private sorted: readonly Member[] | undefined = [];

  add(member: Member): void {
    this.byNumber.set(member.number, member);
    this.sorted = undefined;
  }

  remove(number: number): void {
    this.byNumber.delete(number);
    this.sorted = undefined;
  }

  get members(): readonly Member[] {
    return (this.sorted ??= [...this.byNumber.values()].sort((a, b) => a.number - b.number));
  }
}

export type RollKind =
  | 'unitYear'
  | 'unitPayee'
  | 'matterPayments'
  | 'contractPayments'
  | 'linePayments'
  | 'invoice'
  | 'issuer'
  | 'voucherFile'
  | 'signature'
  | 'minutesText'
  | 'meetingDay'
  | 'attribute'
  | 'project'
  | 'prices'
  | 'rents'
  | 'procurement'
  | 'offLedger'
  | 'withdrawals'
  | 'complained';

export interface RollPlace {
  readonly roll: RollKind;
  readonly key: string;
}

const yearOf = (day: string) => day.slice(0, 4);
const areaOf = (unit: string) => unit.slice(0, 6);
const place = (roll: RollKind, ...key: readonly string[]): RollPlace => ({
  roll,
  key: key.join('|'),
});

/** Rolls of which one member alone shows nothing. */
const OF_SEVERAL: ReadonlySet<RollKind> = new Set([
  'invoice',
  'issuer',
  'voucherFile',
  'signature',
  'minutesText',
  'meetingDay',
  'attribute',
  'project',
  'prices',
  'rents',
  'complained',
]);

export const needsSeveral = (kind: RollKind): boolean => OF_SEVERAL.has(kind);

/** What is done late in a year is looked at with the next year as well: rolling windows reach across its turn. */
const CARRIED_FROM = '-10-01';

/** The years in whose rolls a day stands. */
const yearsOf = (day: string): readonly string[] => {
  const year = yearOf(day);
  return day.slice(4) >= CARRIED_FROM ? [year, String(Number(year) + 1)] : [year];
};

/** An invoice number ends in digits that can follow one another. */
export const NUMBERED = /^(.*?)(\d{1,15})$/u;

function placesOfPayment(state: CaseState): readonly RollPlace[] {
  const payment = paymentOf(state);
  if (!payment) return [];
  const { unit, day, payee, contract, line, matters, vouchers, made, reversals } = payment;
  const days = [day, ...[...made, ...reversals].map(({ at }) => localDate(at))];
  return [
    ...days.map((each) => place('unitYear', unit, yearOf(each))),
    ...(hasPayee(payment)
      ? yearsOf(day).map((year) => place('unitPayee', unit, payee.id, year))
      : []),
    ...matters.map((matter) => place('matterPayments', matter)),
    ...(contract === undefined ? [] : [place('contractPayments', contract)]),
    ...(line === undefined ? [] : [place('linePayments', line)]),
    ...vouchers.flatMap(({ d: { kind, issuer, number, attachments = [] } }) => [
      ...(kind === 'invoice' && issuer !== undefined && number !== undefined
        ? [
            place('invoice', issuer, number),
            ...(NUMBERED.test(number)
              ? yearsOf(day).map((year) => place('issuer', unit, issuer, year))
              : []),
          ]
        : []),
      ...attachments.map(({ sha256 }) => place('voucherFile', sha256)),
    ]),
  ];
}

function placesOfMatter(state: CaseState): readonly RollPlace[] {
  const meetings = factsOf(state, 'matters.MeetingOpened');
  const acts = [...meetings, ...factsOf(state, 'matters.ResultRuled')];
  return [
    ...acts.map(({ at }) => place('unitYear', state.unit, yearOf(localDate(at)))),
    ...meetings
      .filter(({ at }) => !isDayOnly(at))
      .map(({ at }) => place('meetingDay', areaOf(state.unit), localDate(at))),
    ...factsOf(state, 'matters.MinutesSigned').flatMap(({ d }) =>
      d.signature === undefined ? [] : [place('signature', d.signature)],
    ),
    ...factsOf(state, 'matters.MinutesEntered').flatMap(({ d }) => {
      const digest = d.text ?? d.document;
      return digest === undefined ? [] : [place('minutesText', digest)];
    }),
  ];
}

/** A title without what numbers its parts: 村道硬化工程（一标段） and 村道硬化工程（二标段） are one project. */
export const projectTitle = (title: string): string =>
  title
    .normalize('NFKC')
    .replace(/[([【][^)\]】]*[)\]】]/gu, '')
    .replace(
      /(第?[\d一二三四五六七八九十]+)?(标段|标|期|批|部分|lot|phase|part|stage)(\s*\d+)?/giu,
      '',
    )
    .replace(/[\s\d]+/gu, '')
    .toLowerCase();

function placesOfContract(state: CaseState): readonly RollPlace[] {
  const signed = firstFact(state, 'projects.ContractSigned');
  if (!signed) return [];
  const title = projectTitle(signed.d.title);
  return [
    ...yearsOf(localDate(signed.at)).map((year) =>
      place('unitPayee', state.unit, signed.d.party.payeeId, year),
    ),
    ...(state.matter === undefined ? [] : [place('project', state.unit, 'matter', state.matter)]),
    ...(title === '' ? [] : [place('project', state.unit, 'title', title)]),
  ];
}

function placesOfSupplier(state: CaseState): readonly RollPlace[] {
  return factsOf(state, 'projects.SupplierRegistered').flatMap(({ d }) => [
    ...(d.telephone === undefined
      ? []
      : [place('attribute', 'telephone', d.telephone.replace(/\D/gu, ''))]),
    ...(d.address === undefined
      ? []
      : [place('attribute', 'address', d.address.replace(/\s/gu, ''))]),
    ...(d.bankAccount === undefined
      ? []
      : [place('attribute', 'bankAccount', d.bankAccount.replace(/\s/gu, ''))]),
    ...(d.owners ?? []).map((owner) => place('attribute', 'owner', owner)),
  ]);
}

function placesOfTender(state: CaseState): readonly RollPlace[] {
  const { items = [], currency = 'CNY' } = firstFact(state, 'projects.TenderAnnounced')?.d ?? {};
  return [
    place('procurement', 'all'),
    ...items.flatMap(({ classification, description, unitPrice }) => {
      const what = classification ?? description;
      return what === undefined || unitPrice === undefined ? [] : [place('prices', what, currency)];
    }),
  ];
}

function placesOfLease(state: CaseState): readonly RollPlace[] {
  const signed = firstFact(state, 'assets.LeaseSigned');
  if (!signed) return [];
  const { kind, quantity, currency, lessee } = signed.d;
  return [
    ...yearsOf(localDate(signed.at)).map((year) =>
      place('unitPayee', state.unit, lessee.payeeId, year),
    ),
    ...(quantity === undefined
      ? []
      : [place('rents', areaOf(state.unit), kind, quantity.unit, currency)]),
  ];
}

const WITHDRAWAL = /取现|提现|提取现金|支取现金|备用金|cash/iu;

function placesOfBankLine(state: CaseState): readonly RollPlace[] {
  const line = firstFact(state, 'funds.BankLineRecorded');
  if (!line) return [];
  const { accountId, bookedOn, amount, purpose = '' } = line.d;
  const matched = factsOf(state, 'funds.BankLineMatched').length > 0;
  return [
    ...(matched ? [] : [place('offLedger', accountId, bookedOn.slice(0, 7))]),
    ...(amount.startsWith('-') && WITHDRAWAL.test(purpose)
      ? [place('withdrawals', accountId, yearOf(bookedOn))]
      : []),
  ];
}

function placesOfComplaint(state: CaseState): readonly RollPlace[] {
  const registered = firstFact(state, 'complaints.ComplaintRegistered');
  if (!registered) return [];
  const { about, accusedUnit, category } = registered.d;
  return about === undefined
    ? [place('complained', accusedUnit ?? state.unit, category)]
    : [place('complained', about)];
}

const PLACES: { readonly [K in CaseKind]?: (state: CaseState) => readonly RollPlace[] } = {
  payment: placesOfPayment,
  matter: placesOfMatter,
  contract: placesOfContract,
  supplier: placesOfSupplier,
  tender: placesOfTender,
  lease: placesOfLease,
  bankLine: placesOfBankLine,
  complaint: placesOfComplaint,
  income: (state) => {
    const received = firstFact(state, 'funds.IncomeReceived');
    return received ? [place('unitYear', state.unit, yearOf(localDate(received.at)))] : [];
  },
};

/** The rolls in which a case stands; one may be named twice. */
export const placesOf = (kind: CaseKind, state: CaseState): readonly RollPlace[] =>
  PLACES[kind]?.(state) ?? [];

/** The units that paid a payee. */
export interface PayeeUnits {
  /** Sorted. */
  readonly units: readonly string[];
}

/** The payee whom a case pays. */
export function payeeOf(kind: CaseKind, state: CaseState): string | undefined {
  const payment = kind === 'payment' ? paymentOf(state) : undefined;
  return payment && hasPayee(payment) ? payment.payee.id : undefined;
}

/** Transactions are what a short list is measured against; the day on which a case counts as one. */
export function transactionDay(kind: CaseKind, state: CaseState): LocalDate | undefined {
  switch (kind) {
    case 'payment':
      return paymentOf(state)?.day;
    case 'income':
      return dayOf(firstFact(state, 'funds.IncomeReceived'));
    case 'contract':
      return dayOf(firstFact(state, 'projects.ContractSigned'));
    case 'tender':
      return dayOf(firstFact(state, 'projects.TenderAnnounced'));
    case 'lease':
      return dayOf(firstFact(state, 'assets.LeaseSigned'));
    default:
      return undefined;
  }
}

const dayOf = (fact: { readonly at: string } | undefined): LocalDate | undefined =>
  fact && localDate(fact.at);
