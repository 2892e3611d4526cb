// BPMN 2.0 files of the subset: the process graph, and what our own namespace says about steps, power item and risks.
// It must never read a part of a file whose other part it does not understand.
import { BpmnModdle, type ModdleElement } from 'bpmn-moddle';
import { basename } from 'node:path';
import { checkGraph, type NodeKind, type ProcessGraph } from '../../conformance/processGraph.js';
import { isLedgerError, LedgerError, placedAt } from '../../kernel/errors.js';
import { malformed, messageOf } from '../errors.js';
import { readXmlModel } from '../xmlText.js';
import {
  checkSubset,
  outside,
  readBpmnOutline,
  TASK_NAMES,
  type BpmnOutline,
} from './bpmnOutline.js';
import { flowPackage, FLOW_PREFIX } from './flowNamespace.js';

export interface BpmnFile {
  /** Name of the file, for messages. */
  readonly name: string;
  readonly graph: ProcessGraph;
  /** Elements of each name in the file. */
  readonly counts: Readonly<Record<string, number>>;
  /** The line of the element with an id. */
  readonly lineOf: (id: string) => number;
  /** The elements of our namespace that stand on the process, or on a node. */
  readonly ownOf: (id: string) => readonly ModdleElement[];
}

/**
 * Reads a BPMN file.
 * @throws LedgerError `import.*`; `bpmn.outside_subset`, `bpmn.reference`, `graph.invalid`, each with `file:line`
 */
export async function readBpmn(path: string): Promise<BpmnFile> {
  const { text, encoding } = await readXmlModel(path);
  return parseBpmn(text, basename(path), encoding);
}

/** As {@link readBpmn}, from text. */
export async function parseBpmn(text: string, name: string, encoding = 'utf-8'): Promise<BpmnFile> {
  const outline = await readBpmnOutline(text, encoding, name);
  checkSubset(outline, name);
  const process = await parseProcess(text, name, outline);
  const graph = graphOf(process, outline, name);
  try {
    checkGraph(graph);
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    throw placedAt(error, name, outline.lineOf(String(error.details['element'])));
  }
  const own = new Map<string, readonly ModdleElement[]>();
  for (const element of [process, ...flowElementsOf(process), ...lanesOf(process)])
    own.set(idOf(element), ownElements(element));
  return {
    name,
    graph,
    counts: outline.counts,
    lineOf: outline.lineOf,
    ownOf: (id) => own.get(id) ?? [],
  };
}

async function parseProcess(
  text: string,
  file: string,
  outline: BpmnOutline,
): Promise<ModdleElement> {
  const moddle = new BpmnModdle({ [FLOW_PREFIX]: flowPackage });
  let parsed: Awaited<ReturnType<BpmnModdle['fromXML']>>;
  try {
    parsed = await moddle.fromXML(text);
  } catch (error) {
    // Such as an id that two elements have.
    throw malformed('BPMN 2.0', messageOf(error), file);
  }
  for (const { message } of parsed.warnings) {
    const unresolved = /unresolved reference <([^>]*)>/.exec(message)?.[1];
    if (unresolved !== undefined && isReferenced(unresolved, outline))
      throw brokenReference(unresolved, file, outline);
  }
  const process = listOf(parsed.rootElement, 'rootElements').find(
    ({ $type }) => $type === 'bpmn:Process',
  );
  if (!process) throw outside(outline.root, file, '没有 <process>', 'there is no <process>');
  return process;
}

/** Names that bear on the order of activities; other dangling names (of data, messages) do not. */
const REFERENCES = ['sourceRef', 'targetRef', 'attachedToRef'];

const isReferenced = (id: string, { root }: BpmnOutline): boolean =>
  findReference(root, id) !== undefined;

function findReference(element: BpmnOutline['root'], id: string): BpmnOutline['root'] | undefined {
  if (element.name !== 'association' && REFERENCES.some((name) => element.attributes[name] === id))
    return element;
  for (const child of element.children) {
    const found = findReference(child, id);
    if (found) return found;
  }
  return undefined;
}

