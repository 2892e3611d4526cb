// CAT: power items: a basis in force, a responsible post, all three attributes (02-04); the family's list.
// A law that nobody registered is unknown; it must never be taken for repealed.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import type { EventOf } from './case.js';
import { cat05 } from './catClause.js';
import { cat01 } from './catCount.js';
import type { RuleContext } from './context.js';
import { documentsInForce } from './policyDocuments.js';
import { defineRule, type Rule } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';

type Published = EventOf<'powers.PowerItemPublished'>;

/** What the register says of the documents that an item cites, on the day from which the item holds. */
function basisOf(context: RuleContext, { data }: Published) {
  const cited = data.basis.map(({ document }) => ({
    document,
    ...documentsInForce(context, document, data.effectiveFrom),
  }));
  return {
    inForce: cited.some(({ inForce }) => inForce),
    unknown: cited.filter(({ known }) => !known).map(({ document }) => document),
    events: cited.flatMap(({ events }) => events) as readonly LedgerEvent[],
  };
}

/**
 * A power item cites at least one document that is in force on the day from which the item holds. An item without any
 * basis is broken. Where none of those that are registered is in force and others are not registered at all, it cannot be
 * told and is not judged. Source: domain.md 1.1 M01, M05.
 */
const cat02 = defineRule({
  id: 'CAT-02',
  title: { zh: '职权依据现行有效', en: 'The basis of a power is in force' },
  statement: {
    zh: '每项职权至少有一项现行有效的法律法规或制度依据',
    en: 'Every power rests on at least one document that is in force',
  },
  severity: 'M',
  basis: [{ document: SUNSHINE_OPINION, clause: '清权：法律法规依据' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['powers.PowerItemPublished'],
  *check(theCase, context) {
    for (const act of theCase.of('powers.PowerItemPublished')) {
      const { inForce, unknown, events } = basisOf(context, act);
      if (inForce) yield { act };
      else if (unknown.length > 0)
        yield {
          act,
          unjudged: {
            zh: `依据尚未登记：${unknown.join('、')}`,
            en: `not registered yet: ${unknown.join(', ')}`,
          },
        };
      else
        yield {
          act,
          broken: {
            found:
              act.data.basis.length === 0
                ? { zh: '没有依据', en: 'no basis' }
                : { zh: '所引依据均已失效或尚未施行', en: 'no document cited is in force' },
            expected: {
              zh: `${act.data.effectiveFrom} 现行有效的依据`,
              en: `a document in force on ${act.data.effectiveFrom}`,
            },
            evidence: events,
          },
        };
    }
  },
});

/**
 * A power item names the post that answers for it, besides the body that holds it: power and duty belong together.
 * Source: domain.md 1.1 M01.
 */
const cat03 = defineRule({
  id: 'CAT-03',
  title: { zh: '职权有责任岗位', en: 'A power has a responsible post' },
  statement: {
    zh: '每项职权明确责任岗位，权责对应',
    en: 'Every power names the post that answers for it',
  },
  severity: 'M',
  basis: [{ document: SUNSHINE_OPINION, clause: '权力与责任相统一' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['powers.PowerItemPublished'],
  *check(theCase) {
    for (const act of theCase.of('powers.PowerItemPublished'))
      yield {
        act,
        broken:
          act.data.lead === undefined
            ? {
                found: { zh: '没有责任岗位', en: 'no responsible post' },
                expected: { zh: '明确责任岗位', en: 'the post that answers for it' },
              }
            : undefined,
      };
  },
});

/**
 * A power item has content, flow and basis: the three attributes that the opinion asks for. Source: domain.md 1.1 M04, M05.
 */
const cat04 = defineRule({
  id: 'CAT-04',
  title: { zh: '职权三要素齐全', en: 'Content, flow and basis of a power' },
  statement: {
    zh: '每项职权的基本内容、办理流程、法律法规依据齐全',
    en: 'Every power states its content, its flow and its basis',
  },
  severity: 'M',
  basis: [{ document: SUNSHINE_OPINION, clause: '清权：基本内容、办理流程、法律法规依据' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['powers.PowerItemPublished'],
  *check(theCase) {
    for (const act of theCase.of('powers.PowerItemPublished')) {
      const { content, steps, basis } = act.data;
      const lacking = [
        ...((content ?? '').trim() === '' ? [{ zh: '基本内容', en: 'content' }] : []),
        ...(steps.length === 0 ? [{ zh: '办理流程', en: 'flow' }] : []),
        ...(basis.length === 0 ? [{ zh: '法律法规依据', en: 'basis' }] : []),
      ];
      yield {
        act,
        broken:
          lacking.length === 0
            ? undefined
            : {
                found: {
                  zh: `缺少${lacking.map(({ zh }) => zh).join('、')}`,
                  en: `missing: ${lacking.map(({ en }) => en).join(', ')}`,
                },
                expected: {
                  zh: '基本内容、办理流程、法律法规依据',
                  en: 'content, flow and basis',
                },
              },
      };
    }
  },
});

/** @param rules answers every rule of the book; asked only when a case is judged */
export const catalogueRules = (rules: () => readonly Rule[]): readonly Rule[] => [
  cat01,
  cat02,
  cat03,
  cat04,
  cat05(rules),
];
