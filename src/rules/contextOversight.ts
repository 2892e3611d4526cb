// The context keys of the families that watch over power: risks, surveys, appraisals, teams, complaints, audits.
// Keys are pure functions of an event and stay small: one person, one unit's year, one plan, one unit's month.
import type { EventName, LedgerEvent } from '../events/index.js';
import { localDate, monthOf } from './time.js';

export const oversightKey = {
  /** Risk points identified for all units of a power. */
  risksOfPower: (code: string) => `risks:${code}`,
  surveys: (unitId: string, year: number) => `surveys:${unitId}:${year}`,
  surveyClosing: (surveyId: string) => `survey-closing:${surveyId}`,
  households: (unitId: string) => `households:${unitId}`,
  /** Triple reports of a person, and of everybody in a unit, for one year. */
  reportsOfPerson: (personId: string, year: number) => `reports:${personId}:${year}`,
  reportsOfUnit: (unitId: string, year: number) => `unit-reports:${unitId}:${year}`,
  /** What was tallied on a person or group in appraisals. */
  rated: (objectId: string) => `rated:${objectId}`,
  /** Supervision teams that a person joined, led or left. */
  teamsOfPerson: (personId: string) => `teams:${personId}`,
  inspectionsOfPlan: (planId: string) => `inspections:${planId}`,
  auditsOfPerson: (personId: string) => `audits:${personId}`,
  /** Commission, reports and postings of an audit. */
  audit: (auditId: string) => `audit:${auditId}`,
  /** What happens now and then in every unit, by its division code: it shows that time has passed (docs/adr/0017). */
  passing: (orgunit: string, month: string) => `passing:${orgunit}:${month}`,
} as const;

/** Few events of every unit, spread over the year. */
const PASSING: ReadonlySet<EventName> = new Set<EventName>([
  'matters.MeetingOpened',
  'ratings.SessionOpened',
  'offices.OfficeHeld',
  'offices.OfficeEnded',
  'offices.ElectionHeld',
  'supervision.AnnualPlanFixed',
  'supervision.SurveyClosed',
  'supervision.InspectionDone',
  'supervision.ActivityHeld',
  'complaints.ComplaintRegistered',
  'complaints.OpinionBookScanned',
  'audits.AuditCommissioned',
  'audits.ReportIssued',
  'accountability.IndexRunCompleted',
]);

type TeamEvent = Extract<
  LedgerEvent,
  { name: 'supervision.TeamFormed' | 'supervision.TeamChanged' }
>;

function personsOfTeam({ name, data }: TeamEvent): readonly string[] {
  const joined = name === 'supervision.TeamFormed' ? data.members : data.joined;
  const left = name === 'supervision.TeamFormed' ? [] : data.left;
  const leader = data.leader === undefined ? [] : [data.leader];
  return [...new Set([...joined.map(({ personId }) => personId), ...left, ...leader])];
}

function ownKeysOf(event: LedgerEvent): readonly string[] {
  switch (event.name) {
    case 'risks.RiskPointIdentified':
      return event.data.unitId === undefined
        ? [oversightKey.risksOfPower(event.data.powerCode)]
        : [];
    case 'supervision.SurveyOpened':
      return [oversightKey.surveys(event.data.unitId, event.data.year)];
    case 'supervision.SurveyClosed':
      return [oversightKey.surveyClosing(event.data.surveyId)];
    case 'offices.HouseholdsCounted':
      return [oversightKey.households(event.data.unitId)];
    case 'supervision.TripleReportDelivered': {
      const { personId, unitId, year } = event.data;
      return [
        oversightKey.reportsOfPerson(personId, year),
        oversightKey.reportsOfUnit(unitId, year),
      ];
    }
    case 'ratings.RatingTallied':
      return [oversightKey.rated(event.data.objectId)];
    case 'supervision.TeamFormed':
    case 'supervision.TeamChanged':
      return personsOfTeam(event).map(oversightKey.teamsOfPerson);
    case 'supervision.InspectionDone':
      return event.data.planId === undefined
        ? []
        : [oversightKey.inspectionsOfPlan(event.data.planId)];
    case 'audits.DepartureTriggered':
      return [oversightKey.auditsOfPerson(event.data.personId)];
    case 'audits.AuditCommissioned':
    case 'audits.ReportIssued':
    case 'audits.ConclusionPosted':
      return [oversightKey.audit(event.data.auditId)];
    default:
      return [];
  }
}

/** The keys under which an event is filed for these families. */
export function oversightKeysOf(event: LedgerEvent): readonly string[] {
  const keys = ownKeysOf(event);
  return PASSING.has(event.name)
    ? [...keys, oversightKey.passing(event.orgunit, monthOf(localDate(event.time)))]
    : keys;
}
