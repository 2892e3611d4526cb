// From a BPMN file to the steps of a flow. Our own files give back the very steps they were made from; where the drawing
// was changed, or comes from elsewhere, the drawing says the order. What the step grammar cannot say is told, never
// dropped in silence, and an order that nobody drew is never made up.
import { graphOfFlow } from '../../conformance/flowGraph.js';
import { orderOfGraph, type GraphOrder, type TaskOrder } from '../../conformance/graphOrder.js';
import { flowOfItem } from '../../conformance/itemFlow.js';
import type { ProcessGraph } from '../../conformance/processGraph.js';
import { isLedgerError, LedgerError, type Bilingual } from '../../kernel/errors.js';
import type { FlowStep } from '../../events/powers.js';
import type { BpmnFile } from './bpmn.js';
import { recordedStep } from './bpmnPower.js';

export interface BpmnFlow {
  readonly steps: readonly FlowStep[];
  /** The task of each step. */
  readonly tasks: readonly string[];
  /** True when the drawing says just what the steps recorded in it say. */
  readonly asRecorded: boolean;
  /** What the drawing says and the step grammar cannot. */
  readonly notes: readonly Bilingual[];
}

export interface BpmnFlowOptions {
  /** Role codes by the names that lanes may have. */
  readonly roleByName?: ReadonlyMap<string, string>;
  /** The role of tasks in no lane. */
  readonly who?: string | undefined;
}

/** @throws LedgerError `flow.not_expressible`, `bpmn.step`, with `file:line` */
export function flowOfBpmn(file: BpmnFile, options: BpmnFlowOptions = {}): BpmnFlow {
  const order = orderOfGraph(file.graph);
  const recorded = order.tasks.map(({ id }) => recordedStep(file, id));
  const steps = recorded.filter((step) => step !== undefined);
  if (steps.length === recorded.length && isDrawnFrom(file.graph, steps)) {
    const inOrder = steps.toSorted((a, b) => a.n - b.n);
    return { steps: inOrder, tasks: tasksOf(file, inOrder), asRecorded: true, notes: [] };
  }
  return new Deriver(file, order, options).derive();
}

const tasksOf = (file: BpmnFile, steps: readonly FlowStep[]): string[] =>
  steps.map(
    ({ n }) => file.graph.nodes.find(({ id }) => recordedStep(file, id)?.n === n)?.id ?? '',
  );

/** Whether the drawing puts the tasks in the order, and the lanes, that their recorded steps have. */
function isDrawnFrom(graph: ProcessGraph, steps: readonly FlowStep[]): boolean {
  try {
    const expected = graphOfFlow(flowOfItem({ code: graph.id, name: '', steps }));
    return meaningOf(expected) === meaningOf(graph);
  } catch (error) {
    // Steps that make no flow, such as two of one number: the drawing itself was checked before.
    if (isLedgerError(error)) return false;
    throw error;
  }
}

