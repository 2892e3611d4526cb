// BPMN files from elsewhere and from our own hand: counted and turned into nets as an independent tool does, refused
// outside the subset with file, line and element, and read into flows that never say more than was drawn.
import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Aligner } from '../../src/conformance/alignment.js';
import { netOfGraph } from '../../src/conformance/graphNet.js';
import { powerBpmn } from '../../src/exporters/powerFlow.js';
import { parseBpmn, readBpmn } from '../../src/importers/models/bpmn.js';
import { flowOfBpmn, UNKNOWN_ROLE } from '../../src/importers/models/bpmnFlow.js';
import { itemOfBpmn } from '../../src/importers/models/bpmnItem.js';
import { readBpmnOutline } from '../../src/importers/models/bpmnOutline.js';
import { isLedgerError, type LedgerError } from '../../src/kernel/errors.js';
import { parseCatalogue } from '../../src/powers/catalogueFile.js';
import { shippedTexts } from '../powers/catalogueFiles.js';
import { itWith, readShared, sharedPath } from '../support/sharedFolder.js';
import { createFolder } from './texts.js';

const folder = createFolder();
afterAll(() => folder.remove());

interface BpmnTruth {
  readonly 'elements(raw XML)': Readonly<Record<string, number>>;
  readonly taskNames: readonly string[];
  readonly pm4py: {
    readonly petri: {
      readonly places: number;
      readonly transitions: number;
      readonly visible: number;
      readonly arcs: number;
    };
  };
}

/** Files with subprocesses and events that break off: what their nets are is the tool's own guess. */
const OUTSIDE = new Set(['Subprocess1.bpmn', 'Subprocess3.bpmn', 'simple_model.bpmn']);

const FILES = [
  'a32f0n00.bpmn',
  'SimpleParallel.bpmn',
  'Subprocess1.bpmn',
  'Subprocess3.bpmn',
  'ch7_CreditAppSimulation.bpmn',
  'ch7_InsuranceClaimsSimulationNormalSeason.bpmn',
  'simple_model.bpmn',
  'receipt.bpmn',
  'running-example.bpmn',
  'bpic20-domestic-norm.bpmn',
  'receipt-norm.bpmn',
  'traffic-fines-norm.bpmn',
];

const placeOf = (name: string): string =>
  [sharedPath('truth', 'models', name), sharedPath('data', 'process_standards', 'bpmn', name)].find(
    existsSync,
  ) ?? '';

