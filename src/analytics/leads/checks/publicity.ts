// A57 to A60: what hangs on the board against what the ledger says, notices taken down early, complaints.
// A figure on a board is compared exactly; what it covers must be stated, else it is not compared.
import { z } from 'zod';
import { localDate } from '../../../rules/time.js';
import { defineCheck, type Surroundings } from '../check.js';
import { factsOf, firstFact } from '../subjects/cases.js';
import type { Fact } from '../subjects/facts.js';
import { paymentOf } from '../subjects/payment.js';
import { daysApart, earliest, fenOf, inWords, later, param, ref, say } from '../words.js';

type BoardFigure = NonNullable<Fact<'disclosure.NoticePosted'>['d']['figures']>[number];

/** What the ledger says of what a figure states; `undefined` where the figure does not say what it covers. */
function ledgerFigure(
  { measure, paymentId, currency, from, to }: BoardFigure,
  unit: string,
  ask: Surroundings<unknown>['ask'],
): bigint | undefined {
  if (paymentId !== undefined) {
    const state = ask('payment', paymentId);
    const payment = state && paymentOf(state);
    return payment?.currency === currency ? payment.paid : undefined;
  }
  if ((measure !== 'income' && measure !== 'expenditure') || from === undefined || to === undefined)
    return undefined;
  let sum = 0n;
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++) {
    const own = ask('unitYear', `${unit}|${year}`);
    if (own)
      sum +=
        measure === 'income'
          ? own.incomeBetween(currency, from, to)
          : own.outflowBetween(currency, from, to);
  }
  return sum;
}

const a57 = defineCheck({
  id: 'A57',
  group: 'publicity',
  title: say('公开数字与台账不符', 'Board figure differs from the ledger'),
  statement: say(
    '公示的金额与台账中同一期间或同一笔支付的金额不符',
    'A figure on a notice differs from what the ledger says of the same days or payment',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** Differences up to this are passed over. */
    tolerance: z
      .string()
      .regex(/^\d{1,12}$/)
      .default('0'),
  }),
  inputs: [
    'disclosure.NoticePosted',
    'funds.IncomeReceived',
    'funds.PaymentMade',
    'funds.PaymentReversed',
  ],
  falsePositives: [
    say('公示后才补录的收支', 'income or payments recorded after the posting'),
    say('公示口径与记账口径不同', 'a board that counts by other rules than the books'),
  ],
  subjects: {
    *notice(state, key, { ask, on }) {
      const posted = firstFact(state, 'disclosure.NoticePosted');
      for (const [index, figure] of (posted?.d.figures ?? []).entries()) {
        const ledger = ledgerFigure(figure, state.unit, ask);
        if (!posted || ledger === undefined) continue;
        const day = localDate(posted.at);
        const difference = fenOf(figure.amount) - ledger;
        const size = difference < 0n ? -difference : difference;
        if (size <= fenOf(on(state.unit, day).tolerance)) continue;
        yield {
          key: `figure.${index}`,
          anchor: ref(posted),
          unit: state.unit,
          person: posted.by,
          power: state.power,
          amount: size,
          currency: figure.currency,
          on: day,
          statement: say(
            `公示 ${key} 的「${figure.label}」为 ${inWords(fenOf(figure.amount), figure.currency)}，台账为 ${inWords(ledger, figure.currency)}`,
            `notice ${key} puts "${figure.label}" at ${inWords(fenOf(figure.amount), figure.currency)}; the ledger says ${inWords(ledger, figure.currency)}`,
          ),
          figures: { posted: figure.amount, ledger: ledger.toString() },
          events: [ref(posted)],
        };
      }
    },
  },
});

const a58 = defineCheck({
  id: 'A58',
  group: 'publicity',
  title: say('公示提前撤下', 'Notice taken down early'),
  statement: say(
    '公示在期满之前被撤下或检查时已不在',
    'A notice was taken down, or found missing, before its last day',
  ),
  severity: 'L',
  parameters: z.strictObject({ days: param.days.default(0) }),
  inputs: ['disclosure.NoticePosted', 'disclosure.NoticeRemoved', 'disclosure.NoticeChecked'],
  falsePositives: [
    say('更正后另行公示', 'a notice replaced by a corrected one'),
    say('天气损坏', 'damage by weather'),
  ],
  subjects: {
    *notice(state, key, { on }) {
      const posted = firstFact(state, 'disclosure.NoticePosted');
      if (posted?.d.until === undefined) return;
      const { until } = posted.d;
      const gone = [
        ...factsOf(state, 'disclosure.NoticeRemoved'),
        ...factsOf(state, 'disclosure.NoticeChecked').filter(
          ({ d }) => d.faults.includes('takenDown') || d.faults.includes('missing'),
        ),
      ]
        .filter(({ at }) => localDate(at) < until)
        .sort((a, b) =>
          localDate(a.at) < localDate(b.at)
            ? -1
            : localDate(a.at) > localDate(b.at)
              ? 1
              : a.p - b.p,
        );
      const [first] = gone;
      if (!first) return;
      const day = localDate(first.at);
      const early = daysApart(day, until);
      if (early <= on(state.unit, day).days) return;
      yield {
        key: '',
        anchor: ref(first),
        unit: state.unit,
        person: first.by,
        power: state.power,
        on: day,
        statement: say(
          `公示 ${key}「${posted.d.title}」应至 ${until}，${day} 已撤下，早 ${early} 日`,
          `notice ${key} ("${posted.d.title}") was to stay until ${until}; it was gone on ${day}, ${early} day(s) early`,
        ),
        figures: { until, gone: day, early },
        events: [posted, ...gone].map(ref),
      };
    },
  },
});

