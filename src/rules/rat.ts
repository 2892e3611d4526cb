// RAT: democratic appraisal (双评): sheets that add up, enough raters, enough of them from the masses, a result told.
// Sheets are anonymous: only tallies are looked at, never who rated whom.
import { z } from 'zod';
import type { RATER_GROUPS } from '../events/ratings.js';
import type { Bilingual } from '../kernel/errors.js';
import { addDays } from '../kernel/time.js';
import type { CaseIndex, EventOf } from './case.js';
import { judged } from './obligation.js';
import { rat05 } from './ratTermination.js';
import { defineRule, type Breach, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION, VILLAGERS_LAW } from './sources.js';
import { ZHEJIANG_MEASURES } from './oversightSources.js';
import { inTimeOrder, localDate } from './time.js';

const basis: readonly Clause[] = [
  { document: SUNSHINE_OPINION, clause: '督权：“双评”评班子、评成员' },
];

type RaterGroup = (typeof RATER_GROUPS)[number];
type Session = EventOf<'ratings.SessionOpened'>;
type Tally = EventOf<'ratings.RatingTallied'>;
type Issue = EventOf<'ratings.SheetsIssued'>;

/** One session with what belongs to it; a case may hold several where they name one matter. */
interface Appraisal {
  readonly session: Session;
  /** Sheets by rater group, the last issue recorded. */
  readonly sheets: ReadonlyMap<RaterGroup, Issue>;
  readonly tallies: readonly Tally[];
}

const appraisalsOf = (theCase: CaseIndex): readonly Appraisal[] =>
  theCase.of('ratings.SessionOpened').map((session) => {
    const own = ({ data }: { readonly data: { readonly sessionId: string } }) =>
      data.sessionId === session.data.sessionId;
    const issues = theCase.of('ratings.SheetsIssued').filter(own);
    return {
      session,
      sheets: new Map(issues.map((issue) => [issue.data.raterGroup, issue])),
      tallies: theCase.of('ratings.RatingTallied').filter(own),
    };
  });

/** What is wrong with a tally; `undefined`: it adds up. */
function tallyFault({ data }: Tally, issue: Issue): Breach | undefined {
  const { returned, counts } = data;
  const { issued } = issue.data;
  const counted = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (returned > issued)
    return {
      found: {
        zh: `发出 ${issued} 张，收回 ${returned} 张`,
        en: `${issued} sheet(s) issued, ${returned} returned`,
      },
      expected: { zh: '收回不多于发出', en: 'no more sheets returned than issued' },
      evidence: [issue],
    };
  if (counted <= returned) return undefined;
  return {
    found: {
      zh: `收回 ${returned} 张，计 ${counted} 票`,
      en: `${returned} sheet(s) returned, ${counted} counted`,
    },
    expected: { zh: '计票不多于收回', en: 'no more counted than returned' },
    evidence: [issue],
  };
}

/**
 * No more sheets come back from a group of raters than were issued to it, and no more are counted than came back.
 * Charged on the tally, once a tally. Not applicable where the issue of sheets is not recorded. Source: domain.md 1.5
 * M26.
 */
const rat01 = defineRule({
  id: 'RAT-01',
  title: { zh: '评议票数相符', en: 'Sheets add up' },
  statement: {
    zh: '收回的评议表不多于发出的，计票不多于收回的',
    en: 'No more sheets are returned than issued, nor counted than returned',
  },
  severity: 'S',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['ratings.RatingTallied'],
  *check(theCase) {
    for (const { sheets, tallies } of theCase.derive(appraisalsOf))
      for (const act of tallies) {
        const issue = sheets.get(act.data.raterGroup);
        if (issue) yield { act, broken: tallyFault(act, issue) };
      }
  },
});

/** A share of a whole that must be reached; the share itself is enough. */
const share = (numerator: number, denominator: number) =>
  z
    .strictObject({
      numerator: z.int().min(1).max(100),
      denominator: z.int().min(1).max(100),
    })
    .default({ numerator, denominator });

const reaches = (
  part: number,
  whole: number,
  { numerator, denominator }: { numerator: number; denominator: number },
): boolean => part * denominator >= whole * numerator;

/** The breach where a share was not reached; `undefined`: it was. */
const shareFault = (
  part: number,
  whole: number,
  least: { numerator: number; denominator: number },
  { found, sheets }: { readonly found: Bilingual; readonly sheets: Appraisal['sheets'] },
): Breach | undefined =>
  reaches(part, whole, least)
    ? undefined
    : {
        found,
        expected: {
          zh: `不少于 ${least.numerator}/${least.denominator}`,
          en: `at least ${least.numerator}/${least.denominator}`,
        },
        evidence: [...sheets.values()],
      };

