// The demo county: institutions, routine years, and the planted cases that the ledger should find.
import { dayAfter, createTimeline, type ScheduledCommand, type Timeline } from './timeline.js';
import { decide } from './decisions.js';
import { townships, type Division } from './divisions.js';
import {
  foundTownship,
  foundVillage,
  registerUnits,
  succeed,
  type Institution,
} from './institutions.js';
import { openAccount, pay, receive } from './money.js';
import { inventName } from './people.js';
import { createRandom, type Random } from './random.js';
import { appraise } from './ratings.js';

export interface CountyOptions {
  readonly seed: number;
  /** First year; terms begin on 1 January. */
  readonly from: number;
  readonly years: number;
  /** How many villages of each active township are active. */
  readonly villages: number;
  readonly townships: number;
}

export const SMALL_COUNTY: CountyOptions = {
  seed: 20120615,
  from: 2021,
  years: 3,
  villages: 4,
  townships: 1,
};

/** What was planted, so that a test can ask whether it was found. */
export interface PlantedCase {
  readonly what: string;
  readonly unit: string;
  readonly person?: string;
  readonly matter?: string;
  readonly payments?: readonly string[];
}

export interface County {
  readonly commands: readonly ScheduledCommand[];
  readonly planted: readonly PlantedCase[];
}

const yuan = (amount: number): string => `${amount}00`;

const VILLAGE_SUBJECTS = [
  ['村级道路硬化', 'V11', 180_000],
  ['集体铺面出租', 'V08', 36_000],
  ['人饮管网维修', 'V11', 64_000],
  ['年度误工补贴标准', 'V03', 28_000],
] as const;
const TOWNSHIP_SUBJECTS = [
  ['年度公共项目安排', 'T03', 900_000],
  ['衔接资金分配', 'T17', 600_000],
  ['集镇环境整治', 'T01', 240_000],
  ['办公设备采购', 'T14', 86_000],
] as const;
const SUPPLIERS = ['示范建材', '明远工程', '春雨管业', '同心商贸'] as const;

const supplier = (random: Random, code: string) => {
  const index = random.int(0, SUPPLIERS.length - 1);
  return {
    payeeId: `c-${code.slice(0, 9)}-${index}`,
    name: `${SUPPLIERS[index] ?? ''}（虚构）`,
    kind: 'company' as const,
  };
};

/** What may differ from a clean year. */
interface Habits {
  readonly lateBoards?: boolean;
}

function routineYear(
  timeline: Timeline,
  random: Random,
  institution: Institution,
  year: number,
  habits: Habits = {},
): void {
  const { code, level } = institution;
  const subjects = level === 'village' ? VILLAGE_SUBJECTS : TOWNSHIP_SUBJECTS;
  for (const [index, [title, power, amount]] of subjects.entries()) {
    const matterId = `${code}-${year}-${index + 1}`;
    const cost = yuan(amount + random.int(-20, 20) * 137);
    const day = dayAfter(`${year}-${String(index * 3 + 2).padStart(2, '0')}-10`, random.int(0, 14));
    const { adopted } = decide(timeline, random, institution, {
      matterId,
      title: `${institution.name}${year}年${title}`,
      power,
      body: level === 'village' ? 'VRA' : 'PC',
      proposer: level === 'village' ? 'VCC' : 'DTM',
      chair: level === 'village' ? 'VPS' : 'PS',
      day,
      amount: cost,
      important: true,
      faults: habits.lateBoards ? { publishedAfter: 26 + index } : {},
    });
    if (adopted)
      pay(timeline, institution, {
        paymentId: `${matterId}-pay`,
        purpose: title,
        category: power === 'V08' ? '维修' : '工程',
        amount: cost,
        payee: supplier(random, code),
        day: dayAfter(day, 50),
        matter: matterId,
        voucher: 'invoice',
      });
  }
  for (let month = 1; month <= 12; month++)
    pay(timeline, institution, {
      paymentId: `${code}-${year}-office-${month}`,
      purpose: '办公用品',
      category: '办公',
      // Small enough that a quarter's purchases from one supplier stay within what one person may spend.
      amount: yuan(random.int(90, 230)),
      payee: supplier(random, code),
      day: dayAfter(`${year}-${String(month).padStart(2, '0')}-12`, random.int(0, 9)),
      voucher: 'invoice',
    });
  receive(timeline, institution, {
    incomeId: `${code}-${year}-grant`,
    class: 'subsidy',
    purpose: '上级补助',
    amount: yuan(level === 'village' ? 420_000 : 2_600_000),
    day: `${year}-01-20`,
  });
}

