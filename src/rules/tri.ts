// TRI: the year-end reports on duty, integrity and effect (三述): by whom, when, and whether raters could read them.
// Who is not recorded in a leading post is not accused of owing a report.
import { z } from 'zod';
import { id } from '../events/fields.js';
import { parseLocalDate, type LocalDate } from '../kernel/time.js';
import { eventsOf, type CaseIndex, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { oversightKey } from './contextOversight.js';
import { limitParameter, monthDayParameter } from './deadline.js';
import { postsOfRoles, termInRoles, termsOfPost } from './holders.js';
import { judged, shownAfter } from './obligation.js';
import { covers } from './register.js';
import { defineRule, type Activation, type Breach, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { happenedBefore, inTimeOrder, localDate } from './time.js';

const basis: readonly Clause[] = [
  { document: SUNSHINE_OPINION, clause: '督权：“三述”述责述廉述效' },
];

type Report = EventOf<'supervision.TripleReportDelivered'>;
type Session = EventOf<'ratings.SessionOpened'>;

const reportParameters = z.strictObject({
  /** Roles of the three leadership groups of a township. */
  roles: z.array(id).default(['PS', 'DPS', 'PCM', 'TM', 'DTM', 'NPC', 'DIS', 'ORG']),
  /** From when in the year, to when in the next one, the year's reports are given. */
  from: monthDayParameter.default('11-01'),
  to: monthDayParameter.default('01-31'),
  /** From this year on a leader who is rated in a unit where nobody reported is charged as well; local. */
  fromYear: z.int().optional(),
});
type ReportParameters = z.output<typeof reportParameters>;

const windowOf = (
  { from, to }: ReportParameters,
  year: number,
): { readonly first: LocalDate; readonly last: LocalDate } => ({
  first: parseLocalDate(`${year}-${from}`),
  last: parseLocalDate(`${year + 1}-${to}`),
});

const missingReport = (year: number, last: LocalDate, evidence: readonly Report[]): Breach => ({
  found: { zh: `${year} 年度没有述责述廉述效`, en: `no triple report for ${year}` },
  expected: { zh: `最迟 ${last} 述责述廉述效`, en: `a triple report by ${last}` },
  evidence,
});

const reportsOfUnit = (context: RuleContext, unitId: string, year: number): readonly Report[] =>
  eventsOf(
    context.events(oversightKey.reportsOfUnit(unitId, year)),
    'supervision.TripleReportDelivered',
  );

/** Those who led the unit from the beginning of the window to the last report or its end, and gave none. */
function* withoutReport(
  theCase: CaseIndex,
  context: RuleContext,
  act: Report,
  parameters: ReportParameters,
): Generator<Activation> {
  const { unitId, year } = act.data;
  const reports = reportsOfUnit(context, unitId, year);
  if (inTimeOrder(reports).at(-1)?.id !== act.id) return;
  const { first, last } = windowOf(parameters, year);
  if (shownAfter(theCase, context, act.orgunit, last) === undefined) return;
  const given = localDate(act.time);
  const until = given < last ? given : last;
  const reported = new Set(reports.map(({ data }) => data.personId));
  for (const post of postsOfRoles(context, unitId, parameters.roles))
    for (const term of termsOfPost(context, post)) {
      const person = term.personId;
      if (reported.has(person) || !covers(term, first) || !covers(term, until)) continue;
      reported.add(person);
      yield { act, person, post, broken: missingReport(year, last, reports) };
    }
}

/** Leaders rated at a session of a unit in which nobody reported, from the year on that the pack names. */
function* ratedUnheard(
  theCase: CaseIndex,
  context: RuleContext,
  act: Session,
  parameters: ReportParameters,
): Generator<Activation> {
  const { year, objects } = act.data;
  if (parameters.fromYear === undefined || year < parameters.fromYear) return;
  const { last } = windowOf(parameters, year);
  for (const { objectId: person, kind } of objects) {
    const term =
      kind === 'person'
        ? termInRoles(context, person, localDate(act.time), parameters.roles)
        : undefined;
    if (!term || reportsOfUnit(context, term.unitId, year).length > 0) continue;
    if (shownAfter(theCase, context, act.orgunit, last) === undefined) continue;
    yield { act, person, post: term.postId, broken: missingReport(year, last, []) };
  }
}

/**
 * Every member of the three leadership groups reports once a year, between November and January. A report outside
 * these months is minor. Who held a leading post of the unit from the beginning of the window to the unit's last report
 * (or the end of the window) and gave none is charged on that last report, once a later event shows that January has passed. Where nobody of the
 * unit reported, nothing says that such a meeting is held: judged only from the year on that the pack names, on the
 * session at which the leader was rated. Source: domain.md 1.5 M25.
 */
const tri01 = defineRule({
  id: 'TRI-01',
  title: { zh: '班子成员每年三述', en: 'Every leader reports once a year' },
  statement: {
    zh: '三家班子成员每年十一月至次年一月述责述廉述效一次',
    en: 'Members of the leadership groups report on duty, integrity and effect between November and January',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: reportParameters,
  triggers: ['supervision.TripleReportDelivered', 'ratings.SessionOpened'],
  *check(theCase, context, on) {
    for (const act of theCase.of('supervision.TripleReportDelivered')) {
      const { personId: person, year } = act.data;
      const { first, last } = windowOf(on(act), year);
      const day = localDate(act.time);
      yield {
        act,
        person,
        broken:
          first <= day && day <= last
            ? undefined
            : {
                found: { zh: `${day} 述责述廉述效`, en: `reported on ${day}` },
                expected: { zh: `${first} 至 ${last}`, en: `between ${first} and ${last}` },
                severity: 'L',
              },
      };
      yield* withoutReport(theCase, context, act, on(act));
    }
    for (const act of theCase.of('ratings.SessionOpened'))
      yield* ratedUnheard(theCase, context, act, on(act));
  },
});

const hasText = ({ data }: Report): boolean =>
  data.document !== undefined ||
  [data.responsibility, data.integrity, data.effectiveness].every((part) => part !== undefined);

/** Why raters could not read any of somebody's reports before they rated him; `undefined`: they could. */
function unreadableFault(session: Session, reports: readonly Report[]): Breach | undefined {
  const written = reports.filter(hasText);
  const inTime = written.some(
    ({ data, time }) => !happenedBefore(session.time, data.availableFrom ?? time),
  );
  if (inTime) return undefined;
  return {
    found:
      written.length === 0
        ? { zh: '述职材料没有文本', en: 'the report has no text' }
        : { zh: '评议开始后才提供述职材料', en: 'the report came after the rating had begun' },
    expected: {
      zh: '评议前提供述责、述廉、述效全文',
      en: 'the whole report (duty, integrity, effect) before the rating',
    },
    evidence: reports,
  };
}

/**
 * The text of a leader's report was there for the raters before the session at which he is rated. Charged on the
 * session, once a person who gave a report for its year (or for this session, where the report names one). The text is
 * a document, or all three parts. Not applicable to who gave no report: that is TRI-01. Source: domain.md 1.5 M25.
 */
const tri02 = defineRule({
  id: 'TRI-02',
  title: { zh: '评议前可看述职材料', en: 'Raters can read the report' },
  statement: {
    zh: '评议前向评议人提供述责述廉述效材料',
    en: 'The report is there for the raters before they rate',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['ratings.SessionOpened'],
  *check(theCase, context) {
    for (const act of theCase.of('ratings.SessionOpened')) {
      const { sessionId, year, objects } = act.data;
      for (const { objectId: person, kind } of objects) {
        if (kind !== 'person') continue;
        const reports = eventsOf(
          context.events(oversightKey.reportsOfPerson(person, year)),
          'supervision.TripleReportDelivered',
        ).filter(({ data }) => data.sessionId === undefined || data.sessionId === sessionId);
        if (reports.length > 0) yield { act, person, broken: unreadableFault(act, reports) };
      }
    }
  },
});

/** A decimal with at most six places as an integer. */
function millionths(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(6, '0'));
}

/** The figures of a report, held against what its fact sheets say the ledger says. */
function* quotedFigures(theCase: CaseIndex, act: Report): Generator<Activation> {
  for (const sheet of theCase.of('supervision.FactSheetAttached')) {
    const { reportId, figures = [] } = sheet.data;
    if (reportId !== act.data.reportId) continue;
    const wrong = figures.filter(
      ({ quoted, computed }) => millionths(quoted) !== millionths(computed),
    );
    const labels = wrong.map(({ label }) => label);
    yield {
      act,
      person: act.data.personId,
      broken:
        wrong.length === 0
          ? undefined
          : {
              found: {
                zh: `与台账不符：${labels.join('、')}`,
                en: `differs from the ledger in: ${labels.join(', ')}`,
              },
              expected: {
                zh: wrong.map(({ label, computed }) => `${label} ${computed}`).join('；'),
                en: wrong.map(({ label, computed }) => `${label} ${computed}`).join('; '),
              },
              evidence: [sheet],
            },
    };
  }
}

/**
 * The figures that a report quotes are those of the ledger, as its fact sheet (drawn at a ledger position) shows them.
 * A pack may also require a fact sheet, within a time; then the report without one is charged. Not applicable to a
 * report without a fact sheet where none is required. Source: domain.md 1.5 M25 (the sheet "may" be attached).
 */
const tri03 = defineRule({
  id: 'TRI-03',
  title: { zh: '述职数据与台账一致', en: 'Figures of the report are those of the ledger' },
  statement: {
    zh: '述职报告引用的数据与台账核对一致',
    en: 'Figures quoted in a triple report are cross-linked to the ledger and agree with it',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    /** Whether every report needs a fact sheet; local. */
    required: z.boolean().default(false),
    within: limitParameter.default('10cd'),
  }),
  triggers: ['supervision.TripleReportDelivered'],
  *check(theCase, context, on) {
    for (const origin of theCase.of('supervision.TripleReportDelivered')) {
      yield* quotedFigures(theCase, origin);
      const { required, within } = on(origin);
      if (!required) continue;
      const activation = judged(theCase, context, {
        origin,
        limit: within,
        done: theCase
          .of('supervision.FactSheetAttached')
          .find(({ data }) => data.reportId === origin.data.reportId),
        what: { zh: '附数据核对表', en: 'given a fact sheet' },
        since: { zh: '述职', en: 'the report' },
        severity: 'L',
      });
      if (activation) yield activation;
    }
  },
});

export const TRI = [tri01, tri02, tri03] as const;
