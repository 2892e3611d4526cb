// The words in which findings speak of bodies, roles and outcomes (glossary of the domain).
import { BODY_KINDS } from '../events/offices.js';
import type { SIGNING_ROLES } from '../events/funds.js';
import type { Outcome } from '../events/matters.js';
import type { Bilingual } from '../kernel/errors.js';

export type BodyKind = (typeof BODY_KINDS)[number];
export type SigningRole = (typeof SIGNING_ROLES)[number];

const BODY_NAMES: Readonly<Record<BodyKind, Bilingual>> = {
  partyCommittee: { zh: '乡镇党委会', en: 'party committee' },
  partyCongress: { zh: '乡镇党代会', en: 'party congress' },
  peoplesCongress: { zh: '人民代表大会', en: "people's congress" },
  jointLeadershipMeeting: { zh: '三家班子会', en: 'joint leadership meeting' },
  villageTwoCommittees: { zh: '村“两委”会', en: "village's two committees" },
  villageBranch: { zh: '村党支部', en: 'village party branch' },
  villagersCommittee: { zh: '村民委员会', en: "villagers' committee" },
  villagersMeeting: { zh: '村民会议', en: "villagers' meeting" },
  villageRepsMeeting: { zh: '村民代表会议', en: "villagers' representatives' meeting" },
  groupMeeting: { zh: '村民小组会议', en: "villagers' group meeting" },
  partyMemberMeeting: { zh: '党员大会', en: 'party members’ meeting' },
  supervisionCommittee: { zh: '村务监督委员会', en: 'village supervision committee' },
  supervisionTeam: { zh: '监督小组', en: 'supervision team' },
  collectiveEconomicOrg: { zh: '农村集体经济组织', en: 'rural collective economic organisation' },
  membersMeeting: { zh: '成员大会', en: "members' general meeting" },
  membersAssembly: { zh: '成员代表大会', en: "members' representatives' assembly" },
  board: { zh: '理事会', en: 'board' },
  supervisors: { zh: '监事会', en: 'board of supervisors' },
  legislature: { zh: '议会', en: 'legislature' },
  legislatureCommittee: { zh: '议会委员会', en: 'committee of the legislature' },
  office: { zh: '办事机构', en: 'office' },
  other: { zh: '其他组织', en: 'other body' },
};

const ROLE_NAMES: Readonly<Record<SigningRole, Bilingual>> = {
  handle: { zh: '经办', en: 'handled' },
  certify: { zh: '证明', en: 'certified' },
  approve: { zh: '审批', en: 'approved' },
  countersign: { zh: '联签', en: 'countersigned' },
  supervise: { zh: '监督', en: 'supervised' },
  accept: { zh: '验收', en: 'accepted' },
};

const OUTCOME_NAMES: Readonly<Record<Outcome, Bilingual>> = {
  adopted: { zh: '通过', en: 'adopted' },
  rejected: { zh: '未通过', en: 'rejected' },
  deferred: { zh: '缓议', en: 'deferred' },
  withdrawn: { zh: '撤回', en: 'withdrawn' },
};

export const bodyName = (kind: BodyKind): Bilingual => BODY_NAMES[kind];
export const roleName = (role: SigningRole): Bilingual => ROLE_NAMES[role];
export const outcomeName = (outcome: Outcome): Bilingual => OUTCOME_NAMES[outcome];

/** Names in a row: “、” in Chinese, commas in English. */
export const listed = (names: readonly Bilingual[]): Bilingual => ({
  zh: names.map(({ zh }) => zh).join('、'),
  en: names.map(({ en }) => en).join(', '),
});

/**
 * Bodies that decide collectively under Chinese law and party rules: the default scope of rules on meetings.
 * Legislatures elsewhere, offices and unknown bodies have procedures of their own.
 */
export const COLLECTIVE_BODIES = BODY_KINDS.filter(
  (kind) =>
    !['supervisionTeam', 'legislature', 'legislatureCommittee', 'office', 'other'].includes(kind),
);

/** Bodies of the township leadership, to which the last-speaker rule and pre-consultation apply. */
export const TOWNSHIP_LEADERSHIP: readonly BodyKind[] = [
  'partyCommittee',
  'jointLeadershipMeeting',
];