/** Money in, and out the next day in cash without contract, vote or invoice. */
function plantCashCase(timeline: Timeline, village: Institution, year: number): PlantedCase {
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
  timeline: Timeline,
  random: Random,
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

/** The resolution is entered, back-dated, after the money has gone. */
function plantBackdating(
  timeline: Timeline,
  random: Random,
  township: Institution,
  year: number,
): PlantedCase {
  const matterId = `${township.code}-${year}-backdated`;
  const day = `${year}-06-08`;
  decide(timeline, random, township, {
    matterId,
    title: `${township.name}应急工程补充决议`,
    power: 'T11',
    body: 'PC',
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
  timeline: Timeline,
  random: Random,
  township: Institution,
  year: number,
): PlantedCase {
  const matterId = `${township.code}-${year}-chair-first`;
  decide(timeline, random, township, {
    matterId,
    title: `${township.name}${year}年综合楼选址`,
    power: 'T01',
    body: 'PC',
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

/** Builds the county. The villages of an active township play: cash case, clean, splitting, late boards, then clean again. */
export function simulateCounty(options: CountyOptions): County {
  const random = createRandom(options.seed);
  const timeline = createTimeline();
  const planted: PlantedCase[] = [];
  const founding = `${options.from}-01-04`;
  registerUnits(timeline, founding);
  for (const township of townships.slice(0, options.townships))
    simulateTownship(timeline, random.fork(township.code), township, options, founding, planted);
  return { commands: timeline.commands(), planted };
}

function simulateTownship(
  timeline: Timeline,
  random: Random,
  division: Division & { readonly villages: readonly Division[] },
  options: CountyOptions,
  founding: string,
  planted: PlantedCase[],
): void {
  const dueTo = `${options.from + 4}-12-31`;
  const base = { timeline, random, day: founding, dueTo };
  let township = foundTownship(base, division);
  // The cases lie in invented villages' stories; the first four divisions after the towns' own lend them their codes.
  const villages = division.villages
    .slice(0, options.villages)
    .map((village) => foundVillage(base, village));
  for (const institution of [township, ...villages]) openAccount(timeline, institution, founding);
  for (let index = 0; index < options.years; index++) {
    const year = options.from + index;
    routineYear(timeline, random, township, year);
    for (const [number, village] of villages.entries()) {
      routineYear(timeline, random, village, year, { lateBoards: number === 3 });
      appraise(timeline, random, village, year);
    }
    appraise(timeline, random, township, year);
  }
  const last = options.from + options.years - 1;
  const [cash, , splitting, late] = villages;
  if (cash) planted.push(plantCashCase(timeline, cash, last));
  if (splitting) planted.push(plantSplitting(timeline, random, splitting, last));
  if (late)
    planted.push({ what: 'decisions posted four weeks late, year after year', unit: late.code });
  planted.push(
    plantBackdating(timeline, random, township, last),
    plantChairFirst(timeline, random, township, last),
  );
  const leaver = township.officers['PS'] ?? '';
  township = succeed(timeline, township, 'PS', {
    day: `${last}-11-30`,
    since: founding,
    reason: 'transferred',
    successor: `p-${township.code}-101`,
    name: inventName(random),
    dueTo,
  });
  planted.push({
    what: 'the township secretary is transferred: departure audit',
    unit: township.code,
    person: leaver,
  });
  if (cash) {
    const head = cash.officers['VPS'] ?? '';
    succeed(timeline, cash, 'VPS', {
      day: `${last}-12-15`,
      since: founding,
      reason: 'termExpired',
      successor: `p-${cash.code}-101`,
      name: inventName(random),
      dueTo,
    });
    planted.push({
      what: 'the village secretary leaves at the election: departure audit',
      unit: cash.code,
      person: head,
    });
  }
}
