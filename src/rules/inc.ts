// INC: money that comes in: banked in time and never on a personal account (02, 04); the family's list.
// Money whose way nobody recorded is not taken to have gone astray.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import { PAYMENT_METHODS } from '../events/funds.js';
import { parseLocalDate, type LocalDate } from '../kernel/time.js';
import { eventsOf, type EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { heldAgainst, limitInWords, limitParameter } from './deadline.js';
import { inc01 } from './incReceipts.js';
import { inc03 } from './incReceivables.js';
import { inWords } from './payments.js';
import { defineRule } from './rule.js';
import { COLLECTIVE_LAW, SUNSHINE_IN_FORCE, VILLAGE_POWER_SYSTEM } from './sources.js';
import { localDate } from './time.js';
import { unitKey } from './unitKeys.js';

type Income = EventOf<'funds.IncomeReceived'>;

/** The day on which an income stands on a bank line that was matched with it; the earliest of several. */
function matchedOn(context: RuleContext, { data }: Income) {
  const lines = eventsOf(
    context.events(unitKey.bankedIncome(data.incomeId)),
    'funds.BankLineMatched',
  ).flatMap((match) =>
    eventsOf(context.events(unitKey.bankLineIn(match.data.bankLineId)), 'funds.BankLineRecorded'),
  );
  const days = lines.map((line) => line.data.bookedOn).sort();
  return { day: days[0], lines };
}

/**
 * Cash that was taken in is banked within 5 days: on the day that the income states, else on that of the bank line that
 * was matched with it. While it is on neither, it is judged once a later event of the case shows that the limit has
 * passed. What came by another way than cash is judged where it states its day; else, and where the way is not recorded,
 * the rule is not applicable. Source: domain.md 2.5 (5 days: seen in published rules, local), 2.9.
 */
const inc02 = defineRule({
  id: 'INC-02',
  title: { zh: '收入及时入账', en: 'Income is banked in time' },
  statement: {
    zh: '收入现金在规定期限内存入银行，不得坐支、滞留',
    en: 'Cash taken in is banked within the limit',
  },
  severity: 'M',
  basis: [
    { document: '现金管理暂行条例', clause: '第十一条' },
    { document: VILLAGE_POWER_SYSTEM, clause: '收入管理' },
  ],
  validFrom: parseLocalDate('1988-10-01'),
  parameters: z.strictObject({
    limit: limitParameter.default('5cd'),
    /** Ways in which money comes in by hand. */
    methods: z.array(z.enum(PAYMENT_METHODS)).default(['cash', 'cashCheque']),
  }),
  triggers: ['funds.IncomeReceived'],
  *check(theCase, context, on) {
    for (const act of theCase.of('funds.IncomeReceived')) {
      const { method, bankedOn } = act.data;
      const { limit, methods } = on(act);
      const byHand = method !== undefined && methods.includes(method);
      if (!byHand && bankedOn === undefined) continue;
      const matched = bankedOn === undefined ? matchedOn(context, act) : undefined;
      const banked: LocalDate | undefined = bankedOn === undefined ? matched?.day : bankedOn;
      const end = banked ?? localDate(theCase.latest);
      const held = heldAgainst(limit, localDate(act.time), end);
      if (held.kind === 'unjudged') yield { act, unjudged: held.reason };
      else if (held.kind === 'inTime') {
        if (banked !== undefined) yield { act };
      } else {
        const { zh, en } = limitInWords(limit);
        yield {
          act,
          broken: {
            found: banked
              ? {
                  zh: `${end} 才存入银行，逾期 ${held.over} 日`,
                  en: `banked on ${end}, ${held.over} day(s) late`,
                }
              : { zh: `到 ${end} 仍未存入银行`, en: `not banked by ${end}` },
            expected: {
              zh: `收到后 ${zh}内（${held.due} 前）存入`,
              en: `banked within ${en}, by ${held.due}`,
            },
            severity: held.severity,
            amount: act.data.amount,
            evidence: matched?.lines ?? [],
          },
        };
      }
    }
  },
});

/** The account on which money came in, where it is on record. */
function accountOf(context: RuleContext, accountId: string | undefined) {
  return accountId === undefined
    ? undefined
    : eventsOf(context.events(contextKey.account(accountId)), 'funds.AccountOpened')[0];
}

function* receiptsIn(events: readonly LedgerEvent[]) {
  for (const event of events)
    if (event.name === 'funds.IncomeReceived' || event.name === 'funds.SpecialFundReceived')
      yield event;
}

/**
 * Income and special funds do not come in on an account that a person holds. Not applicable where no account is stated
 * or the account is not on record. Source: Rural Collective Economic Organisations Law art. 44; Regulation on Savings
 * art. 3 (public money is not deposited in private names; from memory); domain.md 2.2, 2.9.
 */
const inc04 = defineRule({
  id: 'INC-04',
  title: { zh: '公款不得私存', en: 'No public money on a personal account' },
  statement: {
    zh: '收入不得存入以个人名义开立的账户',
    en: 'Income does not come in on an account in a personal name',
  },
  severity: 'S',
  basis: [
    { document: COLLECTIVE_LAW, clause: '第四十四条' },
    { document: VILLAGE_POWER_SYSTEM, clause: '公款不得私存' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['funds.IncomeReceived', 'funds.SpecialFundReceived'],
  *check(theCase, context) {
    for (const act of receiptsIn(theCase.events)) {
      const account = accountOf(context, act.data.accountId);
      if (!account) continue;
      const { amount, currency } = act.data;
      yield {
        act,
        broken:
          account.data.holderKind === 'person'
            ? {
                found: {
                  zh: `${inWords(BigInt(amount), currency)} 存入个人名下账户`,
                  en: `${inWords(BigInt(amount), currency)} came in on a personal account`,
                },
                expected: { zh: '存入单位账户', en: 'an account of the unit' },
                amount,
                evidence: [account],
              }
            : undefined,
      };
    }
  },
});

export const INC = [inc01, inc02, inc03, inc04] as const;
