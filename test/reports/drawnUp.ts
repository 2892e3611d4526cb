// Finished reports on the planted ledger, for tests of their forms. All people are invented (虚构).
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import { createProjections } from '../../projections/registry.js';
import type { ReportDocument } from '../../src/reports/document.js';
import { drawUp, seenIn, type Asked, type ReportPlan } from '../../src/reports/drawUp.js';
import { finish, type FinishedDocument } from '../../src/reports/finish.js';
import { auditPlan } from '../../src/reports/plans.js';
import { RULES } from '../../src/rules/index.js';
import { createRulePacks } from '../../src/rules/pack.js';
import { HEAD, plantedLedger, type PlantedEvents } from '../projections/auditLedger.js';
import { openTestViews, type TestViews } from '../projections/ledger.js';

export interface Desk {
  readonly planted: PlantedEvents;
  readonly views: TestViews;
  read<T>(query: (snapshot: ViewSnapshot) => T): T;
  draw(
    plan: (snapshot: ViewSnapshot) => ReportPlan,
    asked?: Partial<Asked>,
  ): Promise<FinishedDocument>;
  /** The audit of the official who left. */
  audit(asked?: Partial<Asked>): Promise<FinishedDocument>;
  close(): void;
}

const QUESTION = { path: '/api/v1/audits/p.head', query: 'asOf=1' };

/** A desk at which reports are drawn up; `record` may add to the planted ledger before the views are built. */
export async function openDesk(
  record: (planted: PlantedEvents) => Promise<unknown> = () => Promise.resolve(),
): Promise<Desk> {
  const planted = await plantedLedger();
  await record(planted);
  const packs = createRulePacks([], RULES);
  const views = await openTestViews(planted.ledger.log, createProjections(packs));
  await views.runner.catchUp();
  const { log } = planted.ledger;
  const office = {
    log,
    packs: { current: packs },
    config: { origin: log.origin },
    program: 'sunledger test',
  };
  const read: Desk['read'] = (query) => views.reader.read(query);
  const draw: Desk['draw'] = async (makePlan, asked = {}) => {
    const { plan, seen } = read((snapshot) => {
      const made = makePlan(snapshot);
      return { plan: made, seen: seenIn(snapshot, made) };
    });
    return drawUp(plan, seen, office, { question: QUESTION, audience: 'internal', ...asked });
  };
  return {
    planted,
    views,
    read,
    draw,
    audit: (asked) => draw((snapshot) => auditPlan(departureAudit(snapshot, RULES, HEAD)), asked),
    close: () => views.close(),
  };
}

const EMPTY: ReportDocument = {
  format: 'sunledger.report.v1',
  kind: 'test',
  title: { zh: '测试报告', en: 'Test report' },
  marking: { audience: 'internal', draft: false, invented: false },
  subject: [],
  provenance: {
    ledger: 'https://ledger.test/virtual',
    position: '7',
    recordedAt: '2024-01-06T10:00:00.000Z',
    tree: { size: 8, root: 'AAAA' },
    clock: 'business',
    rulePacks: [],
    halted: [],
  },
  question: null,
  statements: [],
  sections: [],
  signatures: [],
  annexes: [],
  evidence: 'inline',
};

/** A finished report of given parts, without a ledger. */
export const finished = (
  parts: Partial<ReportDocument>,
  publicUrl: string | null = 'https://ledger.test',
): FinishedDocument =>
  finish(
    { ...EMPTY, ...parts },
    {
      publicUrl,
      verifyUrl: publicUrl && `${publicUrl}/verify/tree/1#root`,
      program: 'sunledger test',
      evidence: new Map(),
    },
  );

/** A report of one section with these blocks. */
export const ofBlocks = (
  ...blocks: ReportDocument['sections'][number]['blocks']
): FinishedDocument => finished({ sections: [{ title: '甲', blocks }] });
