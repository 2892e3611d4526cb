// Records the steps of a flow that the course of a decision leaves open: a contract and an acceptance as what they
// are, everything else as a step taken.
import type { PlannedStep } from './flow.js';
import { postId } from './institutions.js';
import { registerWork } from './property.js';
import { contractId, hasTender, type MatterScene, type Party } from './scene.js';
import { linkTender, tenderStep } from './tenders.js';
import { dayAfter, type Entry, type Timeline } from './timeline.js';

function entryOf(scene: MatterScene, { step, day }: PlannedStep, index: number): Entry {
  const { institution, item, matterId, recorder, delay } = scene;
  const role = institution.officers[step.who] === undefined ? recorder : step.who;
  return {
    day,
    time: `11:${String(index).padStart(2, '0')}`,
    orgunit: institution.code,
    person: institution.officers[role] ?? '',
    post: postId(role, institution.code),
    power: item.code,
    matter: matterId,
    delay,
  };
}

function signContract(timeline: Timeline, scene: MatterScene, entry: Entry, party: Party): void {
  timeline.record(
    'projects.SignContract',
    {
      contractId: contractId(scene.matterId),
      title: scene.title,
      party,
      amount: scene.amount ?? '0',
      currency: 'CNY',
      method: hasTender(scene.item) ? 'openTender' : 'quoteComparison',
      signedBy: entry.person,
    },
    entry,
  );
  if (scene.bids) linkTender(timeline, scene.matterId, entry);
}

function acceptWork(timeline: Timeline, scene: MatterScene, entry: Entry): void {
  const { matterId, institution } = scene;
  const second = institution.officers['ORG'] ?? institution.bodies['VRA']?.members[22] ?? '';
  timeline.record(
    'projects.AcceptWork',
    {
      contractId: contractId(matterId),
      acceptanceId: `a-${matterId}`,
      acceptedBy: [entry.person, second],
    },
    entry,
  );
  registerWork(timeline, scene, {
    contractId: contractId(matterId),
    acceptanceId: `a-${matterId}`,
    accepted: entry.day,
  });
}

/** Days from the meeting: when works are accepted and their settlement audited, before they are paid. */
const FINISHED = 28;

/** Where the flow of works ends with the contract, they are accepted and their settlement audited. */
export function finishWork(timeline: Timeline, scene: MatterScene, meetingDay: string): void {
  const { institution, matterId, item, amount } = scene;
  if (!scene.works || item.steps.some(({ evt }) => evt === 'WorkAccepted')) return;
  // Whoever accepts has neither proposed nor pays.
  const acceptor = institution.level === 'village' ? 'VSC' : 'NPC';
  const entry: Entry = {
    day: dayAfter(meetingDay, FINISHED),
    time: '11:30',
    orgunit: institution.code,
    person: institution.officers[acceptor] ?? '',
    post: postId(acceptor, institution.code),
    power: item.code,
    matter: matterId,
  };
  acceptWork(timeline, scene, entry);
  if (amount !== undefined)
    timeline.record(
      'projects.AuditSettlement',
      { contractId: contractId(matterId), settlementId: `se-${matterId}`, amount, currency: 'CNY' },
      entry,
    );
}

/** Records the planned steps, each on its day. */
export function takeSteps(
  timeline: Timeline,
  scene: MatterScene,
  steps: readonly PlannedStep[],
): void {
  const { institution, matterId, party } = scene;
  for (const [index, planned] of steps.entries()) {
    const { step } = planned;
    const entry = entryOf(scene, planned, index);
    if (step.evt === 'ContractSigned' && party) signContract(timeline, scene, entry, party);
    else if (step.evt === 'WorkAccepted' && party) acceptWork(timeline, scene, entry);
    else if (!tenderStep(timeline, scene, step.evt, entry))
      timeline.record(
        'matters.TakeStep',
        {
          matterId,
          stepId: `s-${matterId}-${step.n}`,
          activity: step.evt ?? step.name,
          step: step.n,
          role: step.who,
          ...(institution.bodies[step.who] === undefined
            ? {}
            : { body: institution.bodies[step.who]?.id }),
          note: step.name,
        },
        entry,
      );
  }
}
