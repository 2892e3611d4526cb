// CMP-01 and CMP-03: the channels of complaint: opinion books without missing pages, contacts who are still in office.
// A page that was never scanned is a question, not a proof of what it said.
import { z } from 'zod';
import { addDays } from '../kernel/time.js';
import type { CaseIndex, EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { limitParameter } from './deadline.js';
import { dayOf, judged } from './obligation.js';
import { covers, postOn, termsOf } from './register.js';
import { defineRule, type Activation, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { inTimeOrder, localDate } from './time.js';

const basis: readonly Clause[] = [
  { document: SUNSHINE_OPINION, clause: '督权：投诉电话、意见簿和公布联系人' },
];

type Scan = EventOf<'complaints.OpinionBookScanned'>;

/** The scans of each opinion book, as they happened. */
function booksOf(theCase: CaseIndex): readonly (readonly Scan[])[] {
  const books = new Map<string, Scan[]>();
  for (const scan of inTimeOrder(theCase.of('complaints.OpinionBookScanned')))
    books.set(scan.data.bookId, [...(books.get(scan.data.bookId) ?? []), scan]);
  return [...books.values()];
}

const pagesOf = ({ data }: Scan): readonly number[] => data.pages.map(({ page }) => page);

/** "3", or "3-5" for pages in a row. */
const inRange = (first: number, last: number) => (first === last ? `${first}` : `${first}-${last}`);

/** The pages between those scanned before and the last of this scan that no scan of the book shows. */
function missingPages(before: number, scan: Scan, scanned: ReadonlySet<number>): readonly string[] {
  const missing: string[] = [];
  let last = before;
  for (const page of [...pagesOf(scan)].sort((a, b) => a - b)) {
    let first: number | undefined;
    for (let number = last + 1; number <= page; number++) {
      const lacks = !scanned.has(number);
      if (lacks) first ??= number;
      else if (first !== undefined) {
        missing.push(inRange(first, number - 1));
        first = undefined;
      }
    }
    last = Math.max(last, page);
  }
  return missing;
}

function* judgedPages(scans: readonly Scan[]): Generator<Activation> {
  const scanned = new Set(scans.flatMap(pagesOf));
  const [opening] = scans;
  // A book may have been begun before the ledger: what lies before its first page scanned is unknown.
  let last = opening ? Math.min(...pagesOf(opening)) - 1 : 0;
  for (const act of scans) {
    const missing = missingPages(last, act, scanned);
    last = Math.max(last, ...pagesOf(act));
    const shown = missing.slice(0, 10).join(', ');
    yield {
      act,
      broken:
        missing.length === 0
          ? undefined
          : {
              found: { zh: `缺页：${shown}`, en: `missing pages: ${shown}` },
              expected: { zh: '页码连续，不缺页', en: 'pages without a gap' },
              severity: 'M',
            },
    };
  }
}

/**
 * The pages of an opinion book are scanned without a gap, and scanned again within a week. Charged on the scan that
 * leaves a gap, unless another scan of the book shows the pages, and on the scan that came more than a week after the one
 * before (minor). After the last scan nothing tells a full book from a forgotten one: not judged. The first page
 * ever scanned is where counting begins. Source: domain.md 1.5 M30 (weekly: ours).
 */
export const cmp01 = defineRule({
  id: 'CMP-01',
  title: { zh: '意见簿页码连续、每周扫描', en: 'Opinion books: no page missing, scanned weekly' },
  statement: {
    zh: '意见簿页码连续不缺，每周扫描入账',
    en: 'Opinion books have no missing page and are scanned every week',
  },
  severity: 'L',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ every: limitParameter.default('7cd') }),
  triggers: ['complaints.OpinionBookScanned'],
  *check(theCase, context, on) {
    for (const scans of theCase.derive(booksOf)) {
      yield* judgedPages(scans);
      for (const [index, done] of scans.entries()) {
        const origin = scans[index - 1];
        const activation =
          origin &&
          judged(theCase, context, {
            origin,
            limit: on(done).every,
            done,
            what: { zh: '扫描', en: 'scanned' },
            since: { zh: '上次扫描', en: 'the last scan' },
            severity: 'L',
          });
        if (activation) yield activation;
      }
    }
  },
});

type Publication = EventOf<'complaints.ChannelPublished'>;

/** The publications of each channel, as they happened, each with the next. */
const publicationsOf = (
  theCase: CaseIndex,
): readonly { readonly published: Publication; readonly next: Publication | undefined }[] => {
  const all = inTimeOrder(theCase.of('complaints.ChannelPublished'));
  return all.map((published, index) => ({
    published,
    next: all.slice(index + 1).find(({ data }) => data.channelId === published.data.channelId),
  }));
};

function* judgedContacts(
  theCase: CaseIndex,
  context: RuleContext,
  { published, next }: { readonly published: Publication; readonly next: Publication | undefined },
  limit: string,
): Generator<Activation> {
  const day = localDate(published.time);
  for (const { personId, postId } of published.data.contacts ?? []) {
    const terms = termsOf(context, personId).filter((term) => term.postId === postId);
    const held = terms.find((term) => covers(term, day));
    if (!held && terms.length === 0 && postOn(context, postId, day) === undefined) continue;
    yield {
      act: published,
      broken: held
        ? undefined
        : {
            found: { zh: '公布的联系人当日不担任该职务', en: 'a contact did not hold the post' },
            expected: { zh: '公布在职人员', en: 'contacts who hold the posts' },
          },
    };
    if (held?.to === undefined || (next && localDate(next.time) <= held.to)) continue;
    const left = dayOf(held.to);
    if (terms.some((term) => covers(term, addDays(left, 1)))) continue;
    const activation = judged(theCase, context, {
      origin: published,
      from: left,
      limit,
      done: next,
      what: { zh: '更新公布的联系人', en: 'published anew' },
      since: { zh: '联系人离任', en: 'the contact left office' },
      severity: 'L',
    });
    if (activation) yield activation;
  }
}

/**
 * Contacts that a channel publishes (e.g. the members of the county discipline commission) hold their posts that day,
 * and the channel is published anew within 10 days after one has left. Charged on the publication; on the later one when
 * that was late. Not applicable to channels without contacts, and to contacts whose post and terms are not recorded.
 * Source: domain.md 1.5 M30 (10 days: as for duty boards, local).
 */
export const cmp03 = defineRule({
  id: 'CMP-03',
  title: { zh: '公布的联系人为在职人员', en: 'Published contacts are in office' },
  statement: {
    zh: '公布的投诉联系人与现任职务相符，变动后及时更新',
    en: 'Published contacts match who is in office, and are renewed after a change',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ limit: limitParameter.default('10cd') }),
  triggers: ['complaints.ChannelPublished'],
  *check(theCase, context, on) {
    for (const publication of theCase.derive(publicationsOf))
      yield* judgedContacts(theCase, context, publication, on(publication.published).limit);
  },
});
