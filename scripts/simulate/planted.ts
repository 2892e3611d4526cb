// The planted cases of the demo county: what the ledger should find, and the people who leave.
import { decide } from './decisions.js';
import { succeed, type Institution } from './institutions.js';
import { pay, receive } from './money.js';
import { inventName } from './people.js';
import { supplier, yuan, type Stage } from './stage.js';
import { dayAfter } from './timeline.js';

/** What was planted, so that a test can ask whether it was found. */
export interface PlantedCase {
  readonly what: string;
  readonly unit: string;
  readonly person?: string;
  readonly matter?: string;
  readonly payments?: readonly string[];
}

/** Money in, and out the next day in cash without contract, vote or invoice. */
function plantCashCase({ timeline }: Stage, village: Institution, year: number): PlantedCase {
  const { code } = village;
  receive(timeline, village, {
    incomeId: `${code}-compensation`,
    class: 'landCompensation',
    purpose: '征地补偿款',
    amount: yuan(3_711_600),
    day: `${year}-01-17`,
  });
  const payee = { payeeId: `x-${code}`, kind: 'person' as const };
  const common = {
    purpose: '征地补偿款支出',
    category: '征地补偿',
    payee,
    day: `${year}-01-18`,
    voucher: 'whiteSlip' as const,
    signatures: [
      ['VACC', 'handle'],
      ['VPS', 'approve'],
    ] as const,
  };
  pay(timeline, village, {
    ...common,
    paymentId: `${code}-cash-1`,
    amount: yuan(2_000_000),
    method: 'cashCheque',
  });
  pay(timeline, village, {
    ...common,
    paymentId: `${code}-cash-2`,
    amount: yuan(1_711_600),
    method: 'cash',
  });
  return {
    what: 'money in, and 3,711,600 yuan out the next day in cash, without decision, contract or invoice',
    unit: code,
    person: village.officers['VPS'] ?? '',
    payments: [`${code}-cash-1`, `${code}-cash-2`],
  };
}

/** Twelve payments just below the threshold to one payee within a quarter. */
function plantSplitting(
  { timeline, random }: Stage,
  village: Institution,
  year: number,
): PlantedCase {
  const { code } = village;
  const payments = Array.from({ length: 12 }, (_, index) => `${code}-split-${index + 1}`);
  for (const [index, paymentId] of payments.entries())
    pay(timeline, village, {
      paymentId,
      purpose: '零星维修',
      category: '维修',
      amount: yuan(9_300 + random.int(0, 6) * 100),
      payee: { payeeId: `c-split-${code}`, name: '顺达维修（虚构）', kind: 'company' },
      day: dayAfter(`${year}-04-06`, index * 6),
      voucher: 'invoice',
    });
  return {
    what: 'twelve payments just under 10,000 yuan to one payee in a quarter',
    unit: code,
    payments,
  };
}

/** The director's wife manages the firm that repairs the school. */
function plantRelatedParty({ timeline }: Stage, village: Institution, year: number): PlantedCase {
  const { code, officers } = village;
  const director = officers['VCC'] ?? '';
  const wife = village.bodies['VRA']?.members[25] ?? '';
  const company = {
    payeeId: `c-related-${code}`,
    name: '安顺修缮（虚构）',
    kind: 'company' as const,
  };
  const entry = { orgunit: code, person: director, day: `${year}-03-02` };
  timeline.record(
    'offices.DeclareKinship',
    { personId: director, relativeId: wife, relation: 'spouse' },
    { ...entry, classification: 'internal' },
  );
  timeline.record(
    'projects.RegisterSupplier',
    {
      supplierId: company.payeeId,
      registrationId: `${company.payeeId}-1`,
      name: company.name,
      registeredOn: `${year - 6}-05-11`,
      owners: [wife],
    },
    entry,
  );
  const paymentId = `${code}-related-1`;
  pay(timeline, village, {
    paymentId,
    purpose: '教学点屋面修缮',
    category: '维修',
    amount: yuan(7_800),
    payee: company,
    day: `${year}-07-09`,
    voucher: 'invoice',
  });
  return {
    what: 'a payment to a firm that the director of the village is related to',
    unit: code,
    person: director,
    payments: [paymentId],
  };
}

/** The resolution is entered, back-dated, after the money has gone. */
function plantBackdating(
  { timeline, random, powers }: Stage,
  township: Institution,
  year: number,
): PlantedCase {
  const matterId = `${township.code}-${year}-backdated`;
  const day = `${year}-06-08`;
  decide(timeline, random, township, powers, {
    matterId,
    title: `${township.name}应急工程补充决议`,
    power: 'T11',
    proposer: 'DTM',
    chair: 'PS',
    day,
    amount: yuan(320_000),
    important: true,
    faults: { recordedAfter: 75 },
  });
  pay(timeline, township, {
    paymentId: `${matterId}-pay`,
    purpose: '应急工程',
    category: '工程',
    amount: yuan(320_000),
    payee: supplier(random, township.code),
    day: dayAfter(day, 12),
    matter: matterId,
    voucher: 'invoice',
  });
  return {
    what: 'a resolution entered two months after the payment that it allows',
    unit: township.code,
    matter: matterId,
    payments: [`${matterId}-pay`],
  };
}

function plantChairFirst(
  { timeline, random, powers }: Stage,
  township: Institution,
  year: number,
): PlantedCase {
  const matterId = `${township.code}-${year}-chair-first`;
  decide(timeline, random, township, powers, {
    matterId,
    title: `${township.name}${year}年综合楼选址`,
    power: 'T01',
    proposer: 'DTM',
    chair: 'PS',
    day: `${year}-09-14`,
    amount: yuan(480_000),
    important: true,
    faults: { chairFirst: true },
  });
  return {
    what: 'the secretary stated his position first',
    unit: township.code,
    matter: matterId,
    person: township.officers['PS'] ?? '',
  };
}

interface Active {
  readonly township: Institution;
  /** Cash case, clean, splitting, late boards, then clean again. */
  readonly villages: readonly Institution[];
}

export function plantCases(
  stage: Stage,
  { township, villages: [cash, , splitting, late] }: Active,
  year: number,
): readonly PlantedCase[] {
  return [
    ...(cash ? [plantCashCase(stage, cash, year)] : []),
    ...(splitting ? [plantSplitting(stage, splitting, year)] : []),
    ...(late
      ? [
          { what: 'decisions posted four weeks late, year after year', unit: late.code },
          plantRelatedParty(stage, late, year),
        ]
      : []),
    plantBackdating(stage, township, year),
    plantChairFirst(stage, township, year),
  ];
}

/** The township's secretary and the first village's leave office at the end of the year. */
export function plantDepartures(
  { timeline, random }: Stage,
  { township, villages: [cash] }: Active,
  year: number,
  term: { readonly since: string; readonly dueTo: string },
): readonly PlantedCase[] {
  const leave = (
    institution: Institution,
    role: string,
    day: string,
    reason: 'transferred' | 'termExpired',
  ) => {
    succeed(timeline, institution, role, {
      ...term,
      day,
      reason,
      successor: `p-${institution.code}-101`,
      name: inventName(random),
    });
    return { unit: institution.code, person: institution.officers[role] ?? '' };
  };
  const secretary = leave(township, 'PS', `${year}-11-30`, 'transferred');
  return [
    { what: 'the township secretary is transferred: departure audit', ...secretary },
    ...(cash
      ? [
          {
            what: 'the village secretary leaves at the election: departure audit',
            ...leave(cash, 'VPS', `${year}-12-31`, 'termExpired'),
          },
        ]
      : []),
  ];
}
