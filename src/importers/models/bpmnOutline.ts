// The elements of a BPMN file with their lines, before the model is built: what it is made of, and whether all of it
// lies within the subset whose order of activities is known. It must never let an unknown kind of element through.
import type { SaxesTagPlain } from 'saxes';
import { LedgerError } from '../../kernel/errors.js';
import { malformed, tooDeep } from '../errors.js';
import { localName, parseXml } from '../readers/sax.js';
import { MAX_DEPTH } from '../record.js';

const MODEL = 'http://www.omg.org/spec/BPMN/20100524/MODEL';

/** An element of the BPMN model namespace. */
export interface OutlineElement {
  /** Without prefix: `userTask`. */
  readonly name: string;
  readonly id: string | undefined;
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: OutlineElement[];
}

export interface BpmnOutline {
  readonly root: OutlineElement;
  /** How many elements of each name the model has, extensions and diagram left out. */
  readonly counts: Readonly<Record<string, number>>;
  /** The line of the element with an id, else of the file's root. */
  readonly lineOf: (id: string) => number;
}

/**
 * Reads the outline of a BPMN text.
 * @throws LedgerError `import.malformed`, `import.doctype_refused`, `import.too_deep`, `bpmn.duplicate_id`
 */
export async function readBpmnOutline(
  text: string,
  encoding: string,
  file: string,
): Promise<BpmnOutline> {
  const builder = new OutlineBuilder(file);
  const options = { encoding, file, format: 'BPMN' };
  const items = parseXml<never>(once(text), options, (parser) => {
    parser.on('opentag', (tag) => builder.open(tag, parser.line));
    parser.on('closetag', () => builder.close());
  });
  for await (const item of items) return item;
  return builder.finish();
}

// eslint-disable-next-line @typescript-eslint/require-await -- a text in hand, in the form of a stream
async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

type Scope = Readonly<Record<string, string>>;

class OutlineBuilder {
  private root: OutlineElement | undefined;
  private readonly open_: {
    readonly element: OutlineElement | undefined;
    readonly scope: Scope;
  }[] = [];
  private readonly counts = new Map<string, number>();
  private readonly lines = new Map<string, number>();

  constructor(private readonly file: string) {}

  open(tag: SaxesTagPlain, line: number): void {
    if (this.open_.length >= MAX_DEPTH) throw tooDeep('BPMN', this.file, MAX_DEPTH);
    const parent = this.open_.at(-1);
    const scope = scopeOf(tag.attributes, parent?.scope ?? {});
    const name = localName(tag.name);
    const prefix = tag.name.slice(0, Math.max(0, tag.name.length - name.length - 1));
    const inModel = scope[prefix] === MODEL;
    if (!parent && !(inModel && name === 'definitions'))
      throw malformed('BPMN 2.0', `<${tag.name}> ≠ <definitions xmlns="${MODEL}">`, this.file);
    const { id } = tag.attributes;
    const element = inModel
      ? { name, id, line, attributes: tag.attributes, children: [] }
      : undefined;
    if (element) {
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
      if (id !== undefined && this.lines.has(id)) throw duplicateId(element, this.file);
      if (id !== undefined) this.lines.set(id, line);
      parent?.element?.children.push(element);
      this.root ??= element;
    }
    this.open_.push({ element, scope });
  }

  close(): void {
    this.open_.pop();
  }

  finish(): BpmnOutline {
    const { root, lines, counts } = this;
    if (!root) throw malformed('BPMN 2.0', 'no root element', this.file);
    return {
      root,
      counts: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
      lineOf: (id) => lines.get(id) ?? root.line,
    };
  }
}

const duplicateId = ({ name, id = '', line }: OutlineElement, file: string): LedgerError =>
  new LedgerError(
    'invalid',
    'bpmn.duplicate_id',
    {
      zh: `元素 <${name}> 的编号「${id}」已被另一元素使用：请更正模型`,
      en: `Another element has the id "${id}" of <${name}>; correct the model`,
    },
    `${file}:${line}`,
    { file, line, element: name, id },
  );

function scopeOf(attributes: Readonly<Record<string, string>>, outer: Scope): Scope {
  const declared = Object.entries(attributes).filter(([name]) => /^xmlns(:|$)/.test(name));
  if (declared.length === 0) return outer;
  return {
    ...outer,
    ...Object.fromEntries(declared.map(([name, uri]) => [name.slice('xmlns:'.length), uri])),
  };
}

