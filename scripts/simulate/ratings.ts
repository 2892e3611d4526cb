// The year-end appraisal (双评) of an institution: the group and each of its officers, by two groups of raters.
import type { Institution } from './institutions.js';
import type { Random } from './random.js';
import type { Timeline } from './timeline.js';

const DIMENSIONS = ['履行职责', '廉洁自律', '工作效果'] as const;
const RATERS = [
  ['partyMembers', 24],
  ['massRepresentatives', 30],
] as const;

export const ratingSession = ({ code }: Institution, year: number): string =>
  `rating-${code}-${year}`;

export function appraise(
  timeline: Timeline,
  random: Random,
  institution: Institution,
  year: number,
): void {
  const { code, officers } = institution;
  const sessionId = ratingSession(institution, year);
  const base = { orgunit: code, day: `${year}-12-20` };
  const objects = [
    { objectId: code, kind: 'group' as const },
    ...Object.values(officers).map((objectId) => ({ objectId, kind: 'person' as const })),
  ];
  timeline.record(
    'ratings.OpenSession',
    { sessionId, year, objects, dimensions: DIMENSIONS },
    { ...base, time: '14:00' },
  );
  for (const [raterGroup, invited] of RATERS) {
    const issued = invited - random.int(0, 3);
    timeline.record(
      'ratings.IssueSheets',
      { sessionId, raterGroup, invited, issued },
      { ...base, time: '14:10' },
    );
    for (const { objectId } of objects)
      for (const dimension of DIMENSIONS) {
        const basicallyCompetent = random.int(0, 3);
        const incompetent = random.int(0, 1);
        const competent = random.int(4, 9);
        const abstain = random.int(0, 1);
        timeline.record(
          'ratings.TallyRating',
          {
            sessionId,
            objectId,
            dimension,
            raterGroup,
            returned: issued,
            counts: {
              excellent: issued - competent - basicallyCompetent - incompetent - abstain,
              competent,
              basicallyCompetent,
              incompetent,
              abstain,
            },
          },
          { ...base, time: '16:00' },
        );
      }
  }
  timeline.record(
    'ratings.PublishRating',
    { sessionId, places: [`${institution.name}公开栏`] },
    { ...base, time: '17:00' },
  );
}
