// Flows as BPMN and as pictures: every item of the shipped catalogue goes out and comes back as it was.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { graphOfFlow } from '../../src/conformance/flowGraph.js';
import { flowOfItem } from '../../src/conformance/itemFlow.js';
import type { ProcessGraph } from '../../src/conformance/processGraph.js';
import { autoLayout } from '../../src/exporters/layout/autoLayout.js';
import { layoutGraph } from '../../src/exporters/layout/layout.js';
import { powerBpmn, powerSvg } from '../../src/exporters/powerFlow.js';
import { readBpmn, parseBpmn } from '../../src/importers/models/bpmn.js';
import { flowOfBpmn } from '../../src/importers/models/bpmnFlow.js';
import { itemOfBpmn } from '../../src/importers/models/bpmnItem.js';
import { parseCatalogue, type PowerCatalogue } from '../../src/powers/catalogueFile.js';
import { powerItemSchema, type PowerItem } from '../../src/powers/catalogueSchema.js';
import { shippedTexts } from '../powers/catalogueFiles.js';
import { itWith, sharedPath } from '../support/sharedFolder.js';
import { anyOf } from '../spec/arbitrary.js';
import { stringify } from 'yaml';

const shipped = parseCatalogue(shippedTexts);
const items = shipped.items.map(({ item }) => item);

/** The item that a file gives, by the way of every catalogue. */
function importedItem(yaml: string, terms: PowerCatalogue): PowerItem {
  const head = {
    catalogue: terms.head,
    roles: Object.fromEntries(terms.roles),
    parameters: Object.fromEntries(terms.parameters),
  };
  const [written] = parseCatalogue([
    { name: 'head', text: stringify(head) },
    { name: 'item', text: `${yaml}expected: 1\n` },
  ]).items;
  return written!.item;
}

