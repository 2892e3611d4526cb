// TND-02 and TND-04: enough bidders, and none that are related to each other.
// Relations are read from what bids and registrations state; a telephone or an address in common is a lead, not a breach.
import { z } from 'zod';
import { AWARD_METHODS } from '../events/projects.js';
import type { Bilingual } from '../kernel/errors.js';
import type { LedgerEvent } from '../events/index.js';
import { eventsOf } from './case.js';
import type { RuleContext } from './context.js';
import { ownersOf } from './ownership.js';
import { defineRule } from './rule.js';
import {
  announcementOf,
  bidsBefore,
  outcomesIn,
  PROCUREMENT_LAW,
  TENDERING_LAW,
  TENDERING_LAW_IN_FORCE,
  TENDERING_REGULATION,
  TENDERING_REGULATION_IN_FORCE,
  type Bid,
} from './tenders.js';
import { unitKey } from './unitKeys.js';

const method = z.enum(AWARD_METHODS);

/**
 * A tender or comparison of quotes that leads to candidates, an award or a contract had at least three different bidders
 * by its deadline; with fewer it is announced again. Bids that came too late do not count, rejected ones do; where none
 * is on record, the missing bids are the breach. Not applicable to other methods, and to tenders whose announcement is
 * not on record. Source: Tendering Law art. 28; Government Procurement Law arts. 38, 40; domain.md 2.5, 2.9.
 */
export const tnd02 = defineRule({
  id: 'TND-02',
  title: { zh: '投标（报价）不少于三家', en: 'At least three bidders' },
  statement: {
    zh: '投标人或报价人少于三家的，重新招标或询价',
    en: 'With fewer than three bidders or quotes nothing is awarded',
  },
  severity: 'M',
  basis: [
    { document: TENDERING_LAW, clause: '第二十八条' },
    { document: PROCUREMENT_LAW, clause: '第三十八条、第四十条' },
  ],
  validFrom: TENDERING_LAW_IN_FORCE,
  parameters: z.strictObject({
    least: z.int().min(1).default(3),
    methods: z.array(method).default(['openTender', 'invitedTender', 'quoteComparison']),
  }),
  triggers: ['projects.AwardPosted', 'projects.ContractTendered'],
  *check(theCase, context, on) {
    for (const { act, tenderId } of outcomesIn(theCase, context)) {
      const { least, methods } = on(act);
      const announced = announcementOf(context, tenderId);
      if (!announced || !methods.includes(announced.data.method)) continue;
      const bids = bidsBefore(context, tenderId, act);
      const bidders = new Set(bids.map(({ data }) => data.bidder.payeeId)).size;
      yield {
        act,
        broken:
          bidders >= least
            ? undefined
            : {
                found: {
                  zh: bidders === 0 ? '台账中没有投标或报价' : `只有 ${bidders} 家投标或报价`,
                  en: bidders === 0 ? 'no bid is on record' : `${bidders} bidder(s) only`,
                },
                expected: { zh: `不少于 ${least} 家`, en: `at least ${least}` },
                evidence: bids,
              },
      };
    }
  },
});

const SIGNS = ['owner', 'preparer', 'bondAccount'] as const;
const sign = z.enum(SIGNS);
type Sign = z.output<typeof sign>;

const SIGN_NAMES: Readonly<Record<Sign, Bilingual>> = {
  owner: { zh: '同一人控股、管理', en: 'one owner or manager' },
  preparer: { zh: '同一人编制投标文件', en: 'prepared by one person' },
  bondAccount: { zh: '保证金出自同一账户', en: 'bonds from one account' },
};

/** What a bid shows of who stands behind it, by sign. */
interface Traits {
  readonly bid: Bid;
  readonly of: Readonly<Record<Sign, ReadonlySet<string>>>;
  readonly evidence: readonly LedgerEvent[];
}

