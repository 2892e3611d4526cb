// The flow of a power item as BPMN 2.0: drawn, with a lane a role, and in its own namespace all that BPMN has no word
// for, so that the file read back gives the same item. It must validate against the schemas of the OMG.
import { BpmnModdle, type ModdleElement } from 'bpmn-moddle';
import { graphOfFlow, taskOfStep } from '../conformance/flowGraph.js';
import { flowOfItem } from '../conformance/itemFlow.js';
import type { ProcessGraph } from '../conformance/processGraph.js';
import type { FlowStep } from '../events/powers.js';
import {
  flowPackage,
  FLOW_NAMESPACE,
  FLOW_PREFIX,
  POWER_ATTRIBUTES,
  RISK_FIGURES,
  STEP_LIMITS,
  STEP_REFERENCES,
} from '../importers/models/flowNamespace.js';
import type { PowerItem } from '../powers/catalogueSchema.js';
import { flowElements } from './bpmnDiagram.js';
import type { Layout, Size } from './layout/geometry.js';
import { layoutGraph } from './layout/layout.js';
import { requireXmlText } from './xmlText.js';

/** What the words of a flow are made with: names of roles, limits in words. */
export interface FlowWords {
  readonly roleName: (role: string) => string;
  /** The sentences about the limits of a step. */
  readonly limits: (step: FlowStep) => readonly string[];
}

/** Room for a name of about thirty characters. */
const TASK: Size = { width: 140, height: 100 };
/** The language of a limit in working days or by parameter: the grammar of the catalogue. ISO 8601 has neither. */
const LIMIT_LANGUAGE = 'urn:sunledger:limit';

/** @throws LedgerError `export.unwritable_text`; ConformanceError `flow.*` */
export async function writeFlowBpmn(item: PowerItem, words: FlowWords): Promise<string> {
  const graph = graphOfFlow(flowOfItem(item), words.roleName);
  const writer = new FlowWriter(item, words, graph);
  const definitions = writer.definitions(await layoutGraph(graph, TASK, 'right'));
  const { xml } = await writer.moddle.toXML(definitions, { format: true });
  requireXmlText(xml, item.code);
  return xml;
}

class FlowWriter {
  readonly moddle = new BpmnModdle({ [FLOW_PREFIX]: flowPackage });

  constructor(
    private readonly item: PowerItem,
    private readonly words: FlowWords,
    private readonly graph: ProcessGraph,
  ) {}

  definitions(layout: Layout): ModdleElement {
    const { moddle, graph, item } = this;
    const { nodes, flows } = flowElements(moddle, graph);
    for (const step of item.steps) {
      const task = nodes.get(taskOfStep(step.n));
      if (task) task['extensionElements'] = this.extensions(this.stepExtensions(step));
    }
    const timers = item.steps.flatMap((step) => this.timer(step, nodes.get(taskOfStep(step.n))));
    const process = this.create('bpmn:Process', {
      id: graph.id,
      name: item.name,
      isExecutable: false,
      extensionElements: this.extensions([this.power()]),
      laneSets: [this.create('bpmn:LaneSet', { id: 'lanes', lanes: this.lanes(nodes) })],
      flowElements: [...nodes.values(), ...timers, ...flows.values()],
    });
    return this.create('bpmn:Definitions', {
      id: `definitions-${item.code}`,
      name: `${item.code} ${item.name}`,
      targetNamespace: FLOW_NAMESPACE,
      exporter: 'sunshine-ledger',
      rootElements: [process],
      diagrams: [this.diagram(process, layout, nodes, flows, timers)],
    });
  }

  private create(type: string, properties: Readonly<Record<string, unknown>> = {}): ModdleElement {
    const given = Object.entries(properties).filter(([, value]) => value !== undefined);
    return this.moddle.create(type, Object.fromEntries(given));
  }

  private own(name: string, properties: Readonly<Record<string, unknown>>): ModdleElement {
    return this.create(`${FLOW_PREFIX}:${name}`, properties);
  }

  /** An element for a text, or nothing where there is no text. */
  private text(name: string, text: string | undefined): ModdleElement | undefined {
    return text === undefined ? undefined : this.own(name, { text });
  }

  private extensions(values: readonly ModdleElement[]): ModdleElement {
    return this.create('bpmn:ExtensionElements', { values });
  }

