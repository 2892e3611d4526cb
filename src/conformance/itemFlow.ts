// The flow of a published power item, in the form that the compiler and the graph take.
import type { FlowStep as RecordedStep } from '../events/powers.js';
import type { Flow } from './flow.js';

/** What an item says of its flow. */
export interface ItemWithSteps {
  readonly code: string;
  readonly name: string;
  readonly steps: readonly RecordedStep[];
}

/** Name of the event that carries a step out; a step that names none is carried out by its own name. */
export const activityOfStep = ({ evt, name }: Pick<RecordedStep, 'evt' | 'name'>): string =>
  evt ?? name;

export const flowOfItem = ({ code, name, steps }: ItemWithSteps): Flow => ({
  code,
  name,
  steps: steps.map((step) => ({ ...step, evt: activityOfStep(step) })),
});