/** How many of a group came: a sheet that was returned on anybody was a rater's. */
const returnedBy = (tallies: readonly Tally[], group: RaterGroup): number =>
  tallies.reduce(
    (most, { data }) => (data.raterGroup === group ? Math.max(most, data.returned) : most),
    0,
  );

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/**
 * At least two thirds of those invited to an appraisal returned a sheet. Charged on the session once it has been
 * tallied; of a group's tallies the one with the most sheets counts. Not applicable where nobody's invitation is
 * recorded. Source: domain.md 1.5 M26 (two thirds: local).
 */
const rat02 = defineRule({
  id: 'RAT-02',
  title: { zh: '参评人数足够', en: 'Enough raters' },
  statement: {
    zh: '收回的评议表达到应参评人数的三分之二',
    en: 'Two thirds of those invited return a sheet',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ share: share(2, 3) }),
  triggers: ['ratings.RatingTallied'],
  *check(theCase, _context, on) {
    for (const { session: act, sheets, tallies } of theCase.derive(appraisalsOf)) {
      const invited = sum([...sheets.values()].map(({ data }) => data.invited));
      if (tallies.length === 0 || invited === 0) continue;
      const returned = sum([...sheets.keys()].map((group) => returnedBy(tallies, group)));
      const found = {
        zh: `应参评 ${invited} 人，收回 ${returned} 张`,
        en: `${invited} invited, ${returned} sheet(s) returned`,
      };
      yield { act, broken: shareFault(returned, invited, on(act).share, { found, sheets }) };
    }
  },
});

/**
 * Representatives of the masses hold at least half of the sheets issued at an appraisal. Charged on the session. Not
 * applicable where no sheet is recorded as issued. Source: domain.md 1.5 M26 (one half: local).
 */
const rat03 = defineRule({
  id: 'RAT-03',
  title: { zh: '群众代表比例', en: 'Share of the masses among the raters' },
  statement: {
    zh: '参评人中群众代表不少于二分之一',
    en: 'At least half of the raters are representatives of the masses',
  },
  severity: 'L',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ share: share(1, 2) }),
  triggers: ['ratings.SheetsIssued'],
  *check(theCase, _context, on) {
    for (const { session: act, sheets } of theCase.derive(appraisalsOf)) {
      const issued = sum([...sheets.values()].map(({ data }) => data.issued));
      if (issued === 0) continue;
      const masses = sheets.get('massRepresentatives')?.data.issued ?? 0;
      const found = {
        zh: `${issued} 张中群众代表 ${masses} 张`,
        en: `${masses} of ${issued} sheets to the masses`,
      };
      yield { act, broken: shareFault(masses, issued, on(act).share, { found, sheets }) };
    }
  },
});

/**
 * The result of an appraisal is told on the spot: on the day of the last tally, or as many days later as the area
 * allows. Charged on the publication that came too late, or on the session when there was none and a later event
 * shows that the day has passed. Not applicable before there is a tally. Source: domain.md 1.5 M26; Zhejiang's measures
 * art. 33 (当场公布).
 */
const rat04 = defineRule({
  id: 'RAT-04',
  title: { zh: '当场公布结果', en: 'The result is told on the spot' },
  statement: {
    zh: '评议结果当场公布',
    en: 'The result of an appraisal is published on the spot',
  },
  severity: 'L',
  basis: [
    ...basis,
    { document: ZHEJIANG_MEASURES, clause: '第三十三条' },
    { document: VILLAGERS_LAW, clause: '第三十三条' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ days: z.int().min(0).max(366).default(0) }),
  triggers: ['ratings.RatingTallied'],
  *check(theCase, context, on) {
    const published = inTimeOrder(theCase.of('ratings.RatingPublished'));
    for (const { session: origin, tallies } of theCase.derive(appraisalsOf)) {
      const last = inTimeOrder(tallies).at(-1);
      if (!last) continue;
      const from = localDate(last.time);
      const activation = judged(theCase, context, {
        origin,
        from,
        limit: { due: addDays(from, on(origin).days) },
        done: published.find(({ data }) => data.sessionId === origin.data.sessionId),
        what: { zh: '公布评议结果', en: 'published' },
        since: { zh: '计票', en: 'the tally' },
        severity: 'L',
      });
      if (activation) yield activation;
    }
  },
});

export const RAT = [rat01, rat02, rat03, rat04, rat05] as const;