function traitsOf(context: RuleContext, bid: Bid): Traits {
  const { bidder, preparedBy, bondAccount } = bid.data;
  const owners = ownersOf(context, bidder.payeeId, bid);
  const set = (value: string | undefined) => new Set(value === undefined ? [] : [value]);
  return {
    bid,
    // The bidder itself counts: it may own another one.
    of: {
      owner: owners.length > 1 ? new Set(owners.map(({ id }) => id)) : new Set(),
      preparer: set(preparedBy),
      bondAccount: set(bondAccount),
    },
    evidence: owners.flatMap(({ evidence }) => evidence),
  };
}

const meet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  [...a].some((each) => b.has(each));

/** Whether two bidders share an owner, or one owns the other. */
function sharedSigns(a: Traits, b: Traits, signs: readonly Sign[]): readonly Sign[] {
  return signs.filter((each) => {
    if (each !== 'owner') return meet(a.of[each], b.of[each]);
    const [first, second] = [a.bid.data.bidder.payeeId, b.bid.data.bidder.payeeId];
    return meet(new Set([first, ...a.of.owner]), new Set([second, ...b.of.owner]));
  });
}

function relatedPairs(traits: readonly Traits[], signs: readonly Sign[]) {
  return traits.flatMap((a, index) =>
    traits.slice(index + 1).flatMap((b) => {
      if (a.bid.data.bidder.payeeId === b.bid.data.bidder.payeeId) return [];
      const shared = sharedSigns(a, b, signs);
      return shared.length > 0 ? [{ a, b, shared }] : [];
    }),
  );
}

/** Bids that were not rejected when an act was done. */
function standingBids(context: RuleContext, tenderId: string, act: LedgerEvent): readonly Bid[] {
  const rejected = new Set(
    eventsOf(context.eventsUpTo(unitKey.tender(tenderId), act), 'projects.BidRejected').map(
      ({ data }) => data.bidId,
    ),
  );
  return bidsBefore(context, tenderId, act).filter(({ data }) => !rejected.has(data.bidId));
}

/**
 * No two bids that still stood when candidates or an award were posted are of bidders with an owner or manager in common
 * (owners of owners, and interests declared for that day, included), by one preparer, or with bonds from one account.
 * Judged once a tender came to its end, since a related bid may be rejected until then. Not applicable where nothing of
 * the kind is recorded of two bids. Source: Regulation under the Tendering Law arts. 34, 40; domain.md 2.5, 2.9.
 */
export const tnd04 = defineRule({
  id: 'TND-04',
  title: { zh: '投标人之间无关联', en: 'No related bidders' },
  statement: {
    zh: '同一标段不得有关联单位投标，不得由同一人编制文件或缴纳保证金',
    en: 'Related bidders, and bids by one hand, are rejected before anything is awarded',
  },
  severity: 'S',
  basis: [{ document: TENDERING_REGULATION, clause: '第三十四条、第四十条' }],
  validFrom: TENDERING_REGULATION_IN_FORCE,
  parameters: z.strictObject({ signs: z.array(sign).default([...SIGNS]) }),
  triggers: ['projects.AwardPosted', 'projects.ContractTendered'],
  *check(theCase, context, on) {
    for (const { act, tenderId } of outcomesIn(theCase, context)) {
      const { signs } = on(act);
      const traits = standingBids(context, tenderId, act).map((bid) => traitsOf(context, bid));
      const comparable = signs.some(
        (each) => traits.filter(({ of }) => of[each].size > 0).length > 1,
      );
      const related = relatedPairs(traits, signs);
      if (!comparable && related.length === 0) continue;
      const reasons = [...new Set(related.flatMap(({ shared }) => shared))];
      yield {
        act,
        broken:
          related.length === 0
            ? undefined
            : {
                found: {
                  zh: `${related.length} 对投标存在关联：${reasons.map((each) => SIGN_NAMES[each].zh).join('、')}`,
                  en: `${related.length} pair(s) of related bids: ${reasons.map((each) => SIGN_NAMES[each].en).join(', ')}`,
                },
                expected: { zh: '关联投标无效，予以否决', en: 'such bids are rejected' },
                amount: act.name === 'projects.AwardPosted' ? act.data.amount : undefined,
                evidence: related.flatMap(({ a, b }) => [
                  a.bid,
                  b.bid,
                  ...a.evidence,
                  ...b.evidence,
                ]),
              },
      };
    }
  },
});
