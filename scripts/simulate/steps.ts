// Records the steps of a flow that the course of a decision leaves open: a contract and an acceptance as what they
// are, everything else as a step taken.
import type { PowerItem } from '../../src/powers/catalogueSchema.js';
import type { PlannedStep } from './flow.js';
import { postId, type Institution } from './institutions.js';
import type { Entry, Timeline } from './timeline.js';

export interface Party {
  readonly payeeId: string;
  readonly name?: string;
  readonly kind: 'person' | 'company';
}

export interface MatterScene {
  readonly institution: Institution;
  readonly matterId: string;
  readonly title: string;
  readonly item: PowerItem;
  /** Role that records what nobody of the institution's own posts does. */
  readonly recorder: string;
  readonly delay: number;
  /** Fen. */
  readonly amount?: string;
  readonly party?: Party;
}

export const contractId = (matterId: string): string => `ct-${matterId}`;

/** True when the flow of the item leads to a contract. */
export const hasContract = ({ steps }: PowerItem): boolean =>
  steps.some(({ evt }) => evt === 'ContractSigned');

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
  const tendered = scene.item.steps.some(({ evt }) => evt === 'TenderAnnounced');
  timeline.record(
    'projects.SignContract',
    {
      contractId: contractId(scene.matterId),
      title: scene.title,
      party,
      amount: scene.amount ?? '0',
      currency: 'CNY',
      method: tendered ? 'openTender' : 'quoteComparison',
      signedBy: entry.person,
    },
    entry,
  );
}

function acceptWork(
  timeline: Timeline,
  { matterId, institution }: MatterScene,
  entry: Entry,
): void {
  const second = institution.officers['OFC'] ?? institution.officers['VGL'] ?? '';
  timeline.record(
    'projects.AcceptWork',
    {
      contractId: contractId(matterId),
      acceptanceId: `a-${matterId}`,
      acceptedBy: [entry.person, second],
    },
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
    else
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
