// CMP-04 and CMP-08: complaints go past whom they concern, and nobody below him reads them.
// Findings say who sent or read a complaint, never who is complained of.
import { z } from 'zod';
import { id } from '../events/fields.js';
import { HANDLERS } from '../events/complaints.js';
import type { Bilingual } from '../kernel/errors.js';
import type { LedgerEvent } from '../events/index.js';
import { accusedIn, complaintsOf, type Complaint, type Handler } from './complaintFacts.js';
import type { RuleContext } from './context.js';
import {
  ACCUSATION_RULES,
  PETITION_REGULATION,
  PETITION_REGULATION_IN_FORCE,
} from './oversightSources.js';
import { holdsRole, postOn, termsOn } from './register.js';
import { defineRule } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { isOnTeam } from './teams.js';
import { localDate } from './time.js';

const HANDLER_NAMES: Readonly<Record<Handler, Bilingual>> = {
  supervisionTeam: { zh: '监督小组', en: 'supervision team' },
  countyDiscipline: { zh: '县纪委', en: 'county discipline commission' },
  township: { zh: '乡镇', en: 'township' },
  department: { zh: '部门', en: 'department' },
  superior: { zh: '上级', en: 'superior' },
};

/** Whether one of those complained of sits on a supervision team or leads the township that day. */
const concernsTheTeam = (
  complaint: Complaint,
  day: string,
  roles: readonly string[],
  context: RuleContext,
): boolean =>
  [...accusedIn(complaint)].some(
    (person) => isOnTeam(context, person, day) || holdsRole(context, person, day, roles),
  );

/**
 * A complaint about a member of a supervision team or a leader of the township goes to the county or to a superior,
 * never to the team. Charged on each routing and escalation; to the team is serious. Not applicable where nobody
 * complained of is recorded on a team or in a leading post that day. Source: domain.md 1.5 M31.
 */
export const cmp04 = defineRule({
  id: 'CMP-04',
  title: {
    zh: '涉监督小组和乡镇领导的投诉交县',
    en: 'Complaints about the team or leaders go to the county',
  },
  statement: {
    zh: '涉及监督小组成员或者乡镇领导的投诉转县级办理，不得转监督小组',
    en: 'Complaints about a team member or township leader go to the county, never to the team',
  },
  severity: 'M',
  basis: [{ document: SUNSHINE_OPINION, clause: '督权：不满意救济' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    roles: z.array(id).default(['PS', 'DPS', 'PCM', 'TM', 'DTM', 'NPC', 'DIS', 'ORG']),
    allowed: z.array(z.enum(HANDLERS)).default(['countyDiscipline', 'superior']),
  }),
  triggers: ['complaints.ComplaintRouted', 'complaints.ComplaintEscalated'],
  *check(theCase, context, on) {
    for (const complaint of theCase.derive(complaintsOf))
      for (const act of complaint.events) {
        if (
          act.name !== 'complaints.ComplaintRouted' &&
          act.name !== 'complaints.ComplaintEscalated'
        )
          continue;
        const { roles, allowed } = on(act);
        if (!concernsTheTeam(complaint, localDate(act.time), roles, context)) continue;
        const { to } = act.data;
        yield {
          act,
          broken: allowed.includes(to)
            ? undefined
            : {
                found: {
                  zh: `转${HANDLER_NAMES[to].zh}办理`,
                  en: `sent to the ${HANDLER_NAMES[to].en}`,
                },
                expected: { zh: '转县纪委或者上级', en: 'to the county or a superior' },
                severity: to === 'supervisionTeam' ? 'S' : undefined,
              },
        };
      }
  },
});

const rankParameter = z.array(z.array(id).min(1));
type Ranks = z.output<typeof rankParameter>;

/** Place of a role in the order of posts; a post that the order does not name stands below all. */
function rankOf(role: string | undefined, ranks: Ranks): number {
  const index = ranks.findIndex((roles) => role !== undefined && roles.includes(role));
  return index < 0 ? ranks.length : index;
}

/** The unit and rank of every post that a person holds on a day. */
const standings = (context: RuleContext, person: string, day: string, ranks: Ranks) =>
  termsOn(context, person, day).map(({ unitId, postId }) => ({
    unitId,
    rank: rankOf(postOn(context, postId, day)?.role, ranks),
  }));

