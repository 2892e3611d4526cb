// VR-01: no body or ballot counts by a weaker rule than the law's, nor on a smaller whole.
// Shares of wholes that cannot be compared are left alone; see `strictness`.
import { z } from 'zod';
import type { ShareRule } from '../events/offices.js';
import type { CaseIndex, EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { matterOpened } from './decisions.js';
import type { BodyKind } from './names.js';
import { bodyKind } from './register.js';
import { defineRule, type Activation } from './rule.js';
import { VILLAGERS_LAW_IN_FORCE, VOTING_BASIS } from './sources.js';
import { passTable, quorumTable, shareInWords } from './vr.js';

/** All members are no fewer than those present, and these no fewer than the valid votes; households are another whole. */
const SIZES: Readonly<Partial<Record<ShareRule['of'], number>>> = {
  valid: 0,
  present: 1,
  eligible: 2,
};

export type Strictness = 'asStrict' | 'weaker' | 'incomparable';

/** Whether a share asks for as much as another, whatever the numbers of a meeting are. */
export function strictness(own: ShareRule, law: ShareRule): Strictness {
  if (law.eachGroup === true && own.eachGroup !== true) return 'weaker';
  const difference = own.numerator * law.denominator - law.numerator * own.denominator;
  const asMuch = difference > 0 || (difference === 0 && (own.strict || !law.strict));
  if (own.of === law.of) return asMuch ? 'asStrict' : 'weaker';
  const [size, lawful] = [SIZES[own.of], SIZES[law.of]];
  if (size === undefined || lawful === undefined) return 'incomparable';
  if (size > lawful) return asMuch ? 'asStrict' : 'incomparable';
  const noMore = difference < 0 || (difference === 0 && own.strict === law.strict);
  return noMore ? 'weaker' : 'incomparable';
}

/** Against alternatives of which any one is enough: as strict as one of them, or weaker than all. */
export function strictnessAmong(own: ShareRule, laws: readonly ShareRule[]): Strictness {
  const answers = laws.map((law) => strictness(own, law));
  if (answers.includes('asStrict')) return 'asStrict';
  return answers.length > 0 && answers.every((answer) => answer === 'weaker')
    ? 'weaker'
    : 'incomparable';
}

const parameters = z.strictObject({
  /** The law's shares, as BAL-02 and BAL-03 have them. */
  pass: passTable.default({}),
  article24: z.record(z.string().regex(/^[1-9]$/), passTable).default({}),
  quorum: quorumTable.default({}),
});
type Parameters = z.output<typeof parameters>;

function judgedShare(
  act: EventOf<'offices.BodyDefined'> | EventOf<'matters.BallotTallied'>,
  own: ShareRule | undefined,
  laws: readonly ShareRule[],
  what: { readonly zh: string; readonly en: string },
): Activation | undefined {
  if (!own) return undefined;
  const answer = strictnessAmong(own, laws);
  if (answer === 'incomparable') return undefined;
  const words = laws.map(shareInWords);
  return {
    act,
    broken:
      answer === 'asStrict'
        ? undefined
        : {
            found: {
              zh: `${what.zh}：${shareInWords(own).zh}`,
              en: `${what.en}: ${shareInWords(own).en}`,
            },
            expected: {
              zh: words.map(({ zh }) => zh).join('，或'),
              en: words.map(({ en }) => en).join(', or '),
            },
          },
  };
}

/** What the law asks for a decision of a kind of body in this matter. */
function lawfulPass(
  theCase: CaseIndex,
  kind: BodyKind,
  { pass, article24 }: Parameters,
): readonly ShareRule[] {
  const special = matterOpened(theCase)?.data.article24Class;
  const law =
    (special === undefined ? undefined : article24[String(special)]?.[kind]) ?? pass[kind];
  return law ? [law] : [];
}

function* judged(
  theCase: CaseIndex,
  context: RuleContext,
  on: (act: EventOf<'offices.BodyDefined'> | EventOf<'matters.BallotTallied'>) => Parameters,
): Iterable<Activation> {
  for (const act of theCase.of('offices.BodyDefined')) {
    const { kind, quorum, pass } = act.data;
    const law = on(act);
    const general = law.pass[kind];
    const activations = [
      judgedShare(act, quorum, law.quorum[kind] ?? [], { zh: '法定人数', en: 'quorum' }),
      judgedShare(act, pass, general ? [general] : [], { zh: '通过规则', en: 'majority' }),
    ];
    for (const activation of activations) if (activation) yield activation;
  }
  for (const act of theCase.of('matters.BallotTallied')) {
    const kind = bodyKind(context, act.data.bodyId);
    if (kind === undefined) continue;
    const laws = lawfulPass(theCase, kind, on(act));
    const activation = judgedShare(act, act.data.pass, laws, { zh: '计票规则', en: 'counted by' });
    if (activation) yield activation;
  }
}

/**
 * The quorum and majority by which a body is defined, and the majority by which a ballot says it was counted, ask for no
 * less than the law in force that day for its kind, and not of a smaller whole: a law that counts all members is not met
 * by a majority of those present. A quorum may be any of the law's alternatives. Not applicable where the body or ballot
 * states no rule of its own, where the pack knows none for its kind, and where shares cannot be compared.
 * Source: domain.md 0 (2), 2.1-2.3.
 */
export const vr01 = defineRule({
  id: 'VR-01',
  title: { zh: '表决规则不低于法定', en: 'No weaker rule than the law’s' },
  statement: {
    zh: '组织自定的法定人数和通过规则，不得低于法定比例，不得缩小计票基数',
    en: 'A body’s own quorum and majority ask for no less than the law, and of no smaller whole',
  },
  severity: 'S',
  basis: VOTING_BASIS,
  validFrom: VILLAGERS_LAW_IN_FORCE,
  parameters,
  triggers: ['offices.BodyDefined', 'matters.BallotTallied'],
  check: judged,
});