  private lanes(nodes: ReadonlyMap<string, ModdleElement>): ModdleElement[] {
    return this.graph.lanes.map(({ id, name, role }) =>
      this.create('bpmn:Lane', {
        id,
        name,
        extensionElements: this.extensions([this.own('Role', { code: role })]),
        flowNodeRef: this.graph.nodes
          .filter(({ lane }) => lane === id)
          .flatMap((node) => nodes.get(node.id) ?? []),
      }),
    );
  }

  private power(): ModdleElement {
    const { item } = this;
    const { decision, publicity } = item;
    return this.own('Power', {
      ...pick(item, POWER_ATTRIBUTES),
      content: this.text('Content', item.content),
      basis: item.basis.map(({ document, clause }) =>
        this.own('Basis', {
          document: this.text('Document', document),
          clause: this.text('Clause', clause),
        }),
      ),
      decision:
        decision &&
        this.own('Decision', {
          body: decision.body,
          lastSpeaker: decision.lastSpeaker,
          mode: this.text('Mode', decision.mode),
          note: this.text('Note', decision.note),
        }),
      publicity:
        publicity &&
        this.own('Publicity', {
          ...pick(publicity, ['minDays', 'within', 'every']),
          what: this.text('What', publicity.what),
          place: publicity.where.map((place) => this.own('Place', { text: place })),
        }),
    });
  }

  private stepExtensions(step: FlowStep): ModdleElement[] {
    const limits = [...STEP_LIMITS, ...STEP_REFERENCES];
    return [
      this.own('Step', {
        ...pick(step, ['n', 'who', 'evt', 'optional', ...limits]),
        note: this.text('Note', step.note),
      }),
      ...[...this.item.risks.entries()]
        .filter(([, { at }]) => at === step.n)
        .map(([order, risk]) =>
          this.own('Risk', {
            ...pick(risk, ['riskId', ...RISK_FIGURES]),
            order,
            what: this.text('What', risk.text),
            control: this.text('Control', risk.control),
          }),
        ),
    ];
  }

  /** A limit by which a step is due, as a timer on its task that interrupts nothing. */
  private timer(step: FlowStep, task: ModdleElement | undefined): ModdleElement[] {
    const { n, max } = step;
    if (max === undefined) return [];
    const id = `limit-${n}`;
    return [
      this.create('bpmn:BoundaryEvent', {
        id,
        name: this.words.limits(step).join('；'),
        attachedToRef: task,
        cancelActivity: false,
        eventDefinitions: [
          this.create('bpmn:TimerEventDefinition', {
            id: `${id}-timer`,
            timeDuration: this.create('bpmn:FormalExpression', durationOf(max)),
          }),
        ],
      }),
    ];
  }

  private diagram(
    process: ModdleElement,
    layout: Layout,
    nodes: ReadonlyMap<string, ModdleElement>,
    flows: ReadonlyMap<string, ModdleElement>,
    timers: readonly ModdleElement[],
  ): ModdleElement {
    const shape = (bpmnElement: ModdleElement | undefined, id: string, bounds: object) =>
      this.create('bpmndi:BPMNShape', {
        id: `${id}_di`,
        bpmnElement,
        bounds: this.create('dc:Bounds', { ...bounds }),
      });
    const shapes = [...layout.boxes].map(([id, box]) => shape(nodes.get(id), id, box));
    const limits = timers.flatMap((timer) => {
      const box = layout.boxes.get(String((timer['attachedToRef'] as ModdleElement)['id']));
      if (!box) return [];
      const [width, height] = [36, 36];
      const [x, y] = [box.x + box.width - width, box.y + box.height - height / 2];
      return [shape(timer, String(timer['id']), { x, y, width, height })];
    });
    const lines = [...layout.lines].map(([id, points]) =>
      this.create('bpmndi:BPMNEdge', {
        id: `${id}_di`,
        bpmnElement: flows.get(id),
        waypoint: points.map((point) => this.create('dc:Point', { ...point })),
      }),
    );
    return this.create('bpmndi:BPMNDiagram', {
      id: 'diagram',
      plane: this.create('bpmndi:BPMNPlane', {
        id: 'plane',
        bpmnElement: process,
        planeElement: [...shapes, ...limits, ...lines],
      }),
    });
  }
}

/** `5cd` -> P5D, `3m` -> P3M; what ISO 8601 cannot say stays in the catalogue's own grammar. */
function durationOf(limit: string): { readonly body: string; readonly language?: string } {
  const written = /^(\d+)(cd|m)$/.exec(limit);
  if (!written) return { body: limit, language: LIMIT_LANGUAGE };
  return { body: `P${written[1] ?? ''}${written[2] === 'm' ? 'M' : 'D'}` };
}

function pick(
  source: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, source[name]]));
}
