// Decisions of the rule book: a pack is adopted when it and those in force understand each other; a re-judgement and a
// blocked act are recorded as what they were. It must never let a version of a pack be adopted with two contents.
import type { RulesEvent } from '../events/rules.js';
import { canonicalize } from '../kernel/canonicalJson.js';
import type { Command, Decider } from '../kernel/decider.js';
import { invalid, LedgerError, refused } from '../kernel/errors.js';
import { named } from '../kernel/facts.js';
import { dataAlone, deciderOf } from '../kernel/statements.js';
import {
  adoptedPack,
  adoptionOf,
  digestOfSet,
  packsOf,
  type AdoptedPack,
} from '../rules/adoption.js';
import { RULES } from '../rules/index.js';
import { checkPack, packName } from '../rules/pack.js';

/** One stream holds every adoption and re-judgement, in their order. */
export const RULEBOOK_STREAM = 'rulebook-packs';

type DataOf<N extends RulesEvent['name']> = Extract<RulesEvent, { name: N }>['data'];
type PackAdopted = DataOf<'rules.PackAdopted'>;
type Rejudged = DataOf<'rules.Rejudged'>;
type RulebookEvent = Exclude<RulesEvent, { name: 'rules.ActBlocked' }>;

interface RulebookState {
  readonly adopted: readonly AdoptedPack[];
  readonly rejudged: readonly Rejudged[];
}

/** The members beside the content must say what the content says. */
function checkStatement(data: PackAdopted): void {
  const pack = checkPack(data.content, RULES);
  const stated = adoptionOf(pack, data.content);
  const wrong = (['packId', 'version', 'area', 'validFrom', 'validTo', 'digest'] as const).find(
    (member) => stated[member] !== data[member],
  );
  if (wrong !== undefined)
    throw invalid(
      'rulepack.misstated',
      `${wrong} 与规则包内容不符：应为 ${stated[wrong] ?? '（无）'}`,
      `${wrong} does not agree with the content of the pack; it is ${stated[wrong] ?? '(none)'}`,
      wrong,
    );
}

function checkReplaced({ content }: PackAdopted, adopted: readonly AdoptedPack[]): void {
  const { replaces = [] } = checkPack(content, RULES);
  for (const [index, name] of replaces.entries())
    if (!adopted.some((pack) => pack.name === name))
      throw new LedgerError(
        'invalid',
        'rulepack.replaces',
        {
          zh: `所替代的规则包 ${name} 并未采用`,
          en: `Pack ${name}, which it replaces, is not adopted`,
        },
        'replaces',
        { path: ['replaces', `${index}`] },
      );
}

function adopt(data: PackAdopted, { adopted }: RulebookState): readonly RulebookEvent[] {
  const name = packName({ id: data.packId, version: data.version });
  const same = adopted.find((pack) => pack.name === name);
  if (same?.digest === data.digest) return [];
  if (same)
    throw refused(
      'rulepack.version_reused',
      `规则包 ${name} 已以不同内容采用：内容改变须用新的 version`,
      `Rule pack ${name} is already adopted with other content; other content is a new version`,
      name,
    );
  checkStatement(data);
  checkReplaced(data, adopted);
  packsOf([...adopted, adoptedPack(data)], RULES);
  return [{ name: 'rules.PackAdopted', data }];
}

function rejudge(data: Rejudged, { adopted, rejudged }: RulebookState): readonly RulebookEvent[] {
  const same = rejudged.find(({ rejudgementId }) => rejudgementId === data.rejudgementId);
  if (same && canonicalize(same) === canonicalize(data)) return [];
  if (same)
    throw refused(
      'fact.recorded_otherwise',
      `重新评判「${data.rejudgementId}」已以不同内容记录`,
      `The re-judgement "${data.rejudgementId}" is already recorded with other content`,
      data.rejudgementId,
    );
  if (digestOfSet(adopted) !== data.toDigest)
    throw refused(
      'rulebook.other_set',
      '其间采用的规则包已改变：请重新比较后再评判',
      'The adopted packs have changed meanwhile; compare again before judging again',
      'toDigest',
    );
  return [{ name: 'rules.Rejudged', data }];
}

export const rulebookDecider: Decider<RulebookState, Command, RulebookEvent> = {
  initialState: { adopted: [], rejudged: [] },
  decide({ name, data }, state) {
    if (name === 'rules.AdoptPack') return adopt(data as PackAdopted, state);
    if (name === 'rules.RecordRejudgement') return rejudge(data as Rejudged, state);
    throw new RangeError(`This decider has no command ${name}`);
  },
  evolve(state, event) {
    switch (event.name) {
      case 'rules.PackAdopted':
        return { ...state, adopted: [...state.adopted, adoptedPack(event.data)] };
      case 'rules.Rejudged':
        return { ...state, rejudged: [...state.rejudged, event.data] };
      default:
        return state;
    }
  },
};

const attempt = named('attempt', '被阻止的行为', 'blocked act');

export const attemptDecider = deciderOf<Extract<RulesEvent, { name: 'rules.ActBlocked' }>>({
  'rules.RecordBlockedAct': {
    records: 'rules.ActBlocked',
    key: ({ attemptId }) => attempt(attemptId),
    agreesIn: dataAlone,
  },
});
