// Rules, rule packs and acts held back, over HTTP. What the rules say is public; what somebody attempted is not.
import { z } from 'zod';
import {
  adoptedPacks,
  blockedActs,
  packHistory,
  rejudgements,
  type BlockedAct,
  type ListedPack,
  type Rejudgement,
} from '../../../projections/violations/rulebook.queries.js';
import { localDateOf, parseLocalDate } from '../../kernel/time.js';
import { parseArea, ruleById, rulesOf } from '../../rules/askRules.js';
import { RULES } from '../../rules/index.js';
import {
  explainRule,
  listRule,
  type RuleExplanation,
  type RuleListing,
} from '../../rules/packExplain.js';
import { pagedEndpoint, readEndpoint, type ReadEndpoint } from '../endpoint.js';
import { area, bilingual, contract, day, id, limit, nullable } from './fields.js';

const listing = z.object({
  id: z.string(),
  family: z.string(),
  title: bilingual,
  statement: bilingual,
  severity: z.enum(['S', 'M', 'L']),
  basis: z.array(z.object({ document: z.string(), clause: z.string() })),
  validFrom: z.string(),
  validTo: nullable(z.string()),
  parameters: z.record(z.string(), z.unknown()),
});
const origin = nullable(
  z.object({
    pack: z.string(),
    carriedOnFrom: nullable(z.string()),
    source: nullable(z.string()),
    ofPower: nullable(z.string()),
  }),
);
const explanation = z.object({
  rule: listing,
  on: z.string(),
  area: z.string(),
  power: nullable(z.string()),
  enabled: z.boolean(),
  why: bilingual,
  severity: z.object({ value: z.enum(['S', 'M', 'L']), origin }),
  mode: z.object({ value: z.enum(['record', 'warn', 'block']), origin }),
  parameters: z.array(z.object({ path: z.string(), value: z.unknown(), origin })),
  packs: z.array(
    z.object({
      name: z.string(),
      title: bilingual,
      area: z.string(),
      subject: nullable(z.string()),
      validFrom: z.string(),
      validTo: nullable(z.string()),
      extends: z.array(z.string()),
      source: nullable(z.string()),
    }),
  ),
  unknown: z.array(z.object({ pack: z.string(), about: bilingual })),
  figures: z.array(z.object({ name: z.string(), value: z.string(), origin })),
});
const pack = z.object({
  name: z.string(),
  title: bilingual,
  area: z.string(),
  validFrom: z.string(),
  validTo: nullable(z.string()),
  digest: z.string(),
  inForce: z.boolean(),
  adopted: z.object({ eventId: z.string(), position: z.string(), recordedTime: z.string() }),
});
const moves = { added: z.int(), removed: z.int(), changed: z.int() };
const rejudgement = z.object({
  rejudgementId: z.string(),
  eventId: z.string(),
  position: z.string(),
  recordedTime: z.string(),
  fromDigests: z.array(z.string()),
  toDigest: z.string(),
  upTo: z.string(),
  moved: z.object(moves),
  byRule: z.array(z.object({ rule: z.string(), ...moves })),
  difference: z.string(),
});
const blocked = z.object({
  attemptId: z.string(),
  eventId: z.string(),
  position: z.string(),
  time: z.string(),
  orgunit: z.string(),
  power: nullable(z.string()),
  person: nullable(z.string()),
  post: nullable(z.string()),
  matterId: nullable(z.string()),
  command: z.string(),
  stream: z.string(),
  act: z.record(z.string(), z.unknown()),
  judgedAt: nullable(z.string()),
  packSet: z.string(),
  findings: z.array(
    z.object({
      rule: z.string(),
      severity: z.enum(['S', 'M', 'L']),
      found: bilingual,
      expected: bilingual,
      basis: z.array(z.object({ document: z.string(), clause: z.string().optional() })),
      packs: z.array(z.string()),
    }),
  ),
});

/** Also for the command line. */
export const explainQuery = z.strictObject({
  on: day.describe('行为发生日，缺省为今天 / day of the act; today when left out').optional(),
  area: z
    .string()
    .max(12)
    .describe('区划代码，全国留空 / division code; the nation when left out')
    .default(''),
  power: z
    .string()
    .min(1)
    .max(32)
    .describe('职权编码：含仅对其适用的参数 / with what holds for this power alone')
    .optional(),
});

/** Also for the command line. */
export const blockedQuery = z.strictObject({
  matterId: id,
  person: id,
  area,
  from: day.optional(),
  to: day.optional(),
  limit,
});

/** What an explanation is asked for, checked. @throws LedgerError `area.unknown` */
export const askedFor = ({ on, area: code, power }: z.output<typeof explainQuery>) => ({
  on: on === undefined ? localDateOf(Date.now()) : parseLocalDate(on),
  area: parseArea(code),
  power,
});

export const ruleEndpoints: readonly ReadEndpoint[] = [
  readEndpoint({
    path: '/rules',
    summary: { zh: '全部规则及其条款', en: 'every rule with its clauses' },
    query: z.strictObject({ family: id }),
    answer: contract<readonly RuleListing[]>(z.array(listing)),
    run: ({ query: { family } }) => rulesOf(family).map(listRule),
  }),
  readEndpoint({
    path: '/rules/{id}',
    summary: {
      zh: '一条规则在某日某地的参数，及每个取值的出处',
      en: 'one rule on a day in an area, and where each of its values comes from',
    },
    query: explainQuery,
    answer: contract<RuleExplanation>(explanation),
    run: ({ snapshot, parameters, query }) =>
      explainRule(
        ruleById(parameters['id'] ?? ''),
        packHistory(snapshot, RULES).current,
        askedFor(query),
      ),
  }),
  readEndpoint({
    path: '/rule-packs',
    summary: { zh: '已采用的规则包与重新评判', en: 'packs adopted, and what was judged again' },
    query: z.strictObject({}),
    answer: contract<{ packs: readonly ListedPack[]; rejudgements: readonly Rejudgement[] }>(
      z.object({ packs: z.array(pack), rejudgements: z.array(rejudgement) }),
    ),
    run: ({ snapshot }) => ({
      packs: adoptedPacks(snapshot),
      rejudgements: rejudgements(snapshot),
    }),
  }),
  pagedEndpoint({
    path: '/blocked-acts',
    summary: { zh: '被规则阻止的行为', en: 'acts that rules held back' },
    restricted: true,
    query: blockedQuery,
    answer: contract<BlockedAct>(blocked),
    run({ snapshot, query: { limit: size, ...filter }, after }) {
      const rows = blockedActs(snapshot, filter, {
        limit: size,
        ...(typeof after === 'number' ? { before: after } : {}),
      });
      const end = rows.length < size ? undefined : rows.at(-1)?.position;
      return { rows, next: end === undefined ? undefined : Number(end) };
    },
  }),
];
