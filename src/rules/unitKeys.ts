// Keys under which the context files what concerns a unit, a purchase, a notice or a service.
// A key names a thing of few events, or a period: what a whole unit shares for ever would make judging quadratic.
import type { LedgerEvent } from '../events/index.js';
import { localDate } from './time.js';

/** Receipts are filed by the hundred: a gap is looked for in a number's own block and the one before. */
export const RECEIPT_BLOCK = 100;

export const unitKey = {
  unit: (unitId: string) => `unit-${unitId}`,
  place: (placeId: string) => `place-${placeId}`,
  /** Announcement, bids and awards; also the links of its contracts to it. */
  tender: (tenderId: string) => `tender-${tenderId}`,
  supplier: (supplierId: string) => `supplier-${supplierId}`,
  lease: (leaseId: string) => `lease-${leaseId}`,
  /** Units registered under a division code. */
  division: (division: string) => `division:${division}`,
  /** Power items of one level of a county, and those of them whose publication first matters on a day. */
  powers: (county: string, level: string) => `powers:${county}:${level}`,
  powersFrom: (county: string, level: string, day: string) => `powers:${county}:${level}:${day}`,
  /** Laws and rules by the title under which they are cited, and what became of one of them. */
  documentsTitled: (title: string) => `titled:${title}`,
  documentStatus: (documentId: string) => `status:${documentId}`,
  clausesOfRule: (ruleId: string) => `clauses:${ruleId}`,
  receipts: (bookId: string, number: number) =>
    `receipts:${bookId}:${Math.floor(number / RECEIPT_BLOCK)}`,
  /** Bank lines matched with an income, and the line itself where money came in. */
  bankedIncome: (incomeId: string) => `banked:${incomeId}`,
  bankLineIn: (bankLineId: string) => `bank-in:${bankLineId}`,
  /** Tenders of a project that were announced in one year. */
  project: (projectId: string, year: number) => `project:${projectId}:${year}`,
  /** Declarations of an interest in a company or other payee. */
  interestsIn: (payeeId: string) => `interests:${payeeId}`,
  /** Purchases whose papers a document belongs to. */
  purchasesOfDocument: (sha256: string) => `purchases:${sha256}`,
  assetsOfContract: (contractId: string) => `contract-assets:${contractId}`,
  assetsOfUnit: (unitId: string, year: number) => `assets:${unitId}:${year}`,
  stocktakes: (unitId: string) => `stocktakes:${unitId}`,
  /** Few in many years: whoever asks takes those of the time that concerns it. */
  elections: (unitId: string) => `elections:${unitId}`,
  /** Periodic notices of a unit by the year that they cover. */
  periodicNotices: (orgunit: string, noticeClass: string, year: number) =>
    `periodic:${orgunit}:${noticeClass}:${year}`,
  boards: (unitId: string, year: number) => `boards:${unitId}:${year}`,
  policyCards: (orgunit: string, year: number) => `policy-cards:${orgunit}:${year}`,
  /** Numbers drawn and applications taken up at one counter on one day. */
  queue: (orgunit: string, day: string) => `queue:${orgunit}:${day}`,
} as const;

export const yearOf = (day: string): number => Number(day.slice(0, 4));

export const countyOf = (orgunit: string): string => orgunit.slice(0, 6);

export const POWER_LEVELS = ['county', 'township', 'village', 'other'] as const;

/** From which day on a publication or retirement of a power item matters: it can have no effect before it is made. */
export const mattersFrom = (effective: string, time: string): string => {
  const made = localDate(time);
  return effective > made ? effective : made;
};

function powerKeys(event: LedgerEvent): readonly string[] {
  const county = countyOf(event.orgunit);
  const both = (level: string, effective: string) => [
    unitKey.powers(county, level),
    unitKey.powersFrom(county, level, mattersFrom(effective, event.time)),
  ];
  switch (event.name) {
    case 'powers.PowerItemPublished':
      return both(event.data.level, event.data.effectiveFrom);
    case 'powers.PowerItemRetired': {
      // It does not say the item's level.
      const { on } = event.data;
      return POWER_LEVELS.flatMap((level) => both(level, on));
    }
    case 'powers.PolicyDocumentPublished': {
      const { documentId, title, supersedes } = event.data;
      return [
        unitKey.documentsTitled(title),
        unitKey.documentStatus(documentId),
        ...(supersedes === undefined ? [] : [unitKey.documentStatus(supersedes)]),
      ];
    }
    case 'powers.PolicyDocumentRepealed':
      return [unitKey.documentStatus(event.data.documentId)];
    case 'powers.ClauseLinked':
      return [unitKey.clausesOfRule(event.data.ruleId)];
    default:
      return [];
  }
}

