// The demo county: institutions, routine years, and the planted cases that the ledger should find.
import { parseInstant } from '../../src/kernel/time.js';
import { decide, type DecisionPlan } from './decisions.js';
import { townships, type Township } from './divisions.js';
import { COURSE, openerOf } from './flow.js';
import { foundTownship, foundVillage, registerUnits, type Institution } from './institutions.js';
import { openAccount, pay, receive } from './money.js';
import { plantCases, plantDepartures, type PlantedCase } from './planted.js';
import { countProperty, letShop, openRegister } from './property.js';
import { openEarmarkedAccount, receiveEarmarked, settleAccounts } from './obligations.js';
import { publishPowers } from './powers.js';
import { createRandom } from './random.js';
import { foundOversight, overseeYear } from './oversight.js';
import { serveCounter } from './counter.js';
import { appraise } from './ratings.js';
import { supplier, yuan, type Stage } from './stage.js';
import { contractId, hasContract } from './scene.js';
import { createTimeline, dayAfter, instant, type ScheduledCommand } from './timeline.js';

export type { PlantedCase } from './planted.js';

export interface CountyOptions {
  readonly seed: number;
  /** First year; terms begin on 1 January. */
  readonly from: number;
  readonly years: number;
  /** How many villages of each active township are active. */
  readonly villages: number;
  readonly townships: number;
  /** Applications at the counter of each village in a month. */
  readonly applications: number;
}

export const SMALL_COUNTY: CountyOptions = {
  seed: 20120615,
  from: 2021,
  years: 3,
  villages: 4,
  townships: 1,
  applications: 1,
};

/** All 13 townships and their 125 villages. */
export const WHOLE_COUNTY = {
  townships: townships.length,
  villages: Math.max(...townships.map(({ villages }) => villages.length)),
} as const;

/** From the year in which the shipped catalogue comes into force to the last whole one of its holiday table. */
const MOST_YEARS = 5;

export interface County {
  readonly commands: readonly ScheduledCommand[];
  readonly planted: readonly PlantedCase[];
}

/** Title, power item, yuan, and what its payment is booked as. */
type Subject = readonly [title: string, power: string, amount: number, category: string];
/** The power item of leases: it brings rent instead of a payment. */
const LEASE = 'V08';
const WORKS = '工程';
/** What the township's fund for one purpose is spent as. */
const EARMARKED = '衔接资金';
/** Days from the meeting, after the posting of the decision has stayed up. */
const LEASE_SIGNED = 25;

const VILLAGE_SUBJECTS: readonly Subject[] = [
  ['村级道路硬化', 'V11', 180_000, WORKS],
  ['集体铺面出租', 'V08', 36_000, '租金'],
  ['人饮管网维修', 'V11', 64_000, WORKS],
  ['年度误工补贴标准', 'V03', 28_000, '误工补贴'],
];
const TOWNSHIP_SUBJECTS: readonly Subject[] = [
  ['年度公共项目立项', 'T15', 900_000, WORKS],
  ['衔接资金分配', 'T17', 600_000, EARMARKED],
  ['集镇环境整治', 'T01', 240_000, '环境整治'],
  ['办公设备采购', 'T14', 86_000, '设备'],
];
/** What may differ from a clean year. */
interface Habits {
  readonly lateBoards?: boolean;
}

function matterOfYear(
  { timeline, random, powers }: Stage,
  institution: Institution,
  [title, power, amount, category]: Subject,
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
    works: category === WORKS,
    ...(faults ? { faults } : {}),
  });
  if (!adopted) return;
  const money = { amount: cost, day: dayAfter(day, COURSE.PaymentMade), matter: matterId };
  if (power === LEASE) {
    const incomeId = `${matterId}-rent`;
    letShop(timeline, institution, {
      matterId,
      title: `${name}${day.slice(0, 4)}年${title}`,
      lessee: party,
      rent: cost,
      signed: dayAfter(day, LEASE_SIGNED),
      paid: money.day,
      incomeId,
    });
    receive(timeline, institution, { ...money, incomeId, class: 'lease', purpose: title, power });
  } else {
    const earmarked =
      category === EARMARKED
        ? receiveEarmarked(timeline, institution, {
            matterId,
            title,
            category,
            amount: cost,
            received: day,
          })
        : undefined;
    pay(timeline, institution, {
      ...money,
      paymentId: `${matterId}-pay`,
      purpose: title,
      category,
      payee: party,
      voucher: 'invoice',
      ...(earmarked ? { earmarked } : {}),
      ...(hasContract(powers.item(power, day)) ? { contract: contractId(matterId) } : {}),
    });
  }
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
  countProperty(timeline, institution, year, subjects.length);
  settleAccounts(timeline, institution, year);
  receive(timeline, institution, {
    incomeId: `${code}-${year}-grant`,
    class: 'subsidy',
    purpose: '上级补助',
    amount: yuan(level === 'village' ? 420_000 : 2_600_000),
    day: `${year}-01-20`,
  });
}

