// Special funds and projects as sections of the audit report (domain.md 5.2, 6 and 7).
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import type {
  AuditedFund,
  FundTotal,
} from '../../../projections/departure-audit/books/specialFunds.js';
import type {
  AuditedProject,
  ProjectTotal,
} from '../../../projections/departure-audit/books/projects.js';
import { awardWords, incomeClassWords } from '../auditWords.js';
import {
  column,
  count,
  counted,
  date,
  maybe,
  none,
  party,
  percent,
  said,
  text,
  YUAN,
} from '../cells.js';
import type { Row, Section } from '../document.js';
import { byUnit, sumCell, totalCell, unrecorded } from './auditBooks.js';

const UNTRACED = said('未登记预算科目', 'no budget line named');

const fundRow = (fund: AuditedFund): Row => [
  text(fund.title),
  text(fund.source),
  text(incomeClassWords(fund.class)),
  text(fund.purpose),
  sumCell(fund.received),
  sumCell(fund.requested),
  sumCell(fund.listed),
  maybe(fund.paid, sumCell, UNTRACED),
  maybe(fund.balance, sumCell, UNTRACED),
  maybe(fund.idleDays, (days) => count(days)),
];

const fundTotal = ({ count: funds, received, paid, balance }: FundTotal): Row => [
  text(said(`合计 ${funds} 项`, `total of ${funds}`)),
  none(''),
  none(''),
  none(''),
  totalCell(received),
  none(''),
  none(''),
  totalCell(paid),
  totalCell(balance),
  none(''),
];

export const fundsSection = (audit: DepartureAudit): Section =>
  byUnit(
    audit,
    {
      title: said('专项资金与补偿费', 'Special funds and compensation'),
      wide: true,
      publish: 'totals',
    },
    ({ specialFunds, fundTotals }) =>
      specialFunds.length === 0
        ? [unrecorded('专项资金与补偿费', 'special funds and compensation')]
        : [
            {
              kind: 'table',
              columns: [
                column('名称', 'fund'),
                column('来源', 'source'),
                column('类别', 'class'),
                column('规定用途', 'purpose'),
                column('到账', 'received', { unit: YUAN }),
                column('决定使用', 'requested', { unit: YUAN }),
                column('分配清单', 'listed', { unit: YUAN }),
                column('已付', 'paid', { unit: YUAN }),
                column('结余', 'balance', { unit: YUAN }),
                column('闲置', 'idle', { unit: said('日', 'days') }),
              ],
              rows: specialFunds.map(fundRow),
              totals: fundTotals.map(fundTotal),
              footnotes: [
                said(
                  '“决定使用”为该资金预算科目上已申请的付款；闲置自最后一笔收付起算至截止日。',
                  '"requested" is what was asked for on the budget line of the fund; idle since its last movement.',
                ),
              ],
            },
          ],
  );

const NO_RECORD = said('无记录', 'no record');

const projectRow = (project: AuditedProject): Row => [
  text(project.title),
  maybe(
    project.decision,
    ({ title, decidedOn, eventId }) => {
      // A contract mostly bears the title of its decision: said once, it is enough.
      const name = title === project.title ? '' : `${title} `;
      return text(
        decidedOn === null ? said(`${name}未决`, `${name}not decided`) : `${name}${decidedOn}`,
        [eventId],
      );
    },
    NO_RECORD,
  ),
  maybe(project.method, (method) => text(awardWords(method)), NO_RECORD),
  maybe(project.bids, counted, NO_RECORD),
  party(project.party),
  sumCell(project.price),
  maybe(project.variedShare, (share) => percent(share, 1, project.varied.eventIds)),
  sumCell(project.paid),
  maybe(project.acceptance, ({ on, eventId }) => date(on, [eventId]), NO_RECORD),
  maybe(project.settlement, sumCell, NO_RECORD),
  maybe(project.asset, ({ on, eventId }) => date(on, [eventId]), NO_RECORD),
];

const projectTotal = (total: ProjectTotal): Row => [
  text(said(`合计 ${total.count} 项`, `total of ${total.count}`)),
  none(''),
  none(''),
  none(''),
  none(''),
  totalCell(total.price),
  maybe(total.variedShare, (share) => percent(share, 1)),
  totalCell(total.paid),
  text(said(`未验收 ${total.notAccepted}`, `${total.notAccepted} not accepted`)),
  none(''),
  text(said(`未登记 ${total.notRegistered}`, `${total.notRegistered} not registered`)),
];

export const projectsSection = (audit: DepartureAudit): Section =>
  byUnit(
    audit,
    { title: said('工程项目', 'Projects'), wide: true, publish: 'totals' },
    ({ projects, projectTotals }) =>
      projects.length === 0
        ? [unrecorded('工程项目合同', 'contracts of projects')]
        : [
            {
              kind: 'table',
              columns: [
                column('项目', 'project'),
                column('立项决定', 'decision'),
                column('发包方式', 'method'),
                column('投标家数', 'bids'),
                column('承包方', 'contractor'),
                column('合同价', 'price', { unit: YUAN }),
                column('变更', 'variation'),
                column('已付', 'paid', { unit: YUAN }),
                column('验收', 'accepted'),
                column('结算价', 'settlement', { unit: YUAN }),
                column('资产登记', 'registered'),
              ],
              rows: projects.map(projectRow),
              totals: projectTotals.map(projectTotal),
              footnotes: [
                said(
                  '已付为截止日前支付减冲销；变更为变更金额占合同价。',
                  'Paid is what left less what came back by the closing day; variation is a share of the price.',
                ),
              ],
            },
          ],
  );
