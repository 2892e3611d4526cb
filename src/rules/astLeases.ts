// AST-01 to AST-03: leases and contracting-out: allowed and posted, not too long, not too cheap.
// A floor or a land term that nobody recorded is not made up.
import { z } from 'zod';
import { NOTICE_CLASSES } from '../events/disclosure.js';
import { addMonths, parseLocalDate, type LocalDate } from '../kernel/time.js';
import { eventsOf, type CaseIndex, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { heldAgainst, limitInWords, limitParameter } from './deadline.js';
import { decidingRulings } from './decisions.js';
import { inWords } from './payments.js';
import { levelOf } from './register.js';
import { defineRule, type Activation } from './rule.js';
import {
  COLLECTIVE_LAW,
  OPENNESS_SYSTEM,
  SUNSHINE_IN_FORCE,
  VILLAGE_POWER_SYSTEM,
  VILLAGERS_LAW,
} from './sources.js';
import { compareTimes, happenedBefore, localDate } from './time.js';
import { unitKey } from './unitKeys.js';

type Signed = EventOf<'assets.LeaseSigned'>;
type Renewed = EventOf<'assets.LeaseRenewed'>;
type Letting = Signed | Renewed;

/** A letting or its renewal, with the lease that it belongs to, where that is on record. */
interface Let {
  readonly act: Letting;
  readonly lease: Signed | undefined;
}

function lettingsIn(theCase: CaseIndex, context: RuleContext): readonly Let[] {
  const renewed = theCase.of('assets.LeaseRenewed').map((act) => ({
    act,
    lease: eventsOf(context.events(unitKey.lease(act.data.leaseId)), 'assets.LeaseSigned')[0],
  }));
  return [...theCase.of('assets.LeaseSigned').map((act) => ({ act, lease: act })), ...renewed];
}

const signerOf = ({ act }: Let): string | undefined =>
  act.name === 'assets.LeaseSigned' ? act.data.signedBy : undefined;

const LEVELS = ['county', 'township', 'village'] as const;

const ast01Parameters = z.strictObject({
  /** Whose lettings need a decision. */
  levels: z.array(z.enum(LEVELS)).default(['village', 'township']),
  /** Yearly rent (fen) below which no collective decision is needed; local, none by default. */
  exemptBelow: z.partialRecord(z.enum(LEVELS), z.string().regex(/^\d{1,20}$/)).default({}),
  /** Limit for a posting after the signing, where nothing was posted before it. */
  posting: limitParameter.default('20wd'),
  /** Classes of notice by which a letting is made public. */
  classes: z
    .array(z.enum(NOTICE_CLASSES))
    .default(['decision', 'implementation', 'asset', 'land', 'award']),
});
type Ast01Parameters = z.output<typeof ast01Parameters>;

/** The adopted rulings of the case that came after the signing that a renewal prolongs, and not after the act. */
function permissions(theCase: CaseIndex, { act, lease }: Let) {
  const since = act.name === 'assets.LeaseRenewed' ? lease?.time : undefined;
  return decidingRulings(theCase).filter(
    ({ data, time }) =>
      data.outcome === 'adopted' &&
      !happenedBefore(act.time, time) &&
      (since === undefined || compareTimes(time, since) > 0),
  );
}

/** Postings of the case, of the plan or of the result. */
const postings = (theCase: CaseIndex, { classes }: Ast01Parameters) =>
  [
    ...theCase.of('matters.DecisionPublished'),
    ...theCase.of('disclosure.NoticePosted').filter(({ data }) => classes.includes(data.class)),
  ].sort((a, b) => compareTimes(a.time, b.time));

function judgedLetting(
  theCase: CaseIndex,
  letting: Let,
  parameters: Ast01Parameters,
): Activation | undefined {
  const { act } = letting;
  const person = signerOf(letting);
  const { rentPerYear, currency } = act.data;
  const expected = { zh: '先经有权组织决定并公开', en: 'a decision before it, and a posting' };
  if (permissions(theCase, letting).length === 0) {
    const later = decidingRulings(theCase).filter(({ data }) => data.outcome === 'adopted');
    return {
      act,
      person,
      broken: {
        found: {
          zh: `年租金 ${inWords(BigInt(rentPerYear), currency)}，签订前没有已通过的决定`,
          en: `${inWords(BigInt(rentPerYear), currency)} a year, signed without an adopted decision before it`,
        },
        expected,
        amount: rentPerYear,
        evidence: later,
      },
    };
  }
  // What is sealed is not for posting.
  if (act.classification === 'sealed' || act.classification === 'audit') return { act, person };
  const [posted] = postings(theCase, parameters);
  const end = localDate((posted ?? { time: theCase.latest }).time);
  const held = heldAgainst(parameters.posting, localDate(act.time), end);
  if (held.kind === 'unjudged') return { act, unjudged: held.reason };
  if (held.kind === 'inTime') return posted ? { act, person } : undefined;
  const { zh, en } = limitInWords(parameters.posting);
  return {
    act,
    person,
    broken: {
      found: posted
        ? { zh: `${end} 才公开`, en: `made public only on ${end}` }
        : { zh: `到 ${end} 没有公开`, en: `not made public by ${end}` },
      expected: {
        zh: `签订前公开，或签订后 ${zh}内公开`,
        en: `a posting before it, or within ${en}`,
      },
      amount: rentPerYear,
      evidence: posted ? [posted] : [],
    },
  };
}

/**
 * A letting (lease, contracting-out, transfer) or renewal is signed after an adopted decision of its matter, for a renewal
 * one that came after the lease; and it is made public: anything of the matter posted before it, or a posting within the
 * limit. The missing decision is the breach; a posting that may still come in time is not judged. Whether the right body
 * decided is for DEC-11. Not applicable to levels and rents that the parameters leave out. Source: Villagers' Committees
 * Organic Law arts. 24 (8), 30; domain.md 2.1, 2.9, catalogue V08, V09.
 */
export const ast01 = defineRule({
  id: 'AST-01',
  title: { zh: '出租发包经决定并公开', en: 'Leases are decided and public' },
  statement: {
    zh: '集体资产资源出租、发包、流转，先经决定并公开',
    en: 'A letting of collective property is decided before it is signed, and made public',
  },
  severity: 'S',
  basis: [
    { document: VILLAGERS_LAW, clause: '第二十四条、第三十条' },
    { document: COLLECTIVE_LAW, clause: '第二十六条、第四十五条' },
    { document: OPENNESS_SYSTEM, clause: '资产资源公开' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: ast01Parameters,
  triggers: ['assets.LeaseSigned', 'assets.LeaseRenewed'],
  *check(theCase, context, on) {
    for (const letting of lettingsIn(theCase, context)) {
      const parameters = on(letting.act);
      const level = levelOf(letting.act.orgunit);
      const exempt = parameters.exemptBelow[level];
      if (!parameters.levels.includes(level)) continue;
      if (exempt !== undefined && BigInt(letting.act.data.rentPerYear) < BigInt(exempt)) continue;
      const activation = judgedLetting(theCase, letting, parameters);
      if (activation) yield activation;
    }
  },
});

const MONTHS = 12;

function tooLong(
  { act, lease }: Let,
  years: Readonly<Partial<Record<Signed['data']['kind'], number>>>,
): Activation | undefined {
  const longest = lease && years[lease.data.kind];
  const landTermEnds = lease?.data.landTermEnds;
  if (longest === undefined && landTermEnds === undefined) return undefined;
  const [from, to] = [act.data.from, act.data.to];
  const last: LocalDate | undefined =
    longest === undefined ? undefined : addMonths(from, longest * MONTHS);
  const beyondLaw = last !== undefined && to > last;
  const beyondLand = landTermEnds !== undefined && to > landTermEnds;
  const limits = [
    ...(longest === undefined
      ? []
      : [{ zh: `不超过 ${longest} 年`, en: `at most ${longest} years` }]),
    ...(landTermEnds === undefined
      ? []
      : [
          {
            zh: `不超过承包期（${landTermEnds}）`,
            en: `not beyond the land term (${landTermEnds})`,
          },
        ]),
  ];
  return {
    act,
    broken:
      beyondLaw || beyondLand
        ? {
            found: { zh: `期限 ${from} 至 ${to}`, en: `from ${from} to ${to}` },
            expected: {
              zh: limits.map(({ zh }) => zh).join('，'),
              en: limits.map(({ en }) => en).join(', '),
            },
            amount: act.data.rentPerYear,
            evidence: act.name === 'assets.LeaseRenewed' && lease ? [lease] : [],
          }
        : undefined,
  };
}

/**
 * A lease runs for at most 20 years (a renewal, for 20 from its own beginning), and none beyond the land term from which
 * it is derived; the day on which it begins is not counted. Contracting-out and transfer of land have terms of their own:
 * for them only the recorded land term holds, unless the pack sets years. Not applicable where neither is known.
 * Source: Civil Code art. 705 (from memory; before 2021 Contract Law art. 214); Rural Land Contracting Law art. 21;
 * domain.md 2.3, 2.9.
 */
export const ast02 = defineRule({
  id: 'AST-02',
  title: { zh: '租赁期限合法', en: 'Not let for too long' },
  statement: {
    zh: '租赁期不超过二十年，流转期不超过剩余承包期',
    en: 'A lease runs for at most twenty years and not beyond the land term',
  },
  severity: 'S',
  basis: [
    { document: '中华人民共和国民法典', clause: '第七百零五条' },
    { document: '中华人民共和国农村土地承包法', clause: '第二十一条' },
  ],
  // The Contract Law, whose art. 214 said the same.
  validFrom: parseLocalDate('1999-10-01'),
  parameters: z.strictObject({
    years: z
      .partialRecord(z.enum(['lease', 'contractOut', 'transfer']), z.int().min(1).max(100))
      .default({ lease: 20 }),
  }),
  triggers: ['assets.LeaseSigned', 'assets.LeaseRenewed'],
  *check(theCase, context, on) {
    for (const letting of lettingsIn(theCase, context)) {
      const activation = tooLong(letting, on(letting.act).years);
      if (activation) yield { ...activation, person: signerOf(letting) };
    }
  },
});

/**
 * The yearly rent is not below the floor at which the lease was allowed; a renewal is held against the floor of its
 * lease. Not applicable where no floor is recorded, or where currencies differ. Source: Rural Collective Economic
 * Organisations Law art. 35 (no letting at a low price); domain.md 2.2, 2.9.
 */
export const ast03 = defineRule({
  id: 'AST-03',
  title: { zh: '租金不低于底价', en: 'The rent is not below the floor' },
  statement: {
    zh: '出租、发包价格不低于经决定的底价',
    en: 'Property is not let below the floor that was decided',
  },
  severity: 'M',
  basis: [
    { document: COLLECTIVE_LAW, clause: '第三十五条' },
    { document: VILLAGE_POWER_SYSTEM, clause: '资产资源管理' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['assets.LeaseSigned', 'assets.LeaseRenewed'],
  *check(theCase, context) {
    for (const letting of lettingsIn(theCase, context)) {
      const { act, lease } = letting;
      const floor = lease?.data.floorPerYear;
      const { rentPerYear, currency } = act.data;
      if (floor === undefined || lease?.data.currency !== currency) continue;
      const short = BigInt(floor) - BigInt(rentPerYear);
      yield {
        act,
        person: signerOf(letting),
        broken:
          short <= 0n
            ? undefined
            : {
                found: {
                  zh: `年租金 ${inWords(BigInt(rentPerYear), currency)}`,
                  en: `${inWords(BigInt(rentPerYear), currency)} a year`,
                },
                expected: {
                  zh: `不低于 ${inWords(BigInt(floor), currency)}`,
                  en: `at least ${inWords(BigInt(floor), currency)}`,
                },
                amount: short.toString(),
                evidence: act.name === 'assets.LeaseRenewed' ? [lease] : [],
              },
      };
    }
  },
});
