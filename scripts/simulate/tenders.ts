// How a contract comes about where the flow of a power item leads through a tender, and how its work ends.
import { postId, type Institution } from './institutions.js';
import type { Random } from './random.js';
import { suppliersOf } from './stage.js';
import { contractId, type Bid, type MatterScene, type Party } from './scene.js';
import { dayAfter, instant, type Entry, type Timeline } from './timeline.js';

const tenderId = (matterId: string): string => `tn-${matterId}`;

/** The winner's bid and those of two others, who ask for more. */
export function invite(
  random: Random,
  code: string,
  winner: Party,
  amount: string,
  matterId: string,
): readonly Bid[] {
  const others = suppliersOf(code).filter(({ payeeId }) => payeeId !== winner.payeeId);
  others.splice(random.int(0, others.length - 1), 1);
  const asked = others.map(() => (BigInt(amount) * BigInt(1000 + random.int(13, 90))) / 1000n);
  return [
    { bidId: `bid-${matterId}-0`, bidder: winner, amount },
    ...others.map((bidder, index) => ({
      bidId: `bid-${matterId}-${index + 1}`,
      bidder,
      amount: String(asked[index] ?? amount),
    })),
  ];
}

/** Days before the opening on which the bids come in. */
const BIDS = -1;

/** Records a step of a tender; false when the step is none of them. */
export function tenderStep(
  timeline: Timeline,
  { matterId, title, amount, bids, works, item, institution, recorder }: MatterScene,
  step: string | undefined,
  entry: Entry,
): boolean {
  const [winner] = bids ?? [];
  if (!winner || !bids) return false;
  const tender = { tenderId: tenderId(matterId) };
  switch (step) {
    case 'TenderAnnounced':
      timeline.record(
        'projects.AnnounceTender',
        {
          ...tender,
          title,
          category: works ? 'works' : 'other',
          method: 'openTender',
          estimate: amount,
          currency: 'CNY',
          documentsFrom: instant(entry.day, entry.time),
          places: [`${institution.name}公开栏`],
        },
        entry,
      );
      return true;
    case 'BidsOpened':
      for (const { bidId, bidder, amount: asked } of bids)
        timeline.record(
          'projects.ReceiveBid',
          { ...tender, bidId, bidder, amount: asked, currency: 'CNY' },
          {
            ...entry,
            day: dayAfter(entry.day, BIDS),
            person: institution.officers[recorder] ?? '',
            post: postId(recorder, institution.code),
          },
        );
      timeline.record(
        'projects.OpenBids',
        { ...tender, openingId: `o-${matterId}`, witnesses: witnessesOf(institution) },
        entry,
      );
      return true;
    case 'AwardPosted':
      timeline.record(
        'projects.PostAward',
        {
          ...tender,
          awardId: `w-${matterId}`,
          what: 'award',
          winners: [winner.bidder],
          bidId: winner.bidId,
          amount: winner.amount,
          currency: 'CNY',
          until: dayAfter(entry.day, item.steps.find(({ evt }) => evt === step)?.stay ? 4 : 1),
          places: [`${institution.name}公开栏`],
        },
        entry,
      );
      return true;
    default:
      return false;
  }
}

const witnessesOf = ({ officers }: Institution): readonly string[] =>
  [officers['VSC'], officers['DIS']].filter((person) => person !== undefined);

/** Says from which tender a contract came. */
export function linkTender(timeline: Timeline, matterId: string, entry: Entry): void {
  timeline.record(
    'projects.LinkTender',
    { contractId: contractId(matterId), tenderId: tenderId(matterId), awardId: `w-${matterId}` },
    entry,
  );
}