/**
 * Builds the county one year after the other, so that memory holds a year however many there are. The villages of an
 * active township play: cash case, clean, splitting, late boards, then clean again. What is planted comes with the last
 * year; what is recorded after it, too.
 */
export function* simulateYears(options: CountyOptions): Generator<County> {
  const random = createRandom(options.seed);
  const timeline = createTimeline();
  const founding = `${options.from}-01-04`;
  const powers = publishPowers(timeline, founding);
  registerUnits(timeline, founding);
  const active = townships.slice(0, options.townships).map((township) => {
    const stage = { timeline, powers, random: random.fork(township.code) };
    return foundActive(stage, township, options, founding);
  });
  const last = options.from + options.years - 1;
  for (let year = options.from; year < last; year++) {
    for (const one of active) simulateYear(one, year, options);
    // The acts of a year begin in it, and none of the next is recorded before it begins.
    yield {
      commands: timeline.take(parseInstant(instant(`${year + 1}-01-01`, '00:00')).epochMs),
      planted: [],
    };
  }
  const term = { since: founding, dueTo: dueDay(options) };
  const planted = active.flatMap((one) => {
    simulateYear(one, last, options);
    return [...plantCases(one.stage, one, last), ...plantDepartures(one.stage, one, last, term)];
  });
  yield { commands: timeline.take(), planted };
}

/** The county as a whole. */
export function simulateCounty(options: CountyOptions): County {
  const years = [...simulateYears(options)];
  return {
    commands: years.flatMap(({ commands }) => commands),
    planted: years.flatMap(({ planted }) => planted),
  };
}

interface Active {
  readonly stage: Stage;
  readonly township: Institution;
  readonly villages: readonly Institution[];
}

const dueDay = ({ from }: CountyOptions): string => `${from + 4}-12-31`;

function foundActive(
  stage: Stage,
  division: Township,
  options: CountyOptions,
  founding: string,
): Active {
  const base = { ...stage, day: founding, dueTo: dueDay(options) };
  const township = foundTownship(base, division);
  // The cases lie in invented villages' stories; the first four divisions after the towns' own lend them their codes.
  const villages = division.villages
    .slice(0, options.villages)
    .map((village) => foundVillage(base, village));
  for (const institution of [township, ...villages])
    openAccount(stage.timeline, institution, founding);
  openEarmarkedAccount(stage.timeline, township, founding);
  for (const village of villages) openRegister(stage.timeline, village, founding);
  foundOversight(stage, { township, villages }, founding);
  return { stage, township, villages };
}

function simulateYear(
  { stage, township, villages }: Active,
  year: number,
  { applications }: CountyOptions,
): void {
  const { timeline, random } = stage;
  routineYear(stage, township, year);
  for (const [number, village] of villages.entries()) {
    routineYear(stage, village, year, { lateBoards: number === 3 });
    appraise(timeline, random, village, year);
  }
  appraise(timeline, random, township, year);
  // Draws of its own, so that decisions and payments stay as they are when the counter or the oversight changes.
  const civic = { ...stage, random: random.fork(`civic-${year}`) };
  overseeYear(civic, { township, villages }, year);
  for (const village of villages) serveCounter(civic, { village, township }, year, applications);
}

/** As many years, and then as many applications a month, as give about the events that were asked for. */
export function countyOf(
  events: number,
  size: Partial<Pick<CountyOptions, 'seed' | 'townships' | 'villages'>> = WHOLE_COUNTY,
): CountyOptions {
  const options = { ...SMALL_COUNTY, ...size };
  const aYear = (applications: number) =>
    simulateCounty({ ...options, years: 1, applications }).commands.length;
  const [least, next] = [aYear(1), aYear(2)];
  const years = Math.min(MOST_YEARS, Math.ceil(events / least));
  const lacking = Math.max(0, events / years - least);
  return { ...options, years, applications: 1 + Math.ceil(lacking / (next - least)) };
}
