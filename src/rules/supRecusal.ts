// SUP-03: nobody handles a complaint about himself, his relatives or, on the supervision team, his own organisation.
// The finding names who should have stood aside, never who is complained of.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import { accusedIn, complaintsOf, handlerAt, type Complaint } from './complaintFacts.js';
import type { RuleContext } from './context.js';
import { PETITION_REGULATION } from './oversightSources.js';
import { kinshipBetween, termsOn } from './register.js';
import { defineRule, type Activation, type Breach } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { isOnTeam } from './teams.js';
import { localDate } from './time.js';

const HANDLING = [
  'complaints.InvestigationDone',
  'complaints.ComplaintAnswered',
  'complaints.ReviewDecided',
  'complaints.ComplaintClosed',
] as const;

/** Who handled the complaint by an act, as far as it is recorded. */
function handlersOf(act: LedgerEvent): readonly string[] {
  if (act.name === 'complaints.InvestigationDone') return act.data.investigators;
  const handles = HANDLING.some((name) => name === act.name);
  return handles && act.actorperson !== undefined ? [act.actorperson] : [];
}

const unitsOn = (context: RuleContext, person: string, day: string): readonly string[] =>
  termsOn(context, person, day).map(({ unitId }) => unitId);

/** Whether an investigator on the team belongs to the unit complained of, or to that of a person complained of. */
function ofOwnOrganisation(
  complaint: Complaint,
  act: LedgerEvent,
  person: string,
  context: RuleContext,
): boolean {
  if (act.name !== 'complaints.InvestigationDone') return false;
  const day = localDate(act.time);
  if (handlerAt(complaint, act) !== 'supervisionTeam' && !isOnTeam(context, person, day))
    return false;
  const { accusedUnit } = complaint.registered.data;
  const concerned = new Set(accusedUnit === undefined ? [] : [accusedUnit]);
  for (const accused of accusedIn(complaint))
    for (const unit of unitsOn(context, accused, day)) concerned.add(unit);
  return unitsOn(context, person, day).some((unit) => concerned.has(unit));
}

function conflict(
  complaint: Complaint,
  act: LedgerEvent,
  person: string,
  context: RuleContext,
): Breach | undefined {
  const accused = accusedIn(complaint);
  const expected = { zh: '回避，由他人办理', en: 'a recusal, and handling by others' };
  if (accused.has(person))
    return {
      found: { zh: '被投诉人本人办理', en: 'handled by a person complained of' },
      expected,
      severity: 'S',
    };
  if (kinshipBetween(context, person, accused).length > 0)
    return {
      found: { zh: '被投诉人的亲属办理', en: 'handled by a relative of a person complained of' },
      expected,
      severity: 'S',
    };
  if (!ofOwnOrganisation(complaint, act, person, context)) return undefined;
  return {
    found: { zh: '办理涉及本单位的投诉', en: 'handled a complaint about his own organisation' },
    expected,
    severity: 'M',
  };
}

/**
 * Who investigates, answers, reviews or closes a complaint is not complained of in it, nor a declared relative of who
 * is; and a member of the supervision team does not investigate one about his own unit or somebody of it. The team's own
 * composition invites this: village cadres sit on it. Charged on each act, once a person. Not applicable where the
 * complaint names no person and no unit. The evidence leaves declarations of kinship out, which would tell who is
 * complained of. Source: domain.md 1.5 M29; Regulation on Petition Work art. 28.
 */
export const sup03 = defineRule({
  id: 'SUP-03',
  title: { zh: '监督人员回避', en: 'Who supervises stands aside' },
  statement: {
    zh: '监督人员不得办理涉及本人、近亲属或者本单位的投诉',
    en: 'Nobody handles a complaint about himself, a relative or his own organisation',
  },
  severity: 'M',
  basis: [
    { document: SUNSHINE_OPINION, clause: '督权：乡镇监督小组' },
    { document: PETITION_REGULATION, clause: '第二十八条' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: HANDLING,
  *check(theCase, context) {
    for (const complaint of theCase.derive(complaintsOf)) {
      const { accused = [], accusedUnit } = complaint.registered.data;
      if (accused.length === 0 && accusedUnit === undefined) continue;
      for (const act of complaint.events)
        for (const person of handlersOf(act)) {
          const activation: Activation = {
            act,
            person,
            broken: conflict(complaint, act, person, context),
          };
          yield activation;
        }
    }
  },
});
