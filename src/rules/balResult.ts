// BAL-02: the result of a ballot, recomputed from its tally under the rule that applies.
// It states what follows from the counts; it must never take the declared result for one of them.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import type { ShareRule } from '../events/offices.js';
import type { Outcome } from '../events/matters.js';
import type { CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import { ballotOf, decidingRulings, matterOpened, type Ballot } from './decisions.js';
import { outcomeName } from './names.js';
import { bodyOf } from './register.js';
import { defineRule, type Activation, type Breach } from './rule.js';
import { VILLAGERS_LAW_IN_FORCE, VOTING_BASIS } from './sources.js';
import { groupOutcomes, outcomeUnder, passTable, shareInWords } from './vr.js';

const bal02Parameters = z.strictObject({
  /** What a decision of each kind of body needs, where neither the ballot nor the body says. */
  pass: passTable.default({}),
  /** Special majorities by class of art. 24 and kind of body: they prevail over the body's general rule. */
  article24: z.record(z.string().regex(/^[1-9]$/), passTable).default({}),
});
type Bal02Parameters = z.output<typeof bal02Parameters>;

/** The share under which a ballot is recomputed: its own, a special majority, its body's, its kind's. */
function passRuleOf(
  theCase: CaseIndex,
  context: RuleContext,
  { data }: Ballot,
  { pass, article24 }: Bal02Parameters,
): ShareRule | undefined {
  if (data.pass) return data.pass;
  const body = bodyOf(context, data.bodyId);
  const special = matterOpened(theCase)?.data.article24Class;
  const table = special === undefined ? undefined : article24[String(special)];
  return (body && table?.[body.kind]) ?? body?.pass ?? (body && pass[body.kind]);
}

interface Declared {
  readonly act: LedgerEvent;
  readonly ballot: Ballot;
  readonly declared: Outcome;
  readonly share: ShareRule;
}

function resultBreach({ act, ballot, declared, share }: Declared): Breach | undefined {
  const recomputed = outcomeUnder(share, ballot.data);
  if (recomputed === undefined || recomputed === declared) return undefined;
  const { data } = ballot;
  const [said, right, words] = [
    outcomeName(declared),
    outcomeName(recomputed),
    shareInWords(share),
  ];
  const perGroup = share.eachGroup === true ? data.groups : undefined;
  const counts = perGroup
    ?.map((group) => `${group.group} ${group.for}/${group.present}`)
    .join(', ');
  return {
    found: {
      zh: `宣布“${said.zh}”，而赞成 ${data.for}、反对 ${data.against}、弃权 ${data.abstain}（到会 ${data.present}，应到 ${data.eligible}）${counts ? `，分组 ${counts}` : ''}`,
      en: `declared ${said.en} with ${data.for} for, ${data.against} against, ${data.abstain} abstaining (${data.present} present of ${data.eligible})${counts ? `, by group ${counts}` : ''}`,
    },
    expected: {
      zh: `按${words.zh}，应为“${right.zh}”`,
      en: `by ${words.en}: ${right.en}`,
    },
    evidence: act === ballot ? [] : [ballot],
  };
}

/** Groups whose declared result is not their own count's. */
function groupBreach(ballot: Ballot, share: ShareRule): Breach | undefined {
  const wrong = groupOutcomes(share, ballot.data).flatMap(({ group, outcome }) => {
    const declared = ballot.data.groups?.find((other) => other.group === group)?.declared;
    const comparable = declared === 'adopted' || declared === 'rejected';
    return outcome !== undefined && comparable && declared !== outcome
      ? [{ group, said: outcomeName(declared), right: outcomeName(outcome) }]
      : [];
  });
  if (wrong.length === 0) return undefined;
  return {
    found: {
      zh: wrong.map(({ group, said }) => `${group} 组宣布“${said.zh}”`).join('；'),
      en: wrong.map(({ group, said }) => `group ${group} declared ${said.en}`).join('; '),
    },
    expected: {
      zh: wrong.map(({ group, right }) => `${group} 组应为“${right.zh}”`).join('；'),
      en: wrong.map(({ group, right }) => `group ${group}: ${right.en}`).join('; '),
    },
  };
}

function* judgedResults(
  theCase: CaseIndex,
  context: RuleContext,
  on: (act: LedgerEvent) => Bal02Parameters,
): Iterable<Activation> {
  for (const ballot of theCase.of('matters.BallotTallied')) {
    const { declared, teller } = ballot.data;
    if (declared !== 'adopted' && declared !== 'rejected') continue;
    const share = passRuleOf(theCase, context, ballot, on(ballot));
    if (!share || outcomeUnder(share, ballot.data) === undefined) continue;
    const facts = { act: ballot, ballot, declared, share };
    yield {
      act: ballot,
      person: teller,
      broken:
        resultBreach(facts) ?? (share.eachGroup === true ? groupBreach(ballot, share) : undefined),
    };
  }
  for (const ruling of decidingRulings(theCase)) {
    const ballot = ballotOf(theCase, ruling);
    // A ruling that only repeats the ballot's declaration is judged there, once.
    if (!ballot || ballot.data.declared === ruling.data.outcome) continue;
    const share = passRuleOf(theCase, context, ballot, on(ballot));
    if (!share || outcomeUnder(share, ballot.data) === undefined) continue;
    const person = ruling.data.ruledBy;
    const facts = { act: ruling, ballot, declared: ruling.data.outcome, share };
    yield { act: ruling, person, broken: resultBreach(facts) };
  }
}

/**
 * The result recomputed from the tally equals the declared one, and the ruling. The share is the ballot's own; else a
 * special majority of the pack for the matter's class; else the body's; else the pack's for the kind of body; else
 * the rule is not applicable. Deferred and withdrawn are no results. A ruling without a ballot that it names or can
 * only mean is not judged. Source: domain.md 2.1-2.3, 2.9; Hong Kong Basic Law, annex II, part II for `eachGroup`.
 */
export const bal02 = defineRule({
  id: 'BAL-02',
  title: { zh: '结果与计票一致', en: 'The result follows from the tally' },
  statement: {
    zh: '按适用的表决规则由计票重算的结果，须与宣布、裁定的结果一致',
    en: 'The outcome recomputed from the tally under the rule that applies equals the one declared and ruled',
  },
  severity: 'S',
  basis: VOTING_BASIS,
  validFrom: VILLAGERS_LAW_IN_FORCE,
  parameters: bal02Parameters,
  triggers: ['matters.BallotTallied'],
  check: judgedResults,
});
