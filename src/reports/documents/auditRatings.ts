// Appraisals as a section of the audit report: the share of good marks over the years, and every tally.
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import type { RatingYear } from '../../../projections/departure-audit/ratings.js';
import { column, count, maybe, none, percent, said, text } from '../cells.js';
import type { Block, Section, Table } from '../document.js';
import { raterWords } from '../words.js';

function yearsChart(ratingYears: readonly RatingYear[]): Block {
  const years = [...new Set(ratingYears.map(({ year }) => year))];
  const groups = [...new Set(ratingYears.map(({ raterGroup }) => raterGroup))];
  return {
    kind: 'chart',
    form: 'lines',
    beside: true,
    title: said('优秀率', 'Share of excellent marks'),
    alt: said(
      '各类评议人历年所评优秀占有效票的比例，数字见下表',
      'Share of excellent among the marks given by each group of raters, by year; the figures are in the table below',
    ),
    unit: '%',
    categories: years.map(String),
    series: groups.map((group) => ({
      name: raterWords(group),
      values: years.map((year) => {
        const found = ratingYears.find((one) => one.year === year && one.raterGroup === group);
        return maybe(found?.excellentShare, (share) => percent(share, 1, found?.eventIds));
      }),
    })),
  };
}

const yearsTable = (ratingYears: readonly RatingYear[]): Table => ({
  kind: 'table',
  title: said('历年评议', 'Appraisals by year'),
  columns: [
    column('年度', 'year'),
    column('评议人', 'raters'),
    column('有效评次', 'marks'),
    column('优秀率', 'excellent'),
    column('优秀与称职率', 'excellent or competent'),
  ],
  rows: ratingYears.map(({ year, raterGroup, marks, excellentShare, competentShare, eventIds }) => [
    text(String(year)),
    text(raterWords(raterGroup)),
    count(marks, eventIds),
    maybe(excellentShare, (share) => percent(share, 1)),
    maybe(competentShare, (share) => percent(share, 1)),
  ]),
});

const tallies = ({ ratings }: DepartureAudit): Table => ({
  kind: 'table',
  title: said('各次计票', 'Tallies'),
  columns: [
    column('年度', 'year'),
    column('评议人', 'raters'),
    column('维度', 'dimension'),
    column('优秀', 'excellent'),
    column('称职', 'competent'),
    column('基本称职', 'basically'),
    column('不称职', 'incompetent'),
    column('弃权', 'abstained'),
  ],
  rows: ratings.map((rating) => [
    rating.year === null ? none() : text(String(rating.year)),
    text(raterWords(rating.raterGroup)),
    text(rating.dimension, [rating.eventId]),
    count(rating.excellent),
    count(rating.competent),
    count(rating.basicallyCompetent),
    count(rating.incompetent),
    count(rating.abstain),
  ]),
});

export function ratingsSection(audit: DepartureAudit): Section {
  const { ratingYears } = audit;
  return {
    title: said('民主评议', 'Appraisals'),
    blocks: [
      ...(ratingYears.length === 0 ? [] : [yearsChart(ratingYears), yearsTable(ratingYears)]),
      tallies(audit),
    ],
  };
}
