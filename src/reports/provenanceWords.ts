// The words in which a report says where it comes from, for whom it is and what it is not.
import { formatInstant, parseInstant } from '../kernel/time.js';
import { said } from './cells.js';
import { displayTime } from './display.js';
import type { FinishedDocument } from './finish.js';
import type { Marking, Provenance, ReportDocument, Words } from './document.js';

export interface NamedWords {
  readonly name: Words;
  readonly text: Words;
}

const CLOCKS = {
  business: said('业务时间（发生之日）', 'business time (when it happened)'),
  recorded: said('记录时间（入账之时）', 'recorded time (when the ledger accepted it)'),
} as const;

/** Statutory time of the ledger, UTC+08:00. */
const LEDGER_OFFSET = 480;
const inLedgerZone = (instant: string): string =>
  formatInstant(parseInstant(instant).epochMs, LEDGER_OFFSET);

const EMPTY = said('（空台账）', '(empty ledger)');
const named = (zh: string, en: string, text: Words): NamedWords => ({ name: said(zh, en), text });

/** Where an answer stands: ledger, position, and the tree over every event up to there. */
export function standingWords({
  ledger,
  position,
  recordedAt,
  tree,
}: Pick<Provenance, 'ledger' | 'position' | 'recordedAt' | 'tree'>): readonly NamedWords[] {
  return [
    named('台账', 'ledger', ledger),
    named('台账位置', 'position', position ?? EMPTY),
    ...(recordedAt === null
      ? []
      : [named('截至（末条入账）', 'as of (last entry)', displayTime(inLedgerZone(recordedAt)))]),
    ...(tree === null
      ? []
      : [
          named('默克尔树大小', 'tree size', String(tree.size)),
          named('树根', 'tree root', tree.root),
        ]),
  ];
}

/** What every report states about itself, in the order in which it is printed. */
export function provenanceWords({
  provenance,
}: Pick<ReportDocument, 'provenance'>): readonly NamedWords[] {
  const { clock, rulePacks } = provenance;
  return [
    ...standingWords(provenance),
    named('时间口径', 'clock', CLOCKS[clock]),
    named(
      '规则包',
      'rule packs',
      rulePacks.length === 0 ? said('（无）', '(none)') : rulePacks.join('，'),
    ),
  ];
}

/** A view that stopped makes every figure drawn from it doubtful: said first. */
export function haltedWords({
  provenance,
}: {
  readonly provenance: Pick<Provenance, 'halted'>;
}): Words | undefined {
  const { halted } = provenance;
  return halted.length === 0
    ? undefined
    : said(
        `注意：以下视图已停止，本报告不含其后的记录：${halted.join('，')}`,
        `Note: these views halted, and what came after is not in this report: ${halted.join(', ')}`,
      );
}

/** `内部`, `公开（已隐去个人信息）`, with `草稿` and `演示数据` where they apply. */
export function markingWords({ audience, draft, invented }: Marking): readonly Words[] {
  return [
    audience === 'internal'
      ? said('内部', 'internal')
      : said('公开（已隐去个人信息）', 'public (names masked)'),
    ...(draft ? [said('草稿', 'draft')] : []),
    ...(invented ? [said('演示数据，人名情节均为虚构', 'demo data, all invented')] : []),
  ];
}

/** What stands across every page; nothing for a finished report on real records. */
export function watermarkWords({ draft, invented }: Marking): Words | undefined {
  if (draft && invented) return said('草稿 · 虚构', 'DRAFT · INVENTED');
  if (draft) return said('草稿', 'DRAFT');
  return invented ? said('虚构', 'INVENTED') : undefined;
}

/** The digest and where to check it, then the way back to the question. */
export function linkWords({ digest, links, program }: FinishedDocument): readonly NamedWords[] {
  return [
    named('内容摘要 SHA-256', 'content digest (SHA-256)', digest),
    links.verify === null
      ? named(
          '查验',
          'check',
          said('未设置对外网址，无二维码', 'no public address is set, so there is no QR code'),
        )
      : named('查验网址', 'check at', links.verify),
    ...(links.permalink === null ? [] : [named('本查询网址', 'this query', links.permalink)]),
    named('生成程序', 'written by', program),
  ];
}

/** Stands under the QR code, and names it for whoever cannot see it. */
export const qrWords = ({ links }: Pick<FinishedDocument, 'links'>): Words =>
  links.qr === links.verify
    ? said('扫码查验', 'scan to check')
    : said('扫码重查', 'scan to ask again');

export const EVIDENCE_TITLE = said('证据事件清单', 'Events as evidence');
export const EVIDENCE_NOTE = said(
  '正文方括号内的编号指向本表。每一事件可凭编号和叶哈希独立验证（sunledger prove 事件编号）。',
  'Numbers in square brackets point into this list. Every event can be proved on its own by its id and leaf hash (sunledger prove ID).',
);
export const UNKNOWN_EVENT = said('本台账无此事件', 'not in this ledger');

/** Stands directly above the lines to sign on. */
export const CLOSING = said(
  '以上责任为系统建议，由审计人员核实认定；所列问题是线索，不是结论。',
  'Responsibility above is proposed and decided by the auditors; what is flagged is a lead, not a verdict.',
);
export const SIGNED_ON = said('日期', 'date');
export const SEAL = said('（审计机关盖章处）', '(seal of the audit office)');
