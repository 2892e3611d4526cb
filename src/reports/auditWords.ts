// The words in which an audit report says the codes of its books and of its file.
import { wordsOf } from './words.js';

export const incomeClassWords = wordsOf({
  lease: ['发包租赁', 'lease'],
  subsidy: ['补助', 'subsidy'],
  landCompensation: ['征地补偿', 'land compensation'],
  donation: ['捐赠', 'donation'],
  levy: ['筹资', 'levy'],
  interest: ['利息', 'interest'],
  sale: ['经营销售', 'sale'],
  other: ['其他', 'other'],
});

export const claimWords = wordsOf({
  receivable: ['债权', 'receivables'],
  debt: ['债务', 'debts'],
});

export const assetKindWords = wordsOf({
  building: ['房屋建筑', 'building'],
  land: ['土地', 'land'],
  forest: ['林地', 'forest'],
  water: ['水面', 'water'],
  equipment: ['设备', 'equipment'],
  vehicle: ['车辆', 'vehicle'],
  publicFacility: ['公益设施', 'public facility'],
  intangible: ['无形资产', 'intangible'],
  other: ['其他', 'other'],
});

export const awardWords = wordsOf({
  openTender: ['公开招标', 'open tender'],
  invitedTender: ['邀请招标', 'invited tender'],
  negotiation: ['竞争性谈判', 'negotiation'],
  quoteComparison: ['比选询价', 'quotes'],
  directAward: ['直接发包', 'direct award'],
  auction: ['拍卖竞价', 'auction'],
  publicOffer: ['公开招租', 'public offer'],
  direct: ['协议出租', 'direct'],
  other: ['其他', 'other'],
});

export const noticeClassWords = wordsOf({
  decision: ['决策', 'decision'],
  implementation: ['执行', 'implementation'],
  finance: ['财务', 'finance'],
  specialFund: ['专项资金', 'special fund'],
  project: ['工程项目', 'project'],
  award: ['中标成交', 'award'],
  asset: ['资产资源', 'asset'],
  land: ['土地', 'land'],
  subsidy: ['补贴', 'subsidy'],
  service: ['办事', 'service'],
  personnel: ['人事', 'personnel'],
  rating: ['评议', 'rating'],
  audit: ['审计', 'audit'],
  policy: ['政策', 'policy'],
  other: ['其他', 'other'],
});

export const natureWords = wordsOf({
  unlawful: ['违法', 'unlawful'],
  breach: ['违规', 'breach'],
  irregular: ['管理不规范', 'irregular'],
});

export const findingStateWords = wordsOf({
  raised: ['待认定', 'to be decided'],
  confirmed: ['已认定', 'confirmed'],
  dismissed: ['不予认定', 'dismissed'],
});

export const teamRoleWords = wordsOf({
  lead: ['组长', 'head'],
  member: ['成员', 'member'],
  reviewer: ['复核', 'reviewer'],
});

export const scopeWords = wordsOf({
  targets: ['目标完成', 'targets'],
  finances: ['财务收支', 'finances'],
  debts: ['债权债务', 'debts'],
  grants: ['拨付与捐赠款物', 'grants'],
  projects: ['工程项目', 'projects'],
  assets: ['资产资源', 'assets'],
  decisions: ['重大决策', 'decisions'],
  integrity: ['廉洁自律', 'integrity'],
  earlierFindings: ['以往审计整改', 'earlier findings'],
  villagersQuestions: ['群众关心问题', "villagers' questions"],
});

export const samplingWords = wordsOf({
  all: ['全部', 'all'],
  random: ['随机', 'random'],
  stratified: ['分层', 'stratified'],
  monetaryUnit: ['货币单元', 'monetary unit'],
  judgement: ['判断', 'judgement'],
});

export const reviewLevelWords = wordsOf({
  team: ['审计组', 'team'],
  section: ['股室', 'section'],
  bureau: ['审计机关', 'bureau'],
});

export const adoptedWords = wordsOf({
  yes: ['采纳', 'adopted'],
  partly: ['部分采纳', 'partly adopted'],
  no: ['不予采纳', 'not adopted'],
});

export const holderWords = wordsOf({
  unit: ['单位', 'unit'],
  person: ['个人', 'person'],
});

export const approvalWords = wordsOf({
  payments: ['付款审批', 'payments'],
  applications: ['办事审批', 'applications'],
});