function brokenReference(id: string, file: string, outline: BpmnOutline): LedgerError {
  const at = findReference(outline.root, id) ?? outline.root;
  return new LedgerError(
    'invalid',
    'bpmn.reference',
    {
      zh: `元素 <${at.name}>${at.id === undefined ? '' : `「${at.id}」`}指向不存在的「${id}」：请更正模型`,
      en: `Element <${at.name}>${at.id === undefined ? '' : ` "${at.id}"`} names "${id}", which does not exist; correct the model`,
    },
    `${file}:${at.line}`,
    { file, line: at.line, element: at.name },
  );
}

const KINDS: Readonly<Record<string, NodeKind>> = {
  startEvent: 'start',
  endEvent: 'end',
  exclusiveGateway: 'exclusive',
  parallelGateway: 'parallel',
  ...Object.fromEntries([...TASK_NAMES].map((name) => [name, 'task' as const])),
};

/** `bpmn:UserTask` -> userTask */
function nameOf({ $type }: ModdleElement): string {
  const local = $type.slice($type.indexOf(':') + 1);
  return local.charAt(0).toLowerCase() + local.slice(1);
}

function graphOf(process: ModdleElement, outline: BpmnOutline, file: string): ProcessGraph {
  const laneOf = new Map<string, string>();
  for (const lane of lanesOf(process))
    for (const node of listOf(lane, 'flowNodeRef')) laneOf.set(idOf(node), idOf(lane));
  const elements = flowElementsOf(process);
  for (const element of elements)
    if (idOf(element) === '' && (nameOf(element) === 'sequenceFlow' || nameOf(element) in KINDS))
      throw outside(
        { name: nameOf(element), id: undefined, line: outline.root.line },
        file,
        '缺少 id',
        'has no id',
      );
  const name = textOf(process, 'name');
  return {
    id: idOf(process),
    ...(name !== undefined && { name }),
    nodes: elements.flatMap((element) => {
      const kind = KINDS[nameOf(element)];
      if (kind === undefined) return [];
      const lane = laneOf.get(idOf(element));
      return [
        {
          id: idOf(element),
          kind,
          name: (textOf(element, 'name') ?? '').trim(),
          ...(lane !== undefined && { lane }),
        },
      ];
    }),
    edges: elements.flatMap((element) => {
      if (nameOf(element) !== 'sequenceFlow') return [];
      const label = textOf(element, 'name');
      return [
        {
          id: idOf(element),
          from: idOf(element['sourceRef'] as ModdleElement | undefined),
          to: idOf(element['targetRef'] as ModdleElement | undefined),
          ...(label !== undefined && { name: label }),
        },
      ];
    }),
    lanes: lanesOf(process).map((lane) => {
      const role = ownElements(lane)
        .filter(({ $type }) => $type === `${FLOW_PREFIX}:Role`)
        .map((element) => textOf(element, 'code'))[0];
      return {
        id: idOf(lane),
        name: (textOf(lane, 'name') ?? '').trim(),
        ...(role !== undefined && { role }),
      };
    }),
  };
}

const flowElementsOf = (process: ModdleElement) => listOf(process, 'flowElements');

const lanesOf = (process: ModdleElement): ModdleElement[] =>
  listOf(process, 'laneSets').flatMap((set) => listOf(set, 'lanes'));

/** The extension elements of our own namespace. */
const ownElements = (element: ModdleElement): ModdleElement[] =>
  listOf(element['extensionElements'] as ModdleElement | undefined, 'values').filter(({ $type }) =>
    $type.startsWith(`${FLOW_PREFIX}:`),
  );

export const listOf = (element: ModdleElement | undefined, property: string): ModdleElement[] =>
  (element?.[property] ?? []) as ModdleElement[];

export function textOf(element: ModdleElement | undefined, property: string): string | undefined {
  const value = element?.[property];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

const idOf = (element: ModdleElement | undefined): string => textOf(element, 'id') ?? '';