const refusal = async (work: Promise<unknown>): Promise<LedgerError> => {
  try {
    await work;
  } catch (error) {
    if (isLedgerError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('BPMN files of other programs', () => {
  for (const name of FILES)
    (placeOf(name) === '' ? it.skip : it)(
      `are counted and converted as pm4py does: ${name}${placeOf(name) === '' ? ' [SKIPPED: the file is not in the shared folder]' : ''}`,
      async () => {
        const truth = (readShared('truth/bpmn-import.json') as Record<string, BpmnTruth>)[name]!;
        const text = readFileSync(placeOf(name), 'utf8');
        const { counts, root } = await readBpmnOutline(text, 'utf-8', name);
        expect(counts).toMatchObject(truth['elements(raw XML)']);
        const tasks = new Set<string>();
        const visit = (element: typeof root): void => {
          const { name: kind, attributes, children } = element;
          if (/task$/i.test(kind) || kind === 'subProcess') tasks.add(attributes['name'] ?? '');
          children.forEach(visit);
        };
        visit(root);
        expect([...tasks].sort()).toEqual([...truth.taskNames].sort());
        if (OUTSIDE.has(name)) {
          const error = await refusal(readBpmn(placeOf(name)));
          expect(error.code).toBe('bpmn.outside_subset');
          expect(error.where).toMatch(new RegExp(`^${name}:\\d+$`));
          const line = text.split('\n')[Number(error.details['line']) - 1]!;
          expect(line).toContain(String(error.details['element']));
          return;
        }
        const net = netOfGraph((await readBpmn(placeOf(name))).graph);
        const { places, transitions, visible, arcs } = truth.pm4py.petri;
        expect([
          net.places.length,
          net.transitions.length,
          net.transitions.filter(({ label }) => label !== null).length,
          net.arcs.length,
        ]).toEqual([places, transitions, visible, arcs]);
      },
    );

  const MODELS: readonly (readonly [model: string, truth: string])[] = [
    ['running-example.bpmn', 'petri-running-example-bpmn.json'],
    ['receipt-norm.bpmn', 'petri-receipt-norm.json'],
    ['bpic20-domestic-norm.bpmn', 'petri-bpic20-domestic-norm.json'],
  ];
  for (const [model, truthFile] of MODELS)
    itWith(
      'truth',
      `align every variant in as many moves as pm4py's own net: ${model}`,
      async () => {
        const truth = readShared(`truth/${truthFile}`) as {
          alignments: { perVariant: Record<string, { moves: number; fitness: number }> };
        };
        const aligner = new Aligner(netOfGraph((await readBpmn(placeOf(model))).graph));
        for (const [variant, { moves, fitness }] of Object.entries(truth.alignments.perVariant)) {
          const found = aligner.align(variant.split('|'));
          expect([variant, found]).toMatchObject([variant, { kind: 'optimal', moves }]);
          if (found.kind === 'optimal') expect(found.fitness).toBeCloseTo(fitness, 10);
        }
      },
    );
});

const MODEL = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const bpmn = (inner: string, more = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="${MODEL}" targetNamespace="t">${more}\n<process id="p" name="流程">\n${inner}\n</process>\n</definitions>`;
const flow = (from: string, to: string, id = `${from}-${to}`) =>
  `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"/>`;
const LINE = [
  '<startEvent id="s"/>',
  '<task id="a" name="甲"/>',
  '<endEvent id="t"/>',
  flow('s', 'a'),
  flow('a', 't'),
].join('\n');

describe('a BPMN file that cannot be understood', () => {
  const cases: readonly (readonly [string, string, string, number])[] = [
    ['an inclusive gateway', bpmn(`${LINE}\n<inclusiveGateway id="g"/>`), 'bpmn.outside_subset', 9],
    ['a subprocess', bpmn(`<subProcess id="g"/>\n${LINE}`), 'bpmn.outside_subset', 4],
    [
      'a timer at the start',
      bpmn('<startEvent id="s"><timerEventDefinition/></startEvent>'),
      'bpmn.outside_subset',
      4,
    ],
    [
      'a loop within a task',
      bpmn('<task id="a"><standardLoopCharacteristics/></task>'),
      'bpmn.outside_subset',
      4,
    ],
    [
      'a message event at a task',
      bpmn(
        `${LINE}\n<boundaryEvent id="b" attachedToRef="a"><messageEventDefinition/></boundaryEvent>`,
      ),
      'bpmn.outside_subset',
      9,
    ],
    [
      'a timer that leads on',
      bpmn(
        `${LINE}\n<boundaryEvent id="b" attachedToRef="a"><outgoing>x</outgoing><timerEventDefinition/></boundaryEvent>`,
      ),
      'bpmn.outside_subset',
      9,
    ],
    [
      'a message flow',
      bpmn(LINE, '\n<collaboration id="c"><messageFlow id="m"/></collaboration>'),
      'bpmn.outside_subset',
      3,
    ],
    [
      'a second process',
      `${bpmn(LINE).replace('</definitions>', '')}<process id="q"/></definitions>`,
      'bpmn.outside_subset',
      10,
    ],
    ['no process', `<definitions xmlns="${MODEL}"/>`, 'bpmn.outside_subset', 1],
    ['a flow to nowhere', bpmn(`${LINE}\n${flow('a', 'zz')}`), 'bpmn.reference', 9],
    ['a task that nothing leads to', bpmn(`${LINE}\n<task id="x" name="x"/>`), 'graph.invalid', 9],
    ['an id given twice', bpmn(`${LINE}\n<task id="a" name="x"/>`), 'bpmn.duplicate_id', 9],
    ['another root', '<bpmn/>', 'import.malformed', 1],
    ['another namespace', '<definitions xmlns="urn:other"/>', 'import.malformed', 1],
    ['an unclosed element', bpmn('<task id="a">'), 'import.malformed', 5],
    [
      'entities that grow',
      `<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${bpmn(LINE)}`,
      'import.doctype_refused',
      1,
    ],
    ['an unknown entity', bpmn('<task id="a" name="&b;"/>'), 'import.malformed', 4],
    ['200 levels', bpmn('<extensionElements>'.repeat(200)), 'import.too_deep', 4],
  ];
  it.each(cases)('%s is refused with its file and line', async (_, text, code, line) => {
    const error = await refusal(parseBpmn(text, 'f.bpmn'));
    expect([error.code, error.where ?? '']).toEqual([
      code,
      code === 'import.malformed' && error.where === 'f.bpmn' ? 'f.bpmn' : `f.bpmn:${line}`,
    ]);
  });

  it('a cut-off archive, a missing and an empty file are told apart', async () => {
    const packed = gzipSync(bpmn(LINE));
    const codes = [
      folder.file('cut.bpmn', packed.subarray(0, packed.length - 20)),
      folder.file('empty.bpmn', ''),
      `${folder.path}/none.bpmn`,
    ].map(async (path) => (await refusal(readBpmn(path))).code);
    expect(await Promise.all(codes)).toEqual([
      'import.gzip_truncated',
      'import.file_empty',
      'import.file_missing',
    ]);
  });

  it('is read in the encoding that it declares, packed or not', async () => {
    const latin = bpmn(LINE.replace('甲', 'Pr\u00fcfung'))
      .replace('UTF-8', 'ISO-8859-1')
      .replace('流程', 'x');
    const utf16 = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(bpmn(LINE).replace('UTF-8', 'UTF-16'), 'utf16le'),
    ]);
    const files = [
      folder.file('latin.bpmn', Buffer.from(latin, 'latin1')),
      folder.file('utf16.bpmn', utf16),
      folder.file('packed.bpmn', gzipSync(bpmn(LINE))),
      folder.file('bom.bpmn', `\ufeff${bpmn(LINE)}`),
    ];
    const names = await Promise.all(
      files.map(async (path) => (await readBpmn(path)).graph.nodes[1]!.name),
    );
    expect(names).toEqual(['Pr\u00fcfung', '甲', '甲', '甲']);
  });
});

describe('a flow read from a drawing', () => {
  const stepsOf = async (text: string) =>
    flowOfBpmn(await parseBpmn(text, 'f.bpmn'), { who: 'VC' });

  it('takes roles from lanes, by code or by name, and says where there is none', async () => {
    const lanes =
      '<laneSet id="l"><lane id="l1" name="村民委员会"><flowNodeRef>a</flowNodeRef></lane><lane id="l2" name="VPS"><flowNodeRef>b</flowNodeRef></lane></laneSet>';
    const text = bpmn(
      [
        lanes,
        ...['s', 't'].map((id) => `<${id === 's' ? 'startEvent' : 'endEvent'} id="${id}"/>`),
        ...['a', 'b', 'c'].map((id) => `<userTask id="${id}" name="${id}"/>`),
        ...[flow('s', 'a'), flow('a', 'b'), flow('b', 'c'), flow('c', 't')],
      ].join('\n'),
    );
    const file = await parseBpmn(text, 'f.bpmn');
    const found = flowOfBpmn(file, { roleByName: new Map([['村民委员会', 'VC']]) });
    expect(found.steps.map(({ who }) => who)).toEqual(['VC', 'VPS', UNKNOWN_ROLE]);
    expect(found.notes.map(({ en }) => en)).toEqual([
      expect.stringMatching(/^f\.bpmn:\d+ c: .*no lane/),
    ]);
    expect(flowOfBpmn(file, { who: 'TG' }).steps[2]!.who).toBe('TG');
  });

  it('says of skips, parallel ways, loops and choices what the step grammar can, and notes the rest', async () => {
    const text = bpmn(
      [
        '<startEvent id="s"/><endEvent id="t"/>',
        ...['a', 'b', 'c', 'd', 'e'].map((id) => `<task id="${id}" name="${id}"/>`),
        '<parallelGateway id="g"/><parallelGateway id="q"/>',
        ...['x', 'y', 'm', 'z'].map((id) => `<exclusiveGateway id="${id}"/>`),
        ...[flow('s', 'a'), flow('a', 'g'), flow('g', 'b'), flow('g', 'c'), flow('b', 'q')],
        ...[flow('c', 'q'), flow('q', 'm'), flow('m', 'd'), flow('d', 'x'), flow('x', 'e')],
        ...[flow('x', 'y'), flow('e', 'y'), flow('y', 'z'), flow('z', 'm'), flow('z', 't')],
      ].join('\n'),
    );
    const found = await stepsOf(text);
    expect(
      found.steps.map(({ n, name, optional, from, gap, after }) => [
        n,
        name,
        optional,
        from,
        gap,
        after,
      ]),
    ).toEqual([
      [1, 'a', undefined, undefined, undefined, undefined],
      [2, 'b', undefined, undefined, undefined, undefined],
      [3, 'c', undefined, 1, undefined, undefined],
      [4, 'd', undefined, undefined, '0cd', 2],
      [5, 'e', true, undefined, undefined, undefined],
    ]);
    expect(found.notes.map(({ en }) => /back/.test(en))).toEqual([true]);
  });

  it('never makes up an order that is not drawn', async () => {
    const text = bpmn(
      [
        '<startEvent id="s"/><endEvent id="t"/><parallelGateway id="g"/><parallelGateway id="q"/>',
        '<task id="a" name="a"/>\n<task id="b" name="b"/>',
        ...[
          flow('s', 'g'),
          flow('g', 'a'),
          flow('g', 'b'),
          flow('a', 'q'),
          flow('b', 'q'),
          flow('q', 't'),
        ],
      ].join('\n'),
    );
    const error = await refusal(stepsOf(text));
    expect([error.code, error.where]).toEqual(['flow.not_expressible', 'f.bpmn:6']);
  });

  it('follows a drawing that was changed by hand, its limits with it', async () => {
    const { items, ...terms } = parseCatalogue(shippedTexts);
    const item = items.find(({ item: { code } }) => code === 'V02')!.item;
    const text = await powerBpmn(item, terms);
    // Between steps 2 and 3 somebody draws a new task; what followed step 2 follows it now.
    const added = '<bpmn:userTask id="new" name="征求意见" />';
    const changed = text
      .replace('targetRef="step-3"', 'targetRef="new"')
      .replace(
        '</bpmn:process>',
        `${added}<bpmn:sequenceFlow id="f-new" sourceRef="new" targetRef="step-3" /></bpmn:process>`,
      );
    const found = flowOfBpmn(await parseBpmn(changed, 'f.bpmn'), { who: 'VC' });
    expect(found.asRecorded).toBe(false);
    expect(found.steps.map(({ name }) => name)).toEqual([
      ...item.steps.slice(0, 2).map(({ name }) => name),
      '征求意见',
      ...item.steps.slice(2).map(({ name }) => name),
    ]);
    // 3 → 4 before 5; 5 from 4 is now 6 from 5.
    expect(found.steps[3]).toMatchObject({ n: 4, lead: '{vas.noticeDays}', before: 5 });
    expect(found.steps[5]).toMatchObject({ n: 6, max: '10cd', from: 5 });
    const risk = itemOfBpmn(await parseBpmn(changed, 'f.bpmn'), {
      who: 'VC',
      version: '2027.1',
      effectiveFrom: '2027-01-01',
    });
    expect(risk.yaml).toMatch(/version: "?2027\.1/);
    const moved = changed.replace('sl:step n="1"', 'sl:step n="x"');
    expect(
      (
        await refusal(
          Promise.resolve().then(async () => flowOfBpmn(await parseBpmn(moved, 'f.bpmn'))),
        )
      ).code,
    ).toBe('bpmn.step');
  });

  it('completes a foreign file from the item that the ledger has, and says what is missing', async () => {
    const { items } = parseCatalogue(shippedTexts);
    const base = items.find(({ item: { code } }) => code === 'V13')!.item;
    const file = await parseBpmn(bpmn(LINE.replace('甲', base.steps[0]!.name)), 'f.bpmn');
    expect(itemOfBpmn(file, { who: 'VC' }).missing).toEqual([
      'code',
      'content',
      'basis',
      'lead',
      'holder',
    ]);
    const full = itemOfBpmn(file, { who: 'VC', base, version: '9', effectiveFrom: '2027-01-01' });
    expect(full).toMatchObject({ code: 'V13', missing: [], asRecorded: false });
    expect(full.notes.length).toBe(base.risks.filter(({ at }) => at !== 1).length);
  });
});
