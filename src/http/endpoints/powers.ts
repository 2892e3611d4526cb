// The flow of a power item over HTTP: as data, as a picture, as BPMN. Public, since the powers are.
import { z } from 'zod';
import { powerEvents } from '../../../projections/powers/powers.queries.js';
import { powerBpmn, powerSvg } from '../../exporters/powerFlow.js';
import { missing } from '../../kernel/errors.js';
import { localDateOf } from '../../kernel/time.js';
import type { PowerItem } from '../../powers/catalogueSchema.js';
import { powerRegister, versionInForce } from '../../powers/powerRegister.js';
import { flowLines, type FlowLine } from '../../reports/flowText.js';
import { readEndpoint, type AnswerForm, type ReadEndpoint } from '../endpoint.js';
import { contract, day } from './fields.js';

interface PowerFlow {
  readonly on: string;
  readonly eventId: string;
  /** The version in force, as published. */
  readonly item: PowerItem;
  /** Its steps in words. */
  readonly steps: readonly FlowLine[];
}

const flow = z.looseObject({
  on: z.string(),
  eventId: z.string(),
  item: z.looseObject({ code: z.string(), version: z.string(), name: z.string() }),
  steps: z.array(
    z.looseObject({
      n: z.int(),
      name: z.string(),
      who: z.string(),
      whoName: z.string(),
      optional: z.boolean(),
      limits: z.array(z.object({ zh: z.string(), en: z.string() })),
    }),
  ),
});

const form = (mediaType: string, write: typeof powerSvg): AnswerForm => ({
  mediaType,
  write: (answer, terms) => write((answer as PowerFlow).item, terms),
});

export const powerEndpoints: readonly ReadEndpoint[] = [
  readEndpoint({
    path: '/powers/{code}/flow',
    summary: {
      zh: '权力事项的流程：JSON，或 .svg、.bpmn',
      en: 'the flow of a power item: JSON, or .svg, .bpmn',
    },
    query: z.strictObject({
      on: day.describe('有效日期，缺省为今天 / day on which it is in force; today').optional(),
    }),
    answer: contract<PowerFlow>(flow),
    forms: {
      svg: form('image/svg+xml', powerSvg),
      bpmn: form('application/bpmn+xml', powerBpmn),
    },
    run({ snapshot, query, parameters, terms }) {
      const on = query.on ?? localDateOf(Date.now());
      const code = parameters['code'] ?? '';
      const events = powerEvents(snapshot, code);
      const power = powerRegister(events).get(code);
      const item = power && versionInForce(power, on);
      if (!item)
        throw missing(
          'power.not_in_force',
          `没有此权力事项，或它在 ${on} 没有有效版本`,
          `There is no such power item, or no version of it is in force on ${on}`,
          'code',
        );
      const eventId = events.findLast(({ data }) => data === item)?.eventId ?? '';
      return { on, eventId, item, steps: flowLines(item, terms()) };
    },
  }),
];