/** Whether a reader holds a lower post than one of those complained of, in the same unit on that day. */
function isBelow(
  complaint: Complaint,
  reader: string,
  day: string,
  ranks: Ranks,
  context: RuleContext,
): boolean {
  const own = standings(context, reader, day, ranks);
  return [...accusedIn(complaint)].some((accused) =>
    standings(context, accused, day, ranks).some((above) =>
      own.some(({ unitId, rank }) => unitId === above.unitId && rank > above.rank),
    ),
  );
}

/** To whom an act opened the complaint: its reader, or to whom it was handed. */
function receiverOf(act: LedgerEvent): string | undefined {
  if (act.name === 'complaints.ComplaintRead') return act.data.reader;
  return act.name === 'complaints.ComplaintRouted' ? act.data.handler : undefined;
}

/** Whether a report reached the unit that it is about, or somebody in office there. */
function reachedUnit(
  { registered }: Complaint,
  receiver: string,
  day: string,
  context: RuleContext,
): boolean {
  const { kind, accusedUnit } = registered.data;
  if (kind !== 'report' || accusedUnit === undefined) return false;
  return (
    receiver === accusedUnit ||
    termsOn(context, receiver, day).some(({ unitId }) => unitId === accusedUnit)
  );
}

function leak(
  complaint: Complaint,
  act: LedgerEvent,
  receiver: string,
  ranks: Ranks,
  context: RuleContext,
): Bilingual | undefined {
  const day = localDate(act.time);
  const verb =
    act.name === 'complaints.ComplaintRouted'
      ? { zh: '转交', en: 'handed to' }
      : { zh: '查阅人为', en: 'read by' };
  if (accusedIn(complaint).has(receiver))
    return { zh: `${verb.zh}被投诉人`, en: `${verb.en} who is complained of` };
  if (isBelow(complaint, receiver, day, ranks, context))
    return { zh: `${verb.zh}被投诉人的下属`, en: `${verb.en} somebody below who is complained of` };
  if (!reachedUnit(complaint, receiver, day, context)) return undefined;
  return { zh: `${verb.zh}被检举单位或其人员`, en: `${verb.en} the unit reported, or one of it` };
}

/**
 * Nobody who is complained of, and nobody in a lower post of his unit that day, reads a complaint or is handed it; a report
 * of wrongdoing does not reach the unit that it is about either (a complaint about a unit's work may: it answers it).
 * Charged on each reading (the reader is named) and on each routing that names a handler (who
 * routed it is named). Which post stands above which is the order of roles in the parameters; a post that it does not
 * name stands below all of them, and two such posts are equal. Not applicable where nobody is complained of. Source:
 * Regulation on Petition Work arts. 30, 46(5); domain.md 2.9, 8.2.
 */
export const cmp08 = defineRule({
  id: 'CMP-08',
  title: { zh: '不得泄露给被投诉人及其下属', en: 'Not shown to whom it concerns' },
  statement: {
    zh: '投诉材料不得由被投诉人、其下属查阅，不得转交被投诉的人或单位',
    en: 'Complaints are neither read by nor handed to who is complained of, nor those below him',
  },
  severity: 'S',
  basis: [
    { document: PETITION_REGULATION, clause: '第三十条、第四十六条第五项' },
    { document: ACCUSATION_RULES, clause: '保密' },
  ],
  validFrom: PETITION_REGULATION_IN_FORCE,
  parameters: z.strictObject({
    /** Roles from the highest down; those of one line are equal. */
    ranks: rankParameter.default([
      ['PS'],
      ['TM', 'NPC'],
      ['DPS', 'DIS'],
      ['DTM', 'PCM', 'ORG'],
      ['OFC', 'FIN', 'CIV', 'AGR', 'LND', 'PRJ', 'SVC'],
      ['VPS'],
      ['VCC'],
      ['VSC'],
    ]),
  }),
  triggers: ['complaints.ComplaintRead', 'complaints.ComplaintRouted'],
  *check(theCase, context, on) {
    for (const complaint of theCase.derive(complaintsOf)) {
      const { accused = [], accusedUnit } = complaint.registered.data;
      if (accused.length === 0 && accusedUnit === undefined) continue;
      for (const act of complaint.events) {
        const receiver = receiverOf(act);
        if (receiver === undefined) continue;
        const found = leak(complaint, act, receiver, on(act).ranks, context);
        yield {
          act,
          person: act.name === 'complaints.ComplaintRead' ? receiver : undefined,
          broken: found && {
            found,
            expected: {
              zh: '被投诉人及其下属不得接触',
              en: 'neither who is complained of nor those below him',
            },
          },
        };
      }
    }
  },
});
