// What our own namespace says in a BPMN file: steps, risks and the power item itself.
// It must never trust what it reads: an item is parsed by the schema of the catalogue like any other.
import type { ModdleElement } from 'bpmn-moddle';
import { flowStep, type FlowStep } from '../../events/powers.js';
import { LedgerError } from '../../kernel/errors.js';
import { listOf, textOf, type BpmnFile } from './bpmn.js';
import {
  FLOW_PREFIX,
  POWER_ATTRIBUTES,
  RISK_FIGURES,
  STEP_LIMITS,
  STEP_REFERENCES,
} from './flowNamespace.js';

/** What a file says of its power item, apart from its steps; nothing of it has been checked. */
export interface RecordedPower {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly risks: readonly Readonly<Record<string, unknown>>[];
}

const ofType = (elements: readonly ModdleElement[], name: string): ModdleElement[] =>
  elements.filter(({ $type }) => $type === `${FLOW_PREFIX}:${name}`);

const child = (element: ModdleElement | undefined, name: string): ModdleElement | undefined =>
  element?.[name] as ModdleElement | undefined;

/** The text of a child element. */
const content = (element: ModdleElement | undefined, name: string): string | undefined =>
  textOf(child(element, name), 'text');

/** Only what is there: the schemas know no `undefined`. */
const given = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Risks keep their place in the item's list; those added by hand come last. */
const orderOf = (risk: ModdleElement): number =>
  typeof risk['order'] === 'number' ? risk['order'] : Number.MAX_SAFE_INTEGER;

/**
 * The step that is recorded on a task; undefined where there is none.
 * @throws LedgerError `bpmn.step` with `file:line`
 */
export function recordedStep(file: BpmnFile, task: string): FlowStep | undefined {
  const [element] = ofType(file.ownOf(task), 'Step');
  if (!element) return undefined;
  const node = file.graph.nodes.find(({ id }) => id === task);
  const parsed = flowStep.safeParse(
    given({
      name: node?.name,
      ...Object.fromEntries(
        ['n', 'who', 'evt', 'optional', ...STEP_LIMITS, ...STEP_REFERENCES].map((name) => [
          name,
          element[name],
        ]),
      ),
      note: content(element, 'note'),
    }),
  );
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? '-');
  const line = file.lineOf(task);
  throw new LedgerError(
    'invalid',
    'bpmn.step',
    {
      zh: `元素「${task}」的 <sl:step> 字段 ${field} 有误：${issue?.message ?? ''}`,
      en: `Field ${field} of <sl:step> on "${task}" is not valid: ${issue?.message ?? ''}`,
    },
    `${file.name}:${line}`,
    { file: file.name, line, element: task },
  );
}

/** The power item that is recorded on the process; undefined in a file from elsewhere. */
export function recordedPower(file: BpmnFile): RecordedPower | undefined {
  const { graph } = file;
  const [element] = ofType(file.ownOf(graph.id), 'Power');
  if (!element) return undefined;
  const decision = child(element, 'decision');
  const publicity = child(element, 'publicity');
  return {
    fields: given({
      name: graph.name,
      ...Object.fromEntries(POWER_ATTRIBUTES.map((name) => [name, element[name]])),
      content: content(element, 'content'),
      basis: listOf(element, 'basis').map((basis) =>
        given({ document: content(basis, 'document'), clause: content(basis, 'clause') }),
      ),
      decision:
        decision &&
        given({
          body: decision['body'],
          lastSpeaker: decision['lastSpeaker'],
          mode: content(decision, 'mode'),
          note: content(decision, 'note'),
        }),
      publicity:
        publicity &&
        given({
          what: content(publicity, 'what'),
          where: listOf(publicity, 'place').map((place) => textOf(place, 'text')),
          minDays: publicity['minDays'],
          within: publicity['within'],
          every: publicity['every'],
        }),
    }),
    risks: graph.nodes
      .flatMap(({ id }) => ofType(file.ownOf(id), 'Risk').map((risk) => ({ id, risk })))
      .sort((one, other) => orderOf(one.risk) - orderOf(other.risk))
      .map(({ id, risk }) =>
        given({
          task: id,
          riskId: risk['riskId'],
          text: content(risk, 'what'),
          control: content(risk, 'control'),
          ...Object.fromEntries(RISK_FIGURES.map((name) => [name, risk[name]])),
        }),
      ),
  };
}