function moneyKeys(event: LedgerEvent): readonly string[] {
  switch (event.name) {
    case 'funds.ReceiptIssued':
      return [unitKey.receipts(event.data.bookId, event.data.number)];
    case 'funds.BankLineMatched': {
      const { matches } = event.data;
      return matches.kind === 'income' ? [unitKey.bankedIncome(matches.incomeId)] : [];
    }
    case 'funds.BankLineRecorded':
      // Most lines are payments, of which nobody asks.
      return event.data.amount.startsWith('-') ? [] : [unitKey.bankLineIn(event.data.bankLineId)];
    default:
      return [];
  }
}

const papersOf = (
  attachments: readonly { readonly sha256: string }[] | undefined,
): readonly string[] =>
  (attachments ?? []).map(({ sha256 }) => unitKey.purchasesOfDocument(sha256));

function purchaseKeys(event: LedgerEvent): readonly string[] {
  switch (event.name) {
    case 'projects.TenderAnnounced': {
      const { projectId, attachments } = event.data;
      const year = yearOf(localDate(event.time));
      return [
        ...(projectId === undefined ? [] : [unitKey.project(projectId, year)]),
        ...papersOf(attachments),
      ];
    }
    case 'projects.ContractTendered':
      return [unitKey.tender(event.data.tenderId)];
    case 'projects.ContractSigned':
    case 'projects.WorkAccepted':
      return papersOf(event.data.attachments);
    default:
      return [];
  }
}

function officeKeys(event: LedgerEvent): readonly string[] {
  switch (event.name) {
    case 'offices.InterestDeclared':
      return event.data.payeeId === undefined ? [] : [unitKey.interestsIn(event.data.payeeId)];
    case 'offices.UnitRegistered':
      return event.data.division === undefined ? [] : [unitKey.division(event.data.division)];
    case 'offices.ElectionHeld':
      return [unitKey.elections(event.data.unitId)];
    default:
      return [];
  }
}

function assetKeys(event: LedgerEvent): readonly string[] {
  switch (event.name) {
    case 'assets.AssetRegistered': {
      const { unitId, contractId } = event.data;
      return [
        unitKey.assetsOfUnit(unitId, yearOf(localDate(event.time))),
        ...(contractId === undefined ? [] : [unitKey.assetsOfContract(contractId)]),
      ];
    }
    case 'assets.StocktakeDone':
      return [unitKey.stocktakes(event.data.unitId)];
    default:
      return [];
  }
}

function publicKeys(event: LedgerEvent): readonly string[] {
  const day = localDate(event.time);
  switch (event.name) {
    case 'disclosure.NoticePosted': {
      const { period, class: noticeClass } = event.data;
      return period === undefined
        ? []
        : [unitKey.periodicNotices(event.orgunit, noticeClass, yearOf(period))];
    }
    case 'disclosure.DutyBoardPosted':
      return [unitKey.boards(event.data.unitId, yearOf(day))];
    case 'disclosure.PolicyCardPublished':
    case 'disclosure.PolicyCardRemoved':
      return [unitKey.policyCards(event.orgunit, yearOf(day))];
    case 'services.ApplicationReceived':
      return event.data.queueNumber === undefined ? [] : [unitKey.queue(event.orgunit, day)];
    case 'services.ApplicationAccepted':
    case 'services.ApplicationRejected':
    case 'services.CorrectionRequested':
      return [unitKey.queue(event.orgunit, day)];
    default:
      return [];
  }
}

/** The keys of this file under which an event is filed. */
export function unitKeysOf(event: LedgerEvent): readonly string[] {
  switch (event.name.slice(0, event.name.indexOf('.'))) {
    case 'powers':
      return powerKeys(event);
    case 'funds':
      return moneyKeys(event);
    case 'projects':
      return purchaseKeys(event);
    case 'offices':
      return officeKeys(event);
    case 'assets':
      return assetKeys(event);
    case 'disclosure':
    case 'services':
      return publicKeys(event);
    default:
      return [];
  }
}
