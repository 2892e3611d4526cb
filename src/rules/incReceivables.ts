// INC-03: what others owe the collective is received, or otherwise settled, by its day.
// A debt whose day is neither recorded nor laid down is not overdue.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import { type LocalDate } from '../kernel/time.js';
import type { CaseIndex, EventOf } from './case.js';
import { earliestDue, heldAgainst, limitParameter } from './deadline.js';
import { inWords } from './payments.js';
import { defineRule, type Activation } from './rule.js';
import { SUNSHINE_IN_FORCE, VILLAGE_POWER_SYSTEM, VILLAGERS_LAW } from './sources.js';
import { compareTimes, localDate } from './time.js';

const KINDS = ['receivable', 'advance', 'loanGiven', 'deposit', 'other'] as const;

const parameters = z.strictObject({
  /** Days of grace after the day on which an amount is due. */
  grace: limitParameter.default('0cd'),
  /** Limits from the day of origin by kind, where no day is recorded (e.g. advances); local, none by default. */
  limits: z.partialRecord(z.enum(KINDS), limitParameter).default({}),
});
type Parameters = z.output<typeof parameters>;

/** An amount owed, with what came in for it. */
interface Owed {
  readonly act: LedgerEvent;
  readonly amount: bigint;
  readonly currency: string;
  readonly due: LocalDate;
  readonly settled: readonly { readonly event: LedgerEvent; readonly amount: bigint }[];
  readonly dunned: readonly LedgerEvent[];
}

function receivables(theCase: CaseIndex, on: (act: LedgerEvent) => Parameters): readonly Owed[] {
  return theCase.of('funds.ReceivableRecorded').flatMap((act) => {
    const { receivableId, kind, amount, currency, since, dueOn } = act.data;
    const limit = on(act).limits[kind];
    const bySince = limit === undefined ? undefined : earliestDue(limit, since);
    const due = dueOn === undefined ? bySince : dueOn;
    if (due === undefined) return [];
    // Written off by nobody in particular is not settled.
    const settled = theCase
      .of('funds.ReceivableSettled')
      .filter(
        ({ data }) =>
          data.receivableId === receivableId &&
          data.currency === currency &&
          (data.how !== 'writtenOff' || data.approvedBy !== undefined),
      )
      .map((event) => ({ event, amount: BigInt(event.data.amount) }));
    const dunned = theCase
      .of('funds.DunningIssued')
      .filter(({ data }) => data.receivableId === receivableId);
    return [{ act, amount: BigInt(amount), currency, due, settled, dunned }];
  });
}

/** Rents due, each with the receipts that name it; one that names none goes to the oldest that is still open. */
function rents(theCase: CaseIndex): readonly Owed[] {
  const dues = [...theCase.of('assets.RentDue')].sort((a, b) =>
    a.data.dueOn < b.data.dueOn ? -1 : a.data.dueOn > b.data.dueOn ? 1 : 0,
  );
  const owed = dues.map((act) => ({
    act,
    amount: BigInt(act.data.amount),
    currency: act.data.currency,
    due: act.data.dueOn,
    settled: [] as { event: EventOf<'assets.RentReceived'>; amount: bigint }[],
    dunned: [],
  }));
  const openOf = ({ amount, settled }: (typeof owed)[number]): bigint =>
    settled.reduce((open, each) => open - each.amount, amount);
  const receipts = [...theCase.of('assets.RentReceived')].sort((a, b) =>
    compareTimes(a.time, b.time),
  );
  const named = receipts.filter(({ data }) => data.dueId !== undefined);
  for (const event of named)
    owed
      .find(({ act }) => act.data.dueId === event.data.dueId)
      ?.settled.push({ event, amount: BigInt(event.data.amount) });
  for (const event of receipts) {
    if (event.data.dueId !== undefined) continue;
    let left = BigInt(event.data.amount);
    for (const each of owed) {
      if (each.act.data.leaseId !== event.data.leaseId) continue;
      if (each.currency !== event.data.currency) continue;
      const part = left < openOf(each) ? left : openOf(each);
      if (part <= 0n) continue;
      each.settled.push({ event, amount: part });
      left -= part;
    }
  }
  return owed;
}

/** When the whole amount had come in: the settlement that completed it. */
function completedBy({ amount, settled }: Owed) {
  let open = amount;
  for (const each of [...settled].sort((a, b) => compareTimes(a.event.time, b.event.time))) {
    open -= each.amount;
    if (open <= 0n) return { event: each.event, open: 0n };
  }
  return { event: undefined, open };
}

function judgedOwed(theCase: CaseIndex, owed: Owed, grace: string): Activation | undefined {
  const { act, due, currency, dunned } = owed;
  const { event, open } = completedBy(owed);
  const end = localDate((event ?? { time: theCase.latest }).time);
  const held = heldAgainst(grace, due, end);
  const charged = event ?? act;
  if (held.kind === 'unjudged') return { act: charged, unjudged: held.reason };
  if (held.kind === 'inTime') return event ? { act: charged } : undefined;
  const pursued = dunned.filter(({ time }) => localDate(time) >= due);
  const sum = inWords(open, currency);
  return {
    act: charged,
    broken: {
      found: event
        ? {
            zh: `${end} 才收清，逾期 ${held.over} 日`,
            en: `received in full on ${end}, ${held.over} day(s) late`,
          }
        : {
            zh: `到 ${end} 仍有 ${sum} 未收，逾期 ${held.over} 日`,
            en: `${sum} still open on ${end}, ${held.over} day(s) over`,
          },
      expected: { zh: `${held.due} 前收清`, en: `received in full by ${held.due}` },
      // Whoever dunned in time did what he could.
      severity: pursued.length > 0 ? 'L' : 'M',
      amount: (event ? owed.amount : open).toString(),
      evidence: [...(event ? [act] : []), ...pursued],
    },
  };
}

/**
 * A receivable, advance, loan or rent is settled in full by the day on which it is due: paid, set off, or written off by
 * somebody named. Charged on the settlement that completes it when late, else on the amount due once a later event of
 * the case shows that its day has passed. Minor where it was dunned after that day. Not applicable without a day and
 * without a limit for its kind. Source: domain.md 2.5 (advances: 3 days to a week, local), 2.9, 4.2 (I4.4).
 */
export const inc03 = defineRule({
  id: 'INC-03',
  title: { zh: '应收款按期收回', en: 'What is owed is received' },
  statement: {
    zh: '应收款、预支款、租金到期收清，逾期须催收',
    en: 'Receivables, advances and rents are settled by the day on which they are due',
  },
  severity: 'M',
  basis: [
    { document: VILLAGERS_LAW, clause: '第三十五条（债权债务）' },
    { document: VILLAGE_POWER_SYSTEM, clause: '债权清收' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters,
  triggers: ['funds.ReceivableRecorded', 'assets.RentDue'],
  *check(theCase, _context, on) {
    for (const owed of [...receivables(theCase, on), ...rents(theCase)]) {
      const activation = judgedOwed(theCase, owed, on(owed.act).grace);
      if (activation) yield activation;
    }
  },
});