/** xmllint of libxml2-utils, which knows XML Schema. */
const hasXmllint = (() => {
  try {
    execFileSync('xmllint', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const XSD = sharedPath('data', 'process_standards', 'schemas', 'bpmn20', 'BPMN20.xsd');
const canValidate = hasXmllint && existsSync(XSD);

/** Every item of the catalogue, written once. */
const written: { readonly item: PowerItem; readonly bpmn: string }[] = [];
beforeAll(async () => {
  for (const item of items) written.push({ item, bpmn: await powerBpmn(item, shipped) });
});

describe('every power item of the catalogue as BPMN', () => {
  it('comes back as the very item', async () => {
    expect(new Set(items.map(({ code }) => code)).size).toBe(46);
    for (const { item, bpmn } of written) {
      const file = await parseBpmn(bpmn, `${item.code}.bpmn`);
      const imported = itemOfBpmn(file);
      expect({
        code: item.code,
        asRecorded: imported.asRecorded,
        missing: imported.missing,
      }).toEqual({
        code: item.code,
        asRecorded: true,
        missing: [],
      });
      expect(importedItem(imported.yaml, shipped)).toEqual(item);
    }
  });

  (canValidate ? it : it.skip)(
    `validates against the schemas of the OMG${canValidate ? '' : ' [SKIPPED: needs xmllint (libxml2-utils) and the shared schemas]'}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'sunledger-bpmn-'));
      try {
        const files: string[] = [];
        for (const { item, bpmn } of written) {
          const path = join(folder, `${item.code}-${item.version}.bpmn`);
          writeFileSync(path, bpmn);
          files.push(path);
        }
        execFileSync('xmllint', ['--noout', '--schema', XSD, ...files], { stdio: 'pipe' });
        // The check can fail: an element in the wrong place is found.
        const bad = join(folder, 'bad.bpmn');
        const text = readFileSync(files[0]!, 'utf8');
        writeFileSync(bad, text.replace('<bpmn:laneSet', '<bpmn:nonsense/><bpmn:laneSet'));
        expect(() =>
          execFileSync('xmllint', ['--noout', '--schema', XSD, bad], { stdio: 'pipe' }),
        ).toThrow();
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('says the same twice', async () => {
    const item = items.find(({ code }) => code === 'T26')!;
    expect(await powerBpmn(item, shipped)).toBe(await powerBpmn(item, shipped));
    expect(await powerSvg(item, shipped)).toBe(await powerSvg(item, shipped));
  });
});

/** Text that XML can hold, white space and marks included. */
const xmlWritable = (text: string): boolean =>
  // eslint-disable-next-line no-control-regex -- the characters that XML excludes
  !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u.test(text) && !/\r/.test(text);

/** Every text of a value, in one. */
const textsOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'object' && value !== null
      ? Object.values(value).map(textsOf).join('')
      : '';

describe('any power item as BPMN', () => {
  const anyText = fc.constantFrom(
    '甲',
    'a & b < c > "d" \'e\'',
    '第一行\n第二行',
    'x]]>y',
    '{post.minDays}',
  );
  const anyItem = anyOf(powerItemSchema)
    .chain((item) =>
      fc.record({
        item: fc.constant(item as PowerItem),
        names: fc.array(anyText, { minLength: 1, maxLength: 6 }),
        optional: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      }),
    )
    .map(({ item, names, optional }): PowerItem => ({
      ...item,
      name: '事项',
      steps: names.map((name, index) => ({
        n: index + 1,
        name,
        who: index % 2 === 0 ? '村:委~会' : 'VC',
        ...(optional[index] && { optional: true }),
        ...(index > 0 && { max: '3wd', from: 1 }),
        ...(index === 0 && { note: 'a\n<b>' }),
      })),
      risks: item.risks.map((risk) => ({ ...risk, at: 1 })),
    }))
    .filter((item) => xmlWritable(textsOf(item)));

  it('gives back its steps, whatever its texts hold', async () => {
    await fc.assert(
      fc.asyncProperty(anyItem, async (item) => {
        const file = await parseBpmn(await powerBpmn(item, shipped), 'x.bpmn');
        const flow = flowOfBpmn(file);
        expect(flow.asRecorded).toBe(true);
        expect(flow.steps).toEqual(item.steps.map((step) => ({ ...step, name: step.name.trim() })));
      }),
      { numRuns: 25 },
    );
  });

  it('refuses a character that XML cannot hold, and says which', async () => {
    const item = { ...items[0]!, name: '坏\u0001字' };
    await expect(powerBpmn(item, shipped)).rejects.toMatchObject({
      code: 'export.unwritable_text',
      text: { en: expect.stringContaining('U+0001') },
    });
  });
});

/** Names of the elements of an SVG, with their texts; throws where it is not well-formed. */
function elementsOf(svg: string): {
  names: string[];
  text: string;
  attributes: Record<string, string>;
} {
  const names: string[] = [];
  let [text, attributes]: [string, Record<string, string>] = ['', {}];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    if (names.length === 0) attributes = tag.attributes;
    names.push(tag.name);
  });
  parser.on('text', (content) => (text += content));
  parser.write(svg).close();
  return { names, text, attributes };
}

describe('the picture of a flow', () => {
  it('is an image with a title, the steps in words, and its text as text', async () => {
    for (const item of items) {
      const svg = await powerSvg(item, shipped);
      const { names, text, attributes } = elementsOf(svg);
      expect(names.slice(0, 3)).toEqual(['svg', 'title', 'desc']);
      expect(attributes).toMatchObject({ role: 'img', 'xml:lang': 'zh-CN' });
      for (const id of attributes['aria-labelledby']!.split(' '))
        expect(svg).toContain(`id="${id}"`);
      for (const { n, name } of item.steps) expect(text).toContain(`${n}. ${name}`);
      expect(svg).toContain('prefers-color-scheme:dark');
      expect(svg).toContain('@media print');
      expect(svg).not.toMatch(/NaN|undefined|<script/);
    }
  });

  it('puts no two nodes over each other, to the right and down', async () => {
    // Every flow down the page, as it is drawn; some to the right, as BPMN has it.
    for (const [index, item] of items.entries())
      for (const direction of index % 6 === 0
        ? (['down', 'right'] as const)
        : (['down'] as const)) {
        const graph = graphOfFlow(flowOfItem(item));
        const { boxes, lines, width, height } = await layoutGraph(
          graph,
          { width: 200, height: 90 },
          direction,
        );
        expect([boxes.size, lines.size]).toEqual([graph.nodes.length, graph.edges.length]);
        const all = [...boxes.values()];
        for (const [index, one] of all.entries()) {
          expect(
            one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height,
          ).toBe(true);
          for (const other of all.slice(index + 1))
            expect(
              one.x + one.width <= other.x ||
                other.x + other.width <= one.x ||
                one.y + one.height <= other.y ||
                other.y + other.height <= one.y,
            ).toBe(true);
        }
      }
  });
});

/** Gateways with two skips and a way back: the library throws on this order of the flows, and on others not. */
const skipsAndLoop: ProcessGraph = {
  id: 'skips',
  nodes: [
    { id: 's', kind: 'start', name: '' },
    { id: 'x', kind: 'exclusive', name: '' },
    { id: 'a', kind: 'exclusive', name: '' },
    { id: 'b', kind: 'exclusive', name: '' },
    { id: 'y', kind: 'exclusive', name: '' },
    { id: 't', kind: 'end', name: '' },
  ],
  edges: ['s-x', 'y-t', 'a-b', 'x-b', 'b-y', 'x-a', 'y-x', 'x-y'].map((id) => {
    const [from = '', to = ''] = id.split('-');
    return { id, from, to };
  }),
  lanes: [],
};

describe('a graph on which bpmn-auto-layout throws', () => {
  const task = { width: 120, height: 80 };

  const drawsAnyway = async (graph: ProcessGraph) => {
    expect(await autoLayout(graph, task, 'right')).toBeUndefined();
    for (const direction of ['right', 'down'] as const) {
      const layout = await layoutGraph(graph, task, direction);
      expect(layout.by).toBe('layered');
      expect([layout.boxes.size, layout.lines.size]).toEqual([
        graph.nodes.length,
        graph.edges.length,
      ]);
    }
  };

  itWith('truth', 'is drawn by the other layout: the norm of BPIC 2020', async () => {
    await drawsAnyway(
      (await readBpmn(sharedPath('truth', 'models', 'bpic20-domestic-norm.bpmn'))).graph,
    );
  });

  it('is drawn by the other layout: two skips and a way back', () => drawsAnyway(skipsAndLoop));
});