const TASKS = [
  'task',
  'userTask',
  'manualTask',
  'serviceTask',
  'scriptTask',
  'sendTask',
  'receiveTask',
  'businessRuleTask',
] as const;

/** Element names that are tasks; their kind says nothing about order. */
export const TASK_NAMES: ReadonlySet<string> = new Set(TASKS);

/** Says nothing about the order of activities: words, pictures, data, technicalities. */
const SILENT = new Set([
  ...['documentation', 'extensionElements', 'textAnnotation', 'association', 'group', 'category'],
  ...['dataObject', 'dataObjectReference', 'dataStore', 'dataStoreReference', 'property'],
  ...['dataInputAssociation', 'dataOutputAssociation', 'ioSpecification', 'auditing', 'monitoring'],
  ...['resource', 'resourceRole', 'performer', 'humanPerformer', 'potentialOwner', 'rendering'],
  ...['itemDefinition', 'message', 'error', 'signal', 'escalation', 'interface', 'endPoint'],
  ...['import', 'extension', 'relationship', 'correlationProperty', 'correlationSubscription'],
  ...['partnerEntity', 'partnerRole', 'supportedInterfaceRef', 'supports', 'partitionElement'],
  ...['incoming', 'outgoing', 'flowNodeRef', 'conditionExpression'],
]);

/** What each element of the subset may hold besides {@link SILENT}. */
const HOLDS: Readonly<Record<string, readonly string[]>> = {
  definitions: ['process', 'collaboration'],
  collaboration: ['participant'],
  participant: [],
  process: [
    ...['startEvent', 'endEvent', 'exclusiveGateway', 'parallelGateway', 'sequenceFlow'],
    ...['laneSet', 'boundaryEvent', ...TASKS],
  ],
  laneSet: ['lane'],
  lane: [],
  boundaryEvent: ['timerEventDefinition'],
  timerEventDefinition: ['timeDate', 'timeCycle', 'timeDuration'],
};

/**
 * Checks that all that bears on the order of activities lies within the subset.
 * @throws LedgerError `bpmn.outside_subset` with `file:line` and the element
 */
export function checkSubset({ root }: BpmnOutline, file: string): void {
  checkElement(root, file);
  for (const name of ['process', 'participant'])
    for (const [place, element] of allOf(root, name).entries())
      if (place > 0)
        throw outside(element, file, '只支持一个流程', 'only one process is supported');
  if (allOf(root, 'process').length === 0)
    throw outside(root, file, '没有 <process>', 'there is no <process>');
}

function checkElement(element: OutlineElement, file: string): void {
  const holds = HOLDS[element.name] ?? [];
  if (element.name === 'boundaryEvent') checkTimer(element, file);
  for (const child of element.children) {
    if (SILENT.has(child.name)) continue;
    if (!holds.includes(child.name))
      throw outside(
        child,
        file,
        `不在支持的 BPMN 子集之内（位于 <${element.name}> 中）`,
        `lies outside the supported subset of BPMN (within <${element.name}>)`,
      );
    checkElement(child, file);
  }
}

/** A timer on a task is a limit: it says when, and changes no order as long as it leads nowhere. */
function checkTimer(timer: OutlineElement, file: string): void {
  if (timer.children.some(({ name }) => name === 'outgoing'))
    throw outside(timer, file, '定时边界事件不得有流出', 'a timer on a task must lead nowhere');
  if (!timer.children.some(({ name }) => name.endsWith('EventDefinition')))
    throw outside(timer, file, '边界事件须为定时事件', 'a boundary event must be a timer');
}

function allOf(root: OutlineElement, name: string): OutlineElement[] {
  return root.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...allOf(child, name),
  ]);
}

/** An error about one element of a BPMN file. */
export const outside = (
  { name, id, line }: Pick<OutlineElement, 'name' | 'id' | 'line'>,
  file: string,
  zh: string,
  en: string,
): LedgerError =>
  new LedgerError(
    'invalid',
    'bpmn.outside_subset',
    {
      zh: `元素 <${name}>${id === undefined ? '' : `「${id}」`}：${zh}。支持开始、结束、任务、排他与并行网关、顺序流、泳道和定时边界事件`,
      en: `Element <${name}>${id === undefined ? '' : ` "${id}"`}: ${en}. Supported are start and end events, tasks, exclusive and parallel gateways, sequence flows, lanes and timers on tasks`,
    },
    `${file}:${line}`,
    { file, line, element: name, ...(id === undefined ? {} : { id }) },
  );
