// The norm index over HTTP. The index of units is public; what lies behind it names acts and posts, and needs the token.
import { z } from 'zod';
import {
  adoptedSchemes,
  indexObjections,
  recordedRuns,
  type AdoptedScheme,
  type IndexObjection,
  type RecordedRun,
} from '../../../projections/accountability/accountability.queries.js';
import {
  explainIndex,
  whatIf,
  type IndexExplanation,
  type WhatIf,
} from '../../../projections/norm-index/explain.js';
import { runNormIndex, type UnitIndex } from '../../../projections/norm-index/normIndex.queries.js';
import { parsePeriod } from '../../../projections/norm-index/period.js';
import { schemeByVersion, schemeFor } from '../../../projections/norm-index/schemes.queries.js';
import { indexableUnits } from '../../../projections/norm-index/units.queries.js';
import { RULES } from '../../rules/index.js';
import { readEndpoint, type QueryInput, type ReadEndpoint } from '../endpoint.js';
import { bilingual, contract, nullable } from './fields.js';

const judged = RULES.map(({ id }) => id);

const period = z.string().max(20).describe('2023Q4 | 2023 | 2023Q3..2024Q2');
const scheme = z
  .string()
  .max(80)
  .describe('id@version；缺省为本期采用的方案 / the one adopted for the period when left out')
  .optional();

/** Filters, also for the command line. */
export const indexQuery = z.strictObject({
  period,
  scheme,
  units: z
    .string()
    .max(4000)
    .describe('区划代码，逗号分隔 / division codes, with commas')
    .optional(),
});

type Asked = QueryInput<{ readonly period: string; readonly scheme?: string | undefined }>;

const chosen = ({ snapshot, indexScheme, query }: Asked) =>
  query.scheme === undefined
    ? schemeFor(snapshot, indexScheme, query.period)
    : schemeByVersion(snapshot, indexScheme, query.scheme);

const unitOf = ({ snapshot, parameters, query }: Asked) => {
  const [unit] = indexableUnits(
    snapshot,
    [parameters['unit'] ?? ''],
    parsePeriod(query.period).from,
  );
  if (!unit) throw new RangeError('one code gives one unit');
  return unit;
};

const score = z.looseObject({
  status: z.enum(['scored', 'indicative', 'insufficient']),
  coverage: z.number(),
  base: nullable(z.number()),
  index: nullable(z.number()),
  grade: bilingual,
});
const unit = z.looseObject({ orgunit: z.string(), name: z.string() });

/** What everybody may see of a run: scores, not the acts behind them. */
interface PublicRun {
  readonly scheme: { readonly id: string; readonly version: string; readonly ranking: boolean };
  readonly period: string;
  readonly inputHash: string;
  readonly outputHash: string;
  readonly rulePacks: readonly string[];
  readonly units: readonly Pick<UnitIndex, 'unit' | 'score'>[];
}
const publicRun = z.object({
  scheme: z.object({ id: z.string(), version: z.string(), ranking: z.boolean() }),
  period: z.string(),
  inputHash: z.string(),
  outputHash: z.string(),
  rulePacks: z.array(z.string()),
  units: z.array(z.object({ unit, score })),
});

export const normIndexEndpoints: readonly ReadEndpoint[] = [
  readEndpoint({
    path: '/index',
    summary: { zh: '各单位的规范指数', en: 'norm index of units' },
    query: indexQuery,
    answer: contract<PublicRun>(publicRun),
    run(input) {
      const { snapshot, query } = input;
      const codes = query.units === undefined ? [] : query.units.split(',');
      const units = indexableUnits(snapshot, codes, parsePeriod(query.period).from);
      const run = runNormIndex(snapshot, chosen(input), judged, units, query.period);
      const { inputHash, outputHash, rulePacks } = run;
      return {
        scheme: run.scheme,
        period: run.period.label,
        inputHash,
        outputHash,
        rulePacks,
        // Without ranking nobody is given numbers to rank by.
        units: run.units.map((one) => ({
          unit: one.unit,
          score: run.scheme.ranking ? one.score : { ...one.score, index: null, base: null },
        })),
      };
    },
  }),
  readEndpoint({
    path: '/index/{unit}',
    summary: {
      zh: '一个单位的指数：每一分失分及其依据',
      en: 'the index of one unit, every lost point opened',
    },
    restricted: true,
    query: z.strictObject({
      period,
      scheme,
      past: z.coerce.number().int().min(0).max(20).optional(),
    }),
    answer: contract<IndexExplanation>(
      z.looseObject({
        unit,
        score,
        deductions: z.array(
          z.looseObject({
            kind: z.enum(['violation', 'obligation']),
            indicator: z.string(),
            id: z.string(),
            rule: nullable(z.string()),
            eventId: z.string(),
            gain: nullable(z.number()),
          }),
        ),
        proposals: z.array(z.object({ text: bilingual, because: bilingual })),
      }),
    ),
    run: (input) => {
      const { snapshot, query } = input;
      const scheme = chosen(input);
      return explainIndex(snapshot, scheme, judged, unitOf(input), query.period, query.past);
    },
  }),
  readEndpoint({
    path: '/index/{unit}/what-if',
    summary: { zh: '若某些扣分不成立', en: 'the index if some deductions did not stand' },
    restricted: true,
    query: z.strictObject({
      period,
      scheme,
      without: z
        .string()
        .max(8000)
        .describe('扣分项编号，逗号分隔 / ids of deductions, with commas'),
    }),
    answer: contract<WhatIf>(
      z.looseObject({ without: z.array(z.string()), now: score, then: score }),
    ),
    run: (input) => {
      const { snapshot, query } = input;
      const ids = query.without.split(',').map((id) => id.trim());
      return whatIf(snapshot, chosen(input), judged, unitOf(input), query.period, ids);
    },
  }),
  readEndpoint({
    path: '/index-schemes',
    summary: { zh: '采用过的指数方案', en: 'adopted schemes of the index' },
    query: z.strictObject({}),
    answer: contract<readonly AdoptedScheme[]>(
      z.array(
        z.looseObject({
          schemeId: z.string(),
          version: z.string(),
          effectiveFrom: z.string(),
          digest: z.string(),
          content: z.string(),
          eventId: z.string(),
        }),
      ),
    ),
    run: ({ snapshot }) => adoptedSchemes(snapshot),
  }),
  readEndpoint({
    path: '/index-runs',
    summary: { zh: '已记录的指数运行', en: 'recorded runs of the index' },
    query: z.strictObject({}),
    answer: contract<readonly RecordedRun[]>(
      z.array(z.looseObject({ runId: z.string(), completedOn: z.string(), eventId: z.string() })),
    ),
    run: ({ snapshot }) => recordedRuns(snapshot),
  }),
  readEndpoint({
    path: '/index-objections',
    summary: { zh: '对指数的异议与答复', en: 'objections to the index, and answers' },
    query: z.strictObject({}),
    answer: contract<readonly IndexObjection[]>(
      z.array(
        z.looseObject({
          objectionId: z.string(),
          runId: z.string(),
          unitId: z.string(),
          text: z.string(),
          lodgedOn: z.string(),
          resolvedOn: nullable(z.string()),
          eventId: z.string(),
        }),
      ),
    ),
    run: ({ snapshot }) => indexObjections(snapshot),
  }),
];
