// BAL-01: the counts of a ballot against each other, its roll call and its groups.
// A tally is judged as declared; nothing here may correct it.
import { z } from 'zod';
import type { Bilingual } from '../kernel/errors.js';
import type { Ballot } from './decisions.js';
import { defineRule, type Breach } from './rule.js';
import { BALLOT_SYSTEM, VILLAGERS_LAW_IN_FORCE } from './sources.js';

type Sum = readonly [found: Bilingual, expected: Bilingual];

const sums = (
  holds: boolean,
  zh: string,
  en: string,
  rightZh: string,
  rightEn: string,
): readonly Sum[] =>
  holds
    ? []
    : [
        [
          { zh, en },
          { zh: rightZh, en: rightEn },
        ],
      ];

function totalErrors({ data }: Ballot): readonly Sum[] {
  const { eligible, present, issued, valid, abstain, invalid } = data;
  const cast = data.for + data.against + abstain;
  return [
    ...sums(
      cast + invalid === issued,
      `赞成 ${data.for}＋反对 ${data.against}＋弃权 ${abstain}＋无效 ${invalid}＝${cast + invalid}，发出 ${issued}`,
      `for ${data.for} + against ${data.against} + abstain ${abstain} + invalid ${invalid} = ${cast + invalid}, issued ${issued}`,
      '各类票数之和等于发出票数',
      'the counts add up to the ballots issued',
    ),
    ...sums(
      cast === valid,
      `赞成、反对、弃权共 ${cast}，有效票 ${valid}`,
      `for, against and abstain come to ${cast}, valid ${valid}`,
      '赞成、反对、弃权之和等于有效票',
      'for, against and abstain add up to the valid votes',
    ),
    ...sums(
      issued <= present,
      `发出 ${issued}，到会 ${present}`,
      `${issued} issued to ${present} present`,
      '发出票数不多于到会人数',
      'no more ballots than people present',
    ),
    ...sums(
      present <= eligible,
      `到会 ${present}，应到 ${eligible}`,
      `${present} present of ${eligible} eligible`,
      '到会人数不多于应到人数',
      'no more present than eligible',
    ),
  ];
}

const COUNTED = ['for', 'against', 'abstain'] as const;
const COUNT_NAMES = { present: '到会', for: '赞成', against: '反对', abstain: '弃权' } as const;

function rollCallErrors({ data }: Ballot): readonly Sum[] {
  const { votes } = data;
  if (!votes) return [];
  const persons = new Set(votes.map(({ personId }) => personId));
  return [
    ...sums(
      persons.size === votes.length,
      `记名表决中有 ${votes.length - persons.size} 人重复`,
      `the roll call names ${votes.length - persons.size} member(s) twice`,
      '每人一票',
      'one vote each',
    ),
    ...COUNTED.flatMap((choice) => {
      const counted = votes.filter((vote) => vote.choice === choice).length;
      return sums(
        counted === data[choice],
        `记名${COUNT_NAMES[choice]} ${counted} 人，计票 ${data[choice]}`,
        `the roll call has ${counted} ${choice}, the tally ${data[choice]}`,
        '计票与记名表决一致',
        'the tally equals the roll call',
      );
    }),
  ];
}

function groupErrors({ data }: Ballot): readonly Sum[] {
  const { groups } = data;
  if (!groups || groups.length === 0) return [];
  return (['present', ...COUNTED] as const).flatMap((field) => {
    const total = groups.reduce((sum, group) => sum + group[field], 0);
    return sums(
      total === data[field],
      `各组${COUNT_NAMES[field]}合计 ${total}，总数 ${data[field]}`,
      `the groups' ${field} come to ${total}, the total is ${data[field]}`,
      '各组之和等于总数',
      'the groups add up to the total',
    );
  });
}

function breachOf(errors: readonly Sum[]): Breach | undefined {
  if (errors.length === 0) return undefined;
  const join = (side: 0 | 1): Bilingual => ({
    zh: [...new Set(errors.map((error) => error[side].zh))].join('；'),
    en: [...new Set(errors.map((error) => error[side].en))].join('; '),
  });
  return { found: join(0), expected: join(1) };
}

/**
 * for + against + abstain + invalid = issued <= present <= eligible; valid = for + against + abstain; a roll call and
 * groups give the same counts. Applies to every ballot. Source: domain.md 1.4 M22, 2.9.
 */
export const bal01 = defineRule({
  id: 'BAL-01',
  title: { zh: '计票平衡', en: 'The tally adds up' },
  statement: {
    zh: '赞成、反对、弃权、无效之和等于发出票数，且不多于到会人数',
    en: 'Votes for, against, abstaining and invalid add up to the ballots issued, no more than those present',
  },
  severity: 'S',
  basis: [{ document: BALLOT_SYSTEM, clause: '计票' }],
  validFrom: VILLAGERS_LAW_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['matters.BallotTallied'],
  *check(theCase) {
    for (const act of theCase.of('matters.BallotTallied'))
      yield {
        act,
        person: act.data.teller,
        broken: breachOf([...totalErrors(act), ...rollCallErrors(act), ...groupErrors(act)]),
      };
  },
});
