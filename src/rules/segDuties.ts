// SEG-03 and SEG-04: duties that one person must not unite: proposing, approving, paying, accepting, keeping the books.
// Persons are compared by identifier; a role that nobody recorded is not filled by guess.
import { z } from 'zod';
import { SIGNING_ROLES } from '../events/funds.js';
import type { LedgerEvent } from '../events/index.js';
import type { CaseIndex } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { matterOpened } from './decisions.js';
import { paymentsOf, restatements, type Payment } from './payments.js';
import { rolesOn, postOn } from './register.js';
import { defineRule, type Activation, type Clause } from './rule.js';
import { ACCOUNTING_LAW, ACCOUNTING_LAW_IN_FORCE, SUNSHINE_OPINION } from './sources.js';

const DUTIES = ['propose', 'approve', 'pay', 'accept'] as const;
const duty = z.enum(DUTIES);
type Duty = z.output<typeof duty>;
const DUTY_NAMES: Readonly<Record<Duty, { zh: string; en: string }>> = {
  propose: { zh: '提出', en: 'proposed' },
  approve: { zh: '审批', en: 'approved' },
  pay: { zh: '支付', en: 'paid' },
  accept: { zh: '验收', en: 'accepted' },
};

const seg03Parameters = z.strictObject({
  /** Duties that two persons must share. */
  separated: z.array(z.tuple([duty, duty])).default([
    ['propose', 'approve'],
    ['propose', 'pay'],
    ['propose', 'accept'],
    ['approve', 'pay'],
    ['approve', 'accept'],
    ['pay', 'accept'],
  ]),
  /** One person did every step of a matter: from how many steps on, and from which share of them. */
  soleActor: z
    .strictObject({
      leastSteps: z.int().min(2).default(3),
      percent: z.int().min(1).max(100).default(100),
      severity: z.enum(['S', 'M', 'L']).default('M'),
    })
    .prefault({}),
});
type Seg03Parameters = z.output<typeof seg03Parameters>;

interface Done {
  readonly duty: Duty;
  readonly person: string;
  readonly event: LedgerEvent;
}

const done = (duty: Duty, event: LedgerEvent, persons: readonly (string | undefined)[]): Done[] =>
  persons.flatMap((person) => (person === undefined ? [] : [{ duty, person, event }]));

function acceptances(event: LedgerEvent): Done[] {
  return event.name === 'projects.WorkAccepted' ? done('accept', event, event.data.acceptedBy) : [];
}

/** Who proposed, approved, paid and accepted, for one payment. */
function dutiesDone(theCase: CaseIndex, context: RuleContext, payment: Payment): readonly Done[] {
  const { request, approvals, made } = payment;
  const opened = matterOpened(theCase);
  const contractId = request?.data.contractId;
  const work =
    contractId === undefined
      ? theCase.of('projects.WorkAccepted')
      : context.events(contextKey.contract(contractId));
  return [
    ...(opened ? done('propose', opened, [opened.data.proposer]) : []),
    ...(request
      ? done('propose', request, [
          request.data.requestedBy,
          ...(request.data.alsoRequestedBy ?? []),
        ])
      : []),
    ...approvals.flatMap((event) => {
      const { role, personId } = event.data;
      if (role === 'approve' || role === 'countersign') return done('approve', event, [personId]);
      return role === 'accept' ? done('accept', event, [personId]) : [];
    }),
    ...made.flatMap((event) => done('pay', event, [event.data.paidBy])),
    ...work.flatMap(acceptances),
  ];
}

/** Each act of a payment that another duty's act can be held against. */
function* unitedDuties(
  theCase: CaseIndex,
  context: RuleContext,
  payment: Payment,
  on: (act: LedgerEvent) => Seg03Parameters,
): Iterable<Activation> {
  const again = theCase.derive(restatements);
  const all = dutiesDone(theCase, context, payment).filter(({ event }) => !again.has(event));
  // Only the payment's own acts are charged: a proposal or an acceptance may serve several payments.
  const own = all.filter(({ event }) => 'paymentId' in event.data);
  for (const act of own) {
    const apart = on(act.event).separated;
    const others = all.filter(
      (other) =>
        (!own.includes(other) || own.indexOf(other) < own.indexOf(act)) &&
        apart.some(
          (pair) => pair.includes(act.duty) && pair.includes(other.duty) && act.duty !== other.duty,
        ),
    );
    if (others.length === 0) continue;
    const same = others.filter(({ person }) => person === act.person);
    const [first] = same;
    yield {
      act: act.event,
      person: act.person,
      broken: first && {
        found: {
          zh: `同一人既${DUTY_NAMES[first.duty].zh}又${DUTY_NAMES[act.duty].zh}`,
          en: `one person ${DUTY_NAMES[first.duty].en} and ${DUTY_NAMES[act.duty].en}`,
        },
        expected: { zh: '由不同的人分别办理', en: 'different persons for each' },
        amount: 'amount' in act.event.data ? act.event.data.amount : undefined,
        evidence: same.map(({ event }) => event),
      },
    };
  }
}