const a59 = defineCheck({
  id: 'A59',
  group: 'publicity',
  title: say('同一事项反复投诉', 'Repeated complaints on one thing'),
  statement: say(
    '一定期间内对同一事项（或同一单位同类问题）多次投诉',
    'Within a period, several complaints are about the same thing, or about one unit and kind',
  ),
  severity: 'M',
  parameters: z.strictObject({
    least: param.least.min(2).default(3),
    days: param.days.default(365),
  }),
  inputs: ['complaints.ComplaintRegistered'],
  falsePositives: [
    say('同一人反复投诉已办结事项', 'one person who complains again of what was settled'),
    say('联名分别登记', 'one joint complaint registered once for each'),
  ],
  subjects: {
    *complained(roll, key, { on }) {
      const complaints = roll.members
        .flatMap(({ state }) => {
          const registered = firstFact(state, 'complaints.ComplaintRegistered');
          return registered ? [{ ...registered, unit: state.unit, power: state.power }] : [];
        })
        .sort((a, b) =>
          localDate(a.at) < localDate(b.at)
            ? -1
            : localDate(a.at) > localDate(b.at)
              ? 1
              : a.p - b.p,
        );
      const [sample] = complaints;
      if (!sample) return;
      const { least, days } = on(sample.unit, localDate(sample.at));
      for (let from = 0; from + least <= complaints.length; from++) {
        const begin = localDate(complaints[from]?.at ?? '');
        const run = complaints
          .slice(from)
          .filter(({ at }) => daysApart(begin, localDate(at)) <= days);
        if (run.length < least) continue;
        const inOrder = [...run].sort((a, b) => a.p - b.p);
        const [anchor, last] = [inOrder[least - 1], run.at(-1)];
        if (!anchor || !last) return;
        yield {
          key: 'repeated',
          anchor: ref(anchor),
          unit:
            sample.d.accusedUnit !== undefined && /^\d{12}$/.test(sample.d.accusedUnit)
              ? sample.d.accusedUnit
              : sample.unit,
          power: sample.power,
          on: localDate(last.at),
          statement: say(
            `${days} 日内对「${key.replace('|', ' ')}」的投诉 ${run.length} 件`,
            `${run.length} complaints about "${key.replace('|', ' ')}" within ${days} days`,
          ),
          figures: { complaints: run.length, from: begin, to: localDate(last.at) },
          events: run.map(ref),
        };
        return;
      }
    },
  },
});

const a60 = defineCheck({
  id: 'A60',
  group: 'publicity',
  title: say('未查先答', 'Answered before it was investigated'),
  statement: say(
    '投诉在调查之前即已答复或办结，或办结而没有调查记录',
    'A complaint was answered or closed before, or without, an investigation on record',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** Results that need no investigation. */
    withoutInvestigation: z.array(z.string()).default(['withdrawn']),
    kinds: z.array(z.string()).default(['complaint', 'petition', 'report']),
  }),
  inputs: [
    'complaints.ComplaintRegistered',
    'complaints.InvestigationDone',
    'complaints.ComplaintAnswered',
    'complaints.ComplaintClosed',
  ],
  falsePositives: [say('咨询、建议类当场答复', 'questions and suggestions answered on the spot')],
  subjects: {
    *complaint(state, key, { on }) {
      const registered = firstFact(state, 'complaints.ComplaintRegistered');
      const investigated = earliest(factsOf(state, 'complaints.InvestigationDone'));
      const closed = firstFact(state, 'complaints.ComplaintClosed');
      const answered = earliest([
        ...factsOf(state, 'complaints.ComplaintAnswered'),
        ...(closed ? [closed] : []),
      ]);
      if (!registered || !answered) return;
      const day = localDate(answered.at);
      const { withoutInvestigation, kinds } = on(state.unit, day);
      if (
        !kinds.includes(registered.d.kind) ||
        (closed && withoutInvestigation.includes(closed.d.result))
      )
        return;
      const before = investigated !== undefined && day < localDate(investigated.at);
      // An answer alone may precede an investigation that is still to come.
      if (!before && (investigated !== undefined || !closed)) return;
      yield {
        key: '',
        anchor: ref(answered),
        unit: state.unit,
        person: answered.by,
        power: state.power,
        on: investigated ? later(day, localDate(investigated.at)) : day,
        statement: investigated
          ? say(
              `投诉 ${key} ${day} 答复，${localDate(investigated.at)} 才完成调查`,
              `complaint ${key} was answered on ${day}; the investigation was done on ${localDate(investigated.at)}`,
            )
          : say(
              `投诉 ${key} ${day} 办结，没有查到调查记录`,
              `complaint ${key} was closed on ${day}; no investigation is on record`,
            ),
        figures: {
          answered: day,
          ...(investigated ? { investigated: localDate(investigated.at) } : {}),
        },
        events: [registered, answered, ...(investigated ? [investigated] : [])].map(ref),
      };
    },
  },
});

export const PUBLICITY = [a57, a58, a59, a60] as const;
