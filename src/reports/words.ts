// The words in which reports say what the ledger's codes mean. A code without a word is shown as it is, never guessed.
import type { Bilingual } from '../kernel/errors.js';
import type { Words } from './document.js';

const bilingual = (entry: readonly [zh: string, en: string]): Bilingual => ({
  zh: entry[0],
  en: entry[1],
});

export const wordsOf =
  (words: Readonly<Record<string, readonly [zh: string, en: string]>>) =>
  (code: string): Words =>
    Object.hasOwn(words, code) && words[code] ? bilingual(words[code]) : code;

export const outcomeWords = wordsOf({
  adopted: ['通过', 'adopted'],
  rejected: ['否决', 'rejected'],
  deferred: ['暂缓', 'deferred'],
  withdrawn: ['撤回', 'withdrawn'],
});

export const attendanceWords = wordsOf({
  present: ['到会', 'present'],
  absent: ['缺席', 'absent'],
  recused: ['回避', 'recused'],
  unknown: ['未记录', 'not recorded'],
});

export const stanceWords = wordsOf({
  for: ['赞成', 'for'],
  against: ['反对', 'against'],
  abstain: ['弃权', 'abstain'],
  reserved: ['保留', 'reserved'],
  absent: ['缺席', 'absent'],
  recused: ['回避', 'recused'],
  present: ['到会未投', 'present, no vote'],
  invalid: ['废票', 'invalid'],
});

export const responsibilityWords = wordsOf({
  direct: ['直接责任', 'direct'],
  leadership: ['领导责任', 'leadership'],
  supervisory: ['主管责任', 'supervisory (before 2019)'],
  undetermined: ['无法界定', 'undetermined'],
  none: ['无', 'none'],
});

export const severityWords = wordsOf({
  S: ['严重', 'S'],
  M: ['中等', 'M'],
  L: ['轻微', 'L'],
});

export const leadStateWords = wordsOf({
  open: ['未处理', 'open'],
  raised: ['已立', 'raised'],
  assigned: ['已分派', 'assigned'],
  explained: ['已说明', 'explained'],
  confirmed: ['属实', 'confirmed'],
  dismissed: ['排除', 'dismissed'],
});

export const gradeWords = (grade: number): Words =>
  wordsOf({
    1: ['一级(高)', 'high'],
    2: ['二级(中)', 'middle'],
    3: ['三级(低)', 'low'],
  })(String(grade));

export const endReasonWords = wordsOf({
  termExpired: ['届满', 'term expired'],
  resigned: ['辞职', 'resigned'],
  recalled: ['罢免', 'recalled'],
  transferred: ['调任', 'transferred'],
  retired: ['退休', 'retired'],
  terminated: ['终止', 'terminated'],
  died: ['去世', 'died'],
  unitDissolved: ['单位撤销', 'unit dissolved'],
});

export const raterWords = wordsOf({
  partyMembers: ['党员', 'party members'],
  massRepresentatives: ['群众代表', 'villagers'],
  organisation: ['组织', 'organisation'],
  others: ['其他', 'others'],
});

/** Methods of payment, and the roles in which a payment is signed. */
export const moneyPartWords = wordsOf({
  transfer: ['转账', 'transfer'],
  cash: ['现金', 'cash'],
  cashCheque: ['现金支票', 'cash cheque'],
  card: ['公务卡', 'card'],
  inKind: ['实物', 'in kind'],
  other: ['其他', 'other'],
  handle: ['经办', 'handled'],
  certify: ['证明', 'certified'],
  approve: ['审批', 'approved'],
  countersign: ['联签', 'countersigned'],
  supervise: ['监督', 'supervised'],
  accept: ['验收', 'accepted'],
});

export const measureWords = wordsOf({
  requested: ['申请', 'requested'],
  paid: ['支付', 'paid'],
  reversed: ['冲销', 'reversed'],
  income: ['收入', 'income'],
});

export const dimensionWords = wordsOf({
  orgunit: ['单位', 'unit'],
  year: ['年', 'year'],
  month: ['月', 'month'],
  category: ['类别', 'category'],
  payee: ['收款人', 'payee'],
  reference: ['文号', 'reference'],
  matter: ['事项', 'matter'],
  contract: ['合同', 'contract'],
  budgetLine: ['预算科目', 'budget line'],
  method: ['方式', 'method'],
});

/** What happened to a matter, by the name of the event. */
export const eventWords = wordsOf({
  'matters.MatterOpened': ['立项', 'matter opened'],
  'matters.StepTaken': ['环节', 'step taken'],
  'matters.PreStudyRecorded': ['会前调研', 'study recorded'],
  'matters.PreConsultationHeld': ['会前酝酿', 'consultation held'],
  'matters.AgendaNotified': ['议题告知', 'agenda notified'],
  'matters.InstructionRecorded': ['批示', 'instruction recorded'],
  'matters.MeetingOpened': ['会议', 'meeting opened'],
  'matters.RecusalDeclared': ['回避', 'recusal declared'],
  'matters.PositionStated': ['表态', 'position stated'],
  'matters.DissentRecorded': ['保留意见', 'dissent recorded'],
  'matters.BallotTallied': ['计票', 'ballot tallied'],
  'matters.ResultRuled': ['裁定', 'result ruled'],
  'matters.MinutesEntered': ['会议纪要', 'minutes entered'],
  'matters.DecisionPublished': ['公开', 'decision published'],
  'matters.ImplementationReported': ['实施情况', 'implementation reported'],
  'matters.MatterClosed': ['办结', 'matter closed'],
  'matters.MatterCorrected': ['更正', 'matter corrected'],
});

export const NOTHING_LISTED: Words = { zh: '（无）', en: '(none)' };
