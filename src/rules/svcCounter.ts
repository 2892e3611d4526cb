// SVC-04 and SVC-05: first come, first served; and what an agent may do for an applicant.
import { z } from 'zod';
import { AGENT_ACTS } from '../events/services.js';
import { eventsOf, type EventOf } from './case.js';
import { applicationsOf, type Application } from './applications.js';
import type { RuleContext } from './context.js';
import { kinshipBetween } from './register.js';
import { defineRule } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { compareTimes, localDate } from './time.js';
import { unitKey } from './unitKeys.js';

type Received = EventOf<'services.ApplicationReceived'>;
type TakenUp =
  | EventOf<'services.ApplicationAccepted'>
  | EventOf<'services.ApplicationRejected'>
  | EventOf<'services.CorrectionRequested'>;

/** The act by which an application was first taken up at the counter. */
function firstTakenUp({ accepted, rejected, corrections }: Application): TakenUp | undefined {
  return [accepted, rejected, ...corrections]
    .flatMap((event) => event ?? [])
    .sort((a, b) => compareTimes(a.time, b.time))[0];
}

/** Applications with an earlier number of the day that still waited when one was taken up. */
function passedOver(
  context: RuleContext,
  received: Received,
  act: TakenUp,
  sameService: boolean,
): readonly Received[] {
  const { queueNumber = 0, service } = received.data;
  const day = context.eventsUpTo(unitKey.queue(received.orgunit, localDate(act.time)), act);
  const takenUp = new Set(
    eventsOf(
      day,
      'services.ApplicationAccepted',
      'services.ApplicationRejected',
      'services.CorrectionRequested',
    ).map(({ data }) => data.applicationId),
  );
  return eventsOf(day, 'services.ApplicationReceived').filter(
    ({ data }) =>
      data.queueNumber !== undefined &&
      data.queueNumber < queueNumber &&
      (!sameService || data.service === service) &&
      !takenUp.has(data.applicationId),
  );
}

/**
 * Who is taken up passes over no more than k who drew an earlier number that day at the same counter and still wait.
 * Charged on the act by which the application is taken up: accepted, not taken up, or sent back for completion. Not
 * applicable without a number, or where it is taken up on another day. Source: domain.md 1.3 M16 (k is ours: 3).
 */
export const svc04 = defineRule({
  id: 'SVC-04',
  title: { zh: '先到先办', en: 'First come, first served' },
  statement: {
    zh: '按取号先后办理，不得插队',
    en: 'Applications are taken up in the order of their numbers',
  },
  severity: 'L',
  basis: [{ document: SUNSHINE_OPINION, clause: '亮权：综合便民服务中心' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    /** How many may be passed over. */
    positions: z.int().min(0).default(3),
    /** Whether only numbers for the same service form one queue. */
    sameService: z.boolean().default(true),
  }),
  triggers: ['services.ApplicationReceived'],
  *check(theCase, context, on) {
    for (const application of theCase.derive(applicationsOf)) {
      const { received } = application;
      const act = firstTakenUp(application);
      if (received?.data.queueNumber === undefined || !act) continue;
      if (localDate(received.time) !== localDate(act.time)) continue;
      const { positions, sameService } = on(act);
      const waiting = passedOver(context, received, act, sameService);
      yield {
        act,
        broken:
          waiting.length <= positions
            ? undefined
            : {
                found: {
                  zh: `${received.data.queueNumber} 号先于 ${waiting.length} 个在前号码办理`,
                  en: `number ${received.data.queueNumber} was taken up before ${waiting.length} earlier ones`,
                },
                expected: { zh: '按号码先后办理', en: 'the order of the numbers' },
                evidence: waiting,
              },
      };
    }
  },
});

const agentAct = z.enum(AGENT_ACTS);
const AGENT_ACT_NAMES: Readonly<Record<z.output<typeof agentAct>, { zh: string; en: string }>> = {
  submitted: { zh: '代交材料', en: 'submitted' },
  collected: { zh: '代领材料', en: 'collected' },
  signedForApplicant: { zh: '代申请人签字', en: 'signed for the applicant' },
  heldBankCard: { zh: '代持银行卡（折）', en: 'held the bank card' },
  receivedMoney: { zh: '代收钱款', en: 'received the money' },
};

/**
 * An agent submits and collects for the applicant; he does not sign for him, hold his bank card or take his money, and
 * no benefit goes to his account. Relatives of the applicant are no agents in this sense. Not applicable to benefits
 * whose receiving account is not recorded. Source: domain.md 1.3 M17 (代持卡折 is a red line), 2.9.
 */
export const svc05 = defineRule({
  id: 'SVC-05',
  title: { zh: '代办不得越界', en: 'Limits of an agent' },
  statement: {
    zh: '代办员只代交、代领材料，不得代签、代持卡折、代收钱款',
    en: 'An agent submits and collects; he does not sign, hold cards or receive money for the applicant',
  },
  severity: 'S',
  basis: [{ document: SUNSHINE_OPINION, clause: '亮权：驻乡便民办事点' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    allowed: z.array(agentAct).default(['submitted', 'collected']),
  }),
  triggers: ['services.AgentHandled', 'services.BenefitPaid'],
  *check(theCase, context, on) {
    const expected = { zh: '只代交、代领材料', en: 'submitting and collecting only' };
    for (const { id, received, agents } of theCase.derive(applicationsOf)) {
      const isFamily = (person: string) =>
        received !== undefined &&
        kinshipBetween(context, person, new Set([received.data.applicant])).length > 0;
      for (const act of theCase.of('services.AgentHandled')) {
        const { agent, acts, applicationId } = act.data;
        if (applicationId !== id || isFamily(agent)) continue;
        const beyond = acts.filter((each) => !on(act).allowed.includes(each));
        yield {
          act,
          person: agent,
          broken:
            beyond.length === 0
              ? undefined
              : {
                  found: {
                    zh: beyond.map((each) => AGENT_ACT_NAMES[each].zh).join('、'),
                    en: beyond.map((each) => AGENT_ACT_NAMES[each].en).join(', '),
                  },
                  expected,
                },
        };
      }
      for (const act of theCase.of('services.BenefitPaid')) {
        const { receivingAccountHolder: holder, applicationId, amount } = act.data;
        if (applicationId !== id || holder === undefined || agents.size === 0) continue;
        const toAgent = agents.has(holder) && holder !== received?.data.applicant;
        if (toAgent && isFamily(holder)) continue;
        yield {
          act,
          person: toAgent ? holder : undefined,
          broken: toAgent
            ? {
                found: { zh: '补助付入代办员账户', en: 'the benefit went to the agent’s account' },
                expected: {
                  zh: '付入申请人本人账户',
                  en: 'payment to the applicant’s own account',
                },
                amount,
              }
            : undefined,
        };
      }
    }
  },
});