/** What of a graph bears on a flow, in one text: order, optional steps, names and roles of tasks. */
function meaningOf(graph: ProcessGraph): string {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const roles = new Map(graph.lanes.map(({ id, role }) => [id, role ?? '']));
  const { tasks } = orderOfGraph(graph);
  return JSON.stringify(
    tasks
      .map(({ id, optional, before }) => [
        id,
        optional,
        [...before].sort(),
        roles.get(nodes.get(id)?.lane ?? '') ?? '',
      ])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}

class Deriver {
  private readonly notes: Bilingual[] = [];
  private readonly limits = new Map<string, Partial<FlowStep>>();
  private readonly numbers: ReadonlyMap<string, number>;

  constructor(
    private readonly file: BpmnFile,
    private readonly order: GraphOrder,
    private readonly options: BpmnFlowOptions,
  ) {
    this.numbers = new Map(order.tasks.map(({ id }, index) => [id, index + 1]));
  }

  derive(): BpmnFlow {
    const { order } = this;
    const steps = order.tasks.map((task) => this.step(task));
    for (const id of order.loops) this.note(id, LOOP);
    for (const id of order.choices) this.note(id, CHOICE);
    return {
      steps,
      tasks: order.tasks.map(({ id }) => id),
      asRecorded: false,
      notes: this.notes,
    };
  }

  private step(task: TaskOrder): FlowStep {
    const { id, optional } = task;
    const n = this.numberOf(id);
    const drawn = this.file.graph.nodes.find((node) => node.id === id)?.name ?? '';
    if (drawn === '') this.note(id, NO_NAME);
    const name = drawn === '' ? id : drawn;
    const recorded = recordedStep(this.file, id);
    return {
      n,
      name,
      who: this.roleOf(id, recorded),
      ...(recorded?.evt !== undefined && { evt: recorded.evt }),
      ...(optional && { optional: true }),
      ...this.limitsOf(id),
      ...this.place(task, this.limitsOf(id)),
      ...(recorded?.note !== undefined && { note: recorded.note }),
    };
  }

  /** The role of the lane: its code, or the code of the role that has its name, or its name where that can be a code. */
  private roleOf(id: string, recorded: FlowStep | undefined): string {
    const { graph } = this.file;
    const laneId = graph.nodes.find((node) => node.id === id)?.lane;
    const lane = graph.lanes.find((one) => one.id === laneId);
    const found =
      lane?.role ?? (lane && this.options.roleByName?.get(lane.name)) ?? codeOf(lane?.name);
    const who = found ?? recorded?.who ?? this.options.who;
    if (who === undefined) this.note(id, NO_ROLE);
    return who ?? UNKNOWN_ROLE;
  }

  /** Limits as recorded, with the numbers that their steps have now; told where such a step is gone. */
  private limitsOf(id: string): Partial<FlowStep> {
    const known = this.limits.get(id);
    if (known) return known;
    const recorded = recordedStep(this.file, id);
    const limits: Partial<FlowStep> = recorded
      ? {
          ...this.limit(id, recorded, 'max', 'from'),
          ...this.limit(id, recorded, 'lead', 'before'),
          ...this.limit(id, recorded, 'gap', 'after'),
          ...(recorded.stay !== undefined && { stay: recorded.stay }),
          ...(recorded.notice !== undefined && { notice: recorded.notice }),
        }
      : {};
    this.limits.set(id, limits);
    return limits;
  }

  private limit(
    id: string,
    recorded: FlowStep,
    amount: 'max' | 'lead' | 'gap',
    reference: 'from' | 'before' | 'after',
  ): Partial<FlowStep> {
    const n = recorded[reference];
    if (recorded[amount] === undefined || n === undefined) return {};
    const task = this.order.tasks.find((one) => recordedStep(this.file, one.id)?.n === n);
    if (task) return { [amount]: recorded[amount], [reference]: this.numberOf(task.id) };
    this.note(id, {
      zh: `原期限 ${amount} 所指的第 ${n} 步已不在图中，该期限未带入`,
      en: `its limit ${amount} names step ${n}, which is no longer drawn; the limit was left out`,
    });
    return {};
  }

  /**
   * How the grammar says what comes before: the mandatory step listed before, else a bare `from` (which a step with a
   * `max` cannot have); one more by a gap of no days.
   */
  private place({ id, before }: TaskOrder, limits: Partial<FlowStep>): Partial<FlowStep> {
    const usual = this.mandatoryBefore(id);
    const drawn = [...before].map((one) => this.numberOf(one)).sort((a, b) => b - a);
    const [last] = drawn;
    const usualHolds = usual === undefined || this.follows(before, usual);
    if (!usualHolds && (last === undefined || limits.max !== undefined))
      throw this.error(
        'flow.not_expressible',
        id,
        `图中它不必在“${this.nameOf(usual)}”之后，而步骤文法不能这样表示`,
        `as drawn it need not follow "${this.nameOf(usual)}", which the step grammar cannot say`,
      );
    const usualNumber = usual === undefined ? undefined : this.numberOf(usual);
    const needsFrom =
      limits.max === undefined && last !== undefined && !drawn.includes(usualNumber ?? 0);
    const said = new Set([needsFrom ? last : usualNumber, limits.gap && limits.after]);
    for (const other of this.order.tasks) {
      const { lead, before: meeting } = this.limitsOf(other.id);
      if (lead !== undefined && meeting === this.numberOf(id)) said.add(this.numberOf(other.id));
    }
    const [second, ...others] = drawn.filter((n) => !said.has(n));
    const gap = second !== undefined && limits.gap === undefined;
    for (const n of gap ? others : [...(second === undefined ? [] : [second]), ...others])
      this.note(id, {
        zh: `图中它还在第 ${n} 步之后，步骤文法不能一并表示，此先后未带入`,
        en: `as drawn it also follows step ${n}; the step grammar cannot say so as well, and that order was left out`,
      });
    return {
      ...(needsFrom && { from: last }),
      ...(gap && { gap: '0cd', after: second }),
    };
  }

  /** Whether a task comes before, directly or by way of others. */
  private follows(before: ReadonlySet<string>, wanted: string): boolean {
    if (before.has(wanted)) return true;
    return [...before].some((id) => {
      const task = this.order.tasks.find((one) => one.id === id);
      return task !== undefined && this.follows(task.before, wanted);
    });
  }

  /** The mandatory task that is listed before: what a step follows unless it says otherwise. */
  private mandatoryBefore(id: string): string | undefined {
    const { tasks } = this.order;
    const place = tasks.findIndex((one) => one.id === id);
    return tasks.slice(0, place).findLast(({ optional }) => !optional)?.id;
  }

  private numberOf(id: string): number {
    return this.numbers.get(id) ?? 0;
  }

  private nameOf(id: string): string {
    return this.file.graph.nodes.find((node) => node.id === id)?.name ?? id;
  }

  private note(id: string, { zh, en }: Bilingual): void {
    const place = `${this.file.name}:${this.file.lineOf(id)} ${id}`;
    this.notes.push({ zh: `${place}：${zh}`, en: `${place}: ${en}` });
  }

  private error(code: string, id: string, zh: string, en: string): LedgerError {
    const { name, lineOf } = this.file;
    return new LedgerError(
      'invalid',
      code,
      { zh: `元素「${id}」：${zh}`, en: `Element "${id}": ${en}` },
      `${name}:${lineOf(id)}`,
      { file: name, line: lineOf(id), element: id },
    );
  }
}

const codeOf = (name: string | undefined): string | undefined =>
  name !== undefined && /^[\p{L}\p{N}._:~-]{1,120}$/u.test(name) ? name : undefined;

/** Stands for a role that the file does not name; no table of roles has it, so that nothing is published with it. */
export const UNKNOWN_ROLE = '待定';

const NO_ROLE: Bilingual = {
  zh: '任务不在任何泳道中，不知由谁办理：请放入泳道，或用 --who 指明角色',
  en: 'the task lies in no lane, so nobody is named to do it; put it in a lane, or name a role with --who',
};
const NO_NAME: Bilingual = {
  zh: '任务没有名称，暂以其编号代替',
  en: 'the task has no name; its id stands for it',
};
const LOOP: Bilingual = {
  zh: '此顺序流返回前面的步骤；步骤本来可以重复，重复的先后未带入',
  en: 'this flow leads back; steps may repeat anyway, and the order of repetitions was left out',
};
const CHOICE: Bilingual = {
  zh: '此网关在几个步骤之间选择；各步骤都作为“需要时办理”，二者必居其一的要求未带入',
  en: 'this gateway chooses between steps; each became optional, and that one of them must happen was left out',
};
