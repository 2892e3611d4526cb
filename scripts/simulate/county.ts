// The demo county: institutions, routine years, and the planted cases that the ledger should find.
import { decide, type DecisionPlan } from './decisions.js';
import { townships, type Township } from './divisions.js';
import { COURSE, openerOf } from './flow.js';
import { foundTownship, foundVillage, registerUnits, type Institution } from './institutions.js';
import { openAccount, pay, receive } from './money.js';
import { plantCases, plantDepartures, type PlantedCase } from './planted.js';
import { publishPowers } from './powers.js';
import { createRandom } from './random.js';
import { appraise } from './ratings.js';
import { supplier, yuan, type Stage } from './stage.js';
import { contractId, hasContract } from './steps.js';
import { createTimeline, dayAfter, type ScheduledCommand } from './timeline.js';

export type { PlantedCase } from './planted.js';

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

export interface County {
  readonly commands: readonly ScheduledCommand[];
  readonly planted: readonly PlantedCase[];
}

/** Title, power item, yuan. */
type Subject = readonly [title: string, power: string, amount: number];
/** The power item of leases: it brings rent instead of a payment. */
const LEASE = 'V08';

const VILLAGE_SUBJECTS: readonly Subject[] = [
  ['村级道路硬化', 'V11', 180_000],
  ['集体铺面出租', 'V08', 36_000],
  ['人饮管网维修', 'V11', 64_000],
  ['年度误工补贴标准', 'V03', 28_000],
];
const TOWNSHIP_SUBJECTS: readonly Subject[] = [
  ['年度公共项目立项', 'T15', 900_000],
  ['衔接资金分配', 'T17', 600_000],
  ['集镇环境整治', 'T01', 240_000],
  ['办公设备采购', 'T14', 86_000],
];
/** What may differ from a clean year. */
interface Habits {
  readonly lateBoards?: boolean;
}

function matterOfYear(
  { timeline, random, powers }: Stage,
  institution: Institution,
  [title, power, amount]: Subject,
  { matterId, day, faults }: { matterId: string; day: string; faults: DecisionPlan['faults'] },
): void {
  const { code, name, level } = institution;
  const cost = yuan(amount + random.int(-20, 20) * 137);
  const party = supplier(random, code);
  const { adopted } = decide(timeline, random, institution, powers, {
    matterId,
    title: `${name}${day.slice(0, 4)}年${title}`,
    power,
    proposer:
      openerOf(powers.item(power, day), institution) ?? (level === 'village' ? 'VCC' : 'DTM'),
    chair: level === 'village' ? 'VPS' : 'PS',
    day,
    amount: cost,
    party,
    important: true,
    ...(faults ? { faults } : {}),
  });
  if (!adopted) return;
  const money = { amount: cost, day: dayAfter(day, COURSE.PaymentMade), matter: matterId };
  if (power === LEASE)
    receive(timeline, institution, {
      ...money,
      incomeId: `${matterId}-rent`,
      class: 'lease',
      purpose: title,
      power,
    });
  else
    pay(timeline, institution, {
      ...money,
      paymentId: `${matterId}-pay`,
      purpose: title,
      category: '工程',
      payee: party,
      voucher: 'invoice',
      ...(hasContract(powers.item(power, day)) ? { contract: contractId(matterId) } : {}),
    });
}

function routineYear(
  stage: Stage,
  institution: Institution,
  year: number,
  habits: Habits = {},
): void {
  const { timeline, random } = stage;
  const { code, level } = institution;
  const subjects = level === 'village' ? VILLAGE_SUBJECTS : TOWNSHIP_SUBJECTS;
  for (const [index, subject] of subjects.entries()) {
    const month = `${year}-${String(index * 3 + 2).padStart(2, '0')}-10`;
    matterOfYear(stage, institution, subject, {
      matterId: `${code}-${year}-${index + 1}`,
      day: dayAfter(month, random.int(0, 14)),
      faults: habits.lateBoards ? { publishedAfter: 26 + index } : {},
    });
  }
  for (let month = 1; month <= 12; month++)
    pay(timeline, institution, {
      paymentId: `${code}-${year}-office-${month}`,
      purpose: '办公用品',
      category: '办公',
      // Small enough that a quarter's purchases from one supplier stay within what one person may spend,
      // and no two of a year alike, as a payment made twice would be.
      amount: yuan(80 + month * 12 + random.int(0, 11)),
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

/** Builds the county. The villages of an active township play: cash case, clean, splitting, late boards, then clean again. */
export function simulateCounty(options: CountyOptions): County {
  const random = createRandom(options.seed);
  const timeline = createTimeline();
  const planted: PlantedCase[] = [];
  const founding = `${options.from}-01-04`;
  const powers = publishPowers(timeline, founding);
  registerUnits(timeline, founding);
  for (const township of townships.slice(0, options.townships)) {
    const stage = { timeline, powers, random: random.fork(township.code) };
    planted.push(...simulateTownship(stage, township, options, founding));
  }
  return { commands: timeline.commands(), planted };
}

interface Active {
  readonly township: Institution;
  readonly villages: readonly Institution[];
}

function simulateTownship(
  stage: Stage,
  division: Township,
  options: CountyOptions,
  founding: string,
): readonly PlantedCase[] {
  const dueTo = `${options.from + 4}-12-31`;
  const base = { ...stage, day: founding, dueTo };
  const township = foundTownship(base, division);
  // The cases lie in invented villages' stories; the first four divisions after the towns' own lend them their codes.
  const villages = division.villages
    .slice(0, options.villages)
    .map((village) => foundVillage(base, village));
  for (const institution of [township, ...villages])
    openAccount(stage.timeline, institution, founding);
  for (let index = 0; index < options.years; index++)
    simulateYear(stage, { township, villages }, options.from + index);
  const last = options.from + options.years - 1;
  const term = { since: founding, dueTo };
  return [
    ...plantCases(stage, { township, villages }, last),
    ...plantDepartures(stage, { township, villages }, last, term),
  ];
}

function simulateYear(stage: Stage, { township, villages }: Active, year: number): void {
  const { timeline, random } = stage;
  routineYear(stage, township, year);
  for (const [number, village] of villages.entries()) {
    routineYear(stage, village, year, { lateBoards: number === 3 });
    appraise(timeline, random, village, year);
  }
  appraise(timeline, random, township, year);
}