/** Whether one person took (nearly) all steps of a matter; steps without a recorded person count as others'. */
function soleActor(
  theCase: CaseIndex,
  on: (act: LedgerEvent) => Seg03Parameters,
): Activation | undefined {
  const steps = theCase.of('matters.StepTaken');
  const act = steps.at(-1);
  if (!act || steps.every(({ actorperson }) => actorperson === undefined)) return undefined;
  const { leastSteps, percent, severity } = on(act).soleActor;
  if (steps.length < leastSteps) return undefined;
  const counts = new Map<string, number>();
  for (const { actorperson } of steps)
    if (actorperson !== undefined) counts.set(actorperson, (counts.get(actorperson) ?? 0) + 1);
  const [person, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
  const share = Math.floor((count * 100) / steps.length);
  return {
    act,
    person: count * 100 >= steps.length * percent ? person : undefined,
    broken:
      count * 100 < steps.length * percent
        ? undefined
        : {
            found: {
              zh: `${steps.length} 个环节中 ${count} 个由同一人办理（${share}%）`,
              en: `one person took ${count} of ${steps.length} steps (${share} %)`,
            },
            expected: { zh: '各环节由不同的人分别办理', en: 'several persons, each for his steps' },
            severity,
            evidence: steps,
          },
  };
}

/**
 * For each payment, who proposes does not approve, who approves does not pay, who pays does not accept, and so on for
 * every pair in the parameters; and no person takes every step of a matter alone. A duty that nobody recorded is not
 * compared; not applicable where fewer than two are recorded, or with fewer steps than `leastSteps`.
 * Source: domain.md 1.2 M08, 1.4 M19, 2.9.
 */
export const seg03 = defineRule({
  id: 'SEG-03',
  title: { zh: '不相容职责分离', en: 'Separation of duties' },
  statement: {
    zh: '同一事项的提出、审批、支付、验收由不同的人办理，不得一人包办',
    en: 'Proposing, approving, paying and accepting are done by different persons; nobody does it all alone',
  },
  severity: 'S',
  basis: [
    { document: SUNSHINE_OPINION, clause: '配权：职权分解' },
    { document: ACCOUNTING_LAW, clause: '第二十五条' },
  ],
  validFrom: ACCOUNTING_LAW_IN_FORCE,
  parameters: seg03Parameters,
  triggers: ['funds.PaymentApproved', 'funds.PaymentMade', 'matters.StepTaken'],
  *check(theCase, context, on) {
    for (const payment of theCase.derive(paymentsOf))
      yield* unitedDuties(theCase, context, payment, on);
    const sole = soleActor(theCase, on);
    if (sole) yield sole;
  },
});

const accountingBasis: readonly Clause[] = [
  { document: ACCOUNTING_LAW, clause: '第二十五条' },
  { document: ACCOUNTING_LAW, clause: '第三十五条' },
];

/**
 * Who attaches the vouchers to a payment (keeps its books) gave none of the signatures in `separatedFrom`, and who
 * paid it out (the cashier) did not check it; and nobody takes a post whose role is incompatible with one he holds.
 * Not applicable where the persons or roles are not recorded. Source: Accounting Law arts. 25, 35; domain.md 1.2 M08;
 * role codes of the catalogue of powers.
 */
export const seg04 = defineRule({
  id: 'SEG-04',
  title: { zh: '记账与审批稽核分离', en: 'Book-keeping is separate' },
  statement: {
    zh: '记账人员不得审批；出纳不得兼任稽核；不相容岗位不得一人兼任',
    en: 'Book-keepers do not approve, cashiers do not check, incompatible posts are not united',
  },
  severity: 'S',
  basis: accountingBasis,
  validFrom: ACCOUNTING_LAW_IN_FORCE,
  parameters: z.strictObject({
    separatedFrom: z.array(z.enum(SIGNING_ROLES)).default(['approve', 'supervise']),
    incompatible: z.array(z.tuple([z.string(), z.string()])).default([
      ['VACC', 'VPS'],
      ['VACC', 'VCC'],
      ['VACC', 'VSC'],
    ]),
  }),
  triggers: ['funds.VoucherAttached', 'funds.PaymentMade', 'offices.OfficeHeld'],
  *check(theCase, context, on) {
    for (const { approvals, vouchers, made } of theCase.derive(paymentsOf)) {
      const against = (
        act: LedgerEvent,
        person: string | undefined,
        roles: readonly string[],
        found: { zh: string; en: string },
      ): Activation | undefined => {
        const signed = approvals.filter(
          ({ data }) => data.personId !== undefined && roles.includes(data.role),
        );
        if (person === undefined || signed.length === 0) return undefined;
        const same = signed.filter(({ data }) => data.personId === person);
        const expected = { zh: '由不同的人办理', en: 'different persons' };
        return {
          act,
          person,
          broken: same.length > 0 ? { found, expected, evidence: same } : undefined,
        };
      };
      for (const act of vouchers) {
        const found = { zh: '记账人参与审批或稽核', en: 'the book-keeper approved or checked' };
        const activation = against(act, act.actorperson, on(act).separatedFrom, found);
        if (activation) yield activation;
      }
      for (const act of made) {
        const found = { zh: '出纳兼任稽核', en: 'the cashier checked his own payment' };
        const activation = against(act, act.data.paidBy, ['supervise'], found);
        if (activation) yield activation;
      }
    }
    for (const act of theCase.of('offices.OfficeHeld')) {
      const { personId, postId, from } = act.data;
      const role = postOn(context, postId, from)?.role;
      const barred = on(act)
        .incompatible.filter((pair) => role !== undefined && pair.includes(role))
        .map(([a, b]) => (a === role ? b : a));
      if (barred.length === 0) continue;
      const united = rolesOn(context, personId, from).filter((held) => barred.includes(held));
      yield {
        act,
        person: personId,
        broken:
          united.length === 0
            ? undefined
            : {
                found: {
                  zh: `${role ?? ''} 兼任 ${united.join('、')}`,
                  en: `${role ?? ''} united with ${united.join(', ')}`,
                },
                expected: { zh: '由不同的人任职', en: 'different persons in these posts' },
              },
      };
    }
  },
});
