// CAT-05: nobody is charged by a rule that has no clause.
// A rule of this book has its clauses in itself; a county's own rule has those that the ledger links to it.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import { eventsOf } from './case.js';
import type { RuleContext } from './context.js';
import { documentInForce } from './policyDocuments.js';
import { defineRule, type Rule } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { localDate } from './time.js';
import { unitKey } from './unitKeys.js';

/** The rules by which an act charges somebody or something. */
function rulesCitedBy(event: LedgerEvent): readonly string[] {
  switch (event.name) {
    case 'accountability.WarningIssued':
      return event.data.ruleIds ?? [];
    case 'audits.FindingRaised':
      // A finding that states its own basis needs none of the rule's.
      return event.data.ruleId === undefined || event.data.basis.length > 0
        ? []
        : [event.data.ruleId];
    case 'supervision.ProblemFound':
      return event.data.ruleId === undefined ? [] : [event.data.ruleId];
    default:
      return [];
  }
}

/** Whether a clause of a document in force that day is linked to a rule. */
const isLinked = (context: RuleContext, ruleId: string, day: string): boolean =>
  eventsOf(context.events(unitKey.clausesOfRule(ruleId)), 'powers.ClauseLinked').some(
    ({ data }) => documentInForce(context, data.documentId, day) === true,
  );

const hasClause = ({ basis }: Rule): boolean =>
  basis.some(({ document, clause }) => document.trim() !== '' && clause.trim() !== '');

/**
 * Every rule by which a warning, an audit finding or a problem found by inspectors charges has a clause: a rule of this
 * book in itself, another by a clause of a document in force that day which the ledger links to it. Not applicable to
 * acts that cite no rule, and to findings that state their basis themselves. Source: domain.md 1.4 M20.
 * @param rules answers every rule of the book
 */
export const cat05 = (rules: () => readonly Rule[]): Rule =>
  defineRule({
    id: 'CAT-05',
    title: { zh: '追责规则有条款依据', en: 'A rule that charges has a clause' },
    statement: {
      zh: '预警、审计问题、检查问题所引规则，须有制度条款依据',
      en: 'Warnings, findings and problems cite only rules that have a clause',
    },
    severity: 'L',
    basis: [{ document: SUNSHINE_OPINION, clause: '制权：六项制度' }],
    validFrom: SUNSHINE_IN_FORCE,
    parameters: z.strictObject({}),
    triggers: ['accountability.WarningIssued', 'audits.FindingRaised', 'supervision.ProblemFound'],
    *check(theCase, context) {
      for (const act of theCase.events) {
        const cited = rulesCitedBy(act);
        if (cited.length === 0) continue;
        const day = localDate(act.time);
        const bare = cited.filter((ruleId) => {
          const own = rules().find(({ id }) => id === ruleId);
          return !(own && hasClause(own)) && !isLinked(context, ruleId, day);
        });
        yield {
          act,
          broken:
            bare.length === 0
              ? undefined
              : {
                  found: {
                    zh: `所引规则没有条款依据：${bare.join('、')}`,
                    en: `rules without a clause: ${bare.join(', ')}`,
                  },
                  expected: {
                    zh: '引用有现行制度条款的规则',
                    en: 'rules with a clause of a document in force',
                  },
                },
        };
      }
    },
  });
