// A small catalogue in YAML, and the one that is shipped, for the tests of the catalogue.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCatalogue, type PowerCatalogue } from '../../src/powers/catalogueFile.js';
import { projectRoot } from '../../src/projectRoot.js';

const folder = join(projectRoot, 'catalogue');

export const shippedTexts = readdirSync(folder)
  .sort()
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

/** One county, one item; `{{ }}` marks what the tests replace. */
export const SMALL = `catalogue: { id: test, title: 测试目录, unit: '451425000000' }
roles:
  VC: { name: 村民委员会, kind: body }
  VPS: { name: 村党组织书记, kind: post }
parameters:
  post.days: { value: 7, unit: cd, local: true }
  tier: { value: '100000', unit: fen, source: { document: 某法, clause: 第1条 } }
level: village
expected: 1
version: '1'
effectiveFrom: '2021-01-01'
items:
  - code: V01
    name: 村级事项
    content: 决定村级事项，{tier} 以上须表决。
    holder: VC
    lead: VPS
    basis:
      - { document: 村民委员会组织法, clause: 第24条 }
    decision: { body: VC, quorum: 三分之二以上到会, pass: 过半数同意, mode: 投票 }
    steps:
      - { n: 1, name: 提议, who: VPS, evt: MatterOpened }
      - { n: 2, name: 公示, who: VC, evt: NoticePosted, stay: '{post.days}', lead: 3cd, before: 3 }
      - { n: 3, name: 表决, who: VC, evt: BallotTallied, max: 30cd, from: 1 }
    publicity: { what: 决议, where: [村务公开栏], minDays: '{post.days}' }
    risks:
      - { at: 3, grade: 1, text: 代签, likelihood: 4, impact: 4, discretion: 1 }
`;

/** The small catalogue with some of its text replaced. */
export function smallWith(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new RangeError(`the small catalogue has no "${from}"`);
    return text.replace(from, to);
  }, SMALL);
}

export const parseSmall = (
  ...changes: readonly (readonly [from: string, to: string])[]
): PowerCatalogue => parseCatalogue([{ name: 'village.yaml', text: smallWith(...changes) }]);
