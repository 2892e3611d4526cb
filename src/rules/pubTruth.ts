// PUB-05: what a notice says is what the ledger says.
// Digests and the figures of single payments are recomputed; a figure that cannot be recomputed from the ledger's events
// under a key of few events (the sum of a whole unit) is covered by the digest of the view alone.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import type { CaseIndex, EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { inWords } from './payments.js';
import { defineRule, type Activation, type Breach } from './rule.js';
import {
  INFORMATION_REGULATION,
  OPENNESS_SYSTEM,
  SUNSHINE_IN_FORCE,
  VILLAGERS_LAW,
} from './sources.js';
import { localDate } from './time.js';

type Notice = EventOf<'disclosure.NoticePosted'>;
type Figure = NonNullable<Notice['data']['figures']>[number];

/** What the ledger knows of a payment's money when a notice was posted, within the days that the figure covers. */
function paidBy(
  context: RuleContext,
  act: Notice,
  paymentId: string,
  { currency, from, to }: Figure,
): { readonly amount: bigint; readonly events: readonly LedgerEvent[] } {
  let amount = 0n;
  const events: LedgerEvent[] = [];
  for (const event of context.eventsUpTo(contextKey.payment(paymentId), act)) {
    if (event.name !== 'funds.PaymentMade' && event.name !== 'funds.PaymentReversed') continue;
    const day = localDate(event.time);
    if ((from !== undefined && day < from) || (to !== undefined && day > to)) continue;
    if (event.data.currency !== currency) continue;
    events.push(event);
    amount += BigInt(event.data.amount) * (event.name === 'funds.PaymentMade' ? 1n : -1n);
  }
  return { amount, events };
}

const absolute = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

function wrongFigure(context: RuleContext, act: Notice): Breach | undefined {
  for (const figure of act.data.figures ?? []) {
    if (figure.paymentId === undefined) continue;
    const { amount, events } = paidBy(context, act, figure.paymentId, figure);
    const shown = absolute(BigInt(figure.amount));
    if (shown === amount) continue;
    const [said, right] = [inWords(shown, figure.currency), inWords(amount, figure.currency)];
    return {
      found: { zh: `公示所列支付为 ${said}`, en: `the notice shows ${said} for a payment` },
      expected: { zh: `台账该笔支付为 ${right}`, en: `the ledger has ${right} for it` },
      amount: absolute(shown - amount).toString(),
      evidence: events,
    };
  }
  return undefined;
}

function wrongDigest({ data }: Notice): Breach | undefined {
  const { contentHash, projection } = data;
  if (contentHash === undefined || projection === undefined || contentHash === projection.sha256)
    return undefined;
  return {
    found: { zh: `公示内容摘要 ${contentHash}`, en: `digest of what was posted: ${contentHash}` },
    expected: {
      zh: `台账（${projection.view}，位置 ${projection.position}）摘要 ${projection.sha256}`,
      en: `digest of the ledger's ${projection.view} at position ${projection.position}: ${projection.sha256}`,
    },
  };
}

/** A check found on the wall something else than what was posted: said by a person, not recomputed. */
function reportedDifference(theCase: CaseIndex, { data }: Notice): Breach | undefined {
  const check = theCase
    .of('disclosure.NoticeChecked')
    .find(
      (event) =>
        event.data.noticeId === data.noticeId && event.data.faults.includes('contentDiffers'),
    );
  return (
    check && {
      found: {
        zh: '检查发现公示内容与台账不符',
        en: 'a check found other content than the ledger’s',
      },
      expected: { zh: '公示内容与台账一致', en: 'the content that the ledger has' },
      severity: 'M',
      evidence: [check],
    }
  );
}

const comparable = ({ data }: Notice): boolean =>
  (data.contentHash !== undefined && data.projection !== undefined) ||
  (data.figures ?? []).some(({ paymentId }) => paymentId !== undefined);

/**
 * The digest of what was posted equals the digest of what the ledger had at the position that the notice names; every
 * figure that states a payment equals the money of that payment up to the posting, net of what came back; and no check
 * found other content (medium: it is somebody's word). Not applicable where a notice states neither digests nor
 * payments and no check found a difference. Source: domain.md 1.3 M15, 2.9.
 */
export const pub05 = defineRule({
  id: 'PUB-05',
  title: { zh: '公示内容与台账一致', en: 'The notice equals the ledger' },
  statement: {
    zh: '公示的内容、金额与张贴时的台账一致',
    en: 'What is posted is what the ledger had when it was posted',
  },
  severity: 'S',
  basis: [
    { document: VILLAGERS_LAW, clause: '第三十条、第三十一条' },
    { document: INFORMATION_REGULATION, clause: '第六条' },
    { document: OPENNESS_SYSTEM, clause: '公开真实' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['disclosure.NoticePosted'],
  *check(theCase, context) {
    for (const act of theCase.of('disclosure.NoticePosted')) {
      const broken: Activation['broken'] =
        wrongDigest(act) ?? wrongFigure(context, act) ?? reportedDifference(theCase, act);
      if (broken || comparable(act)) yield { act, broken };
    }
  },
});
