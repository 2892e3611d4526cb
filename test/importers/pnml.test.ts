// Petri nets in PNML: read as the tool that wrote them means them, refused where a marking would have to be guessed.
import { describe, expect, it } from '@jest/globals';
import { Aligner } from '../../src/conformance/alignment.js';
import { parsePnml, readPnml } from '../../src/importers/models/pnml.js';
import { itWith, readShared, sharedPath } from '../support/sharedFolder.js';
import { inChunks } from './texts.js';

const read = (inner: string) =>
  parsePnml(inChunks(`<pnml><net id="n"><page id="g">\n${inner}`, 9), 'f.pnml');
const place = (id: string, initial = '') =>
  `<place id="${id}"><name><text>${id}</text></name>${initial && `<initialMarking><text>${initial}</text></initialMarking>`}</place>`;
const transition = (id: string, name: string, more = '') =>
  `<transition id="${id}"><name><text>${name}</text></name>${more}</transition>`;
const arc = (source: string, target: string, more = '') =>
  `<arc id="${source}-${target}" source="${source}" target="${target}">${more}</arc>`;
const SILENT = '<toolspecific tool="ProM" version="6.4" activity="$invisible$" localNodeID="x"/>';
const END = '</page></net></pnml>';

describe('a net in PNML', () => {
  itWith('truth', 'is the net that pm4py reads: running-example.pnml', async () => {
    const truth = readShared('truth/petri-running-example-pnml.json') as {
      net: { places: string[]; transitions: { label: string | null }[]; arcs: unknown[] };
      alignments: { perVariant: Record<string, { moves: number; fitness: number }> };
    };
    const net = await readPnml(sharedPath('truth', 'models', 'running-example.pnml'));
    expect([net.places.length, net.arcs.length]).toEqual([
      truth.net.places.length,
      truth.net.arcs.length,
    ]);
    const labels = (list: readonly { label: string | null }[]) =>
      list.map(({ label }) => label).sort();
    expect(labels(net.transitions)).toEqual(labels(truth.net.transitions));
    const aligner = new Aligner(net);
    for (const [variant, { moves, fitness }] of Object.entries(truth.alignments.perVariant)) {
      const found = aligner.align(variant.split('|'));
      expect(found).toMatchObject({ kind: 'optimal', moves });
      if (found.kind === 'optimal') expect(found.fitness).toBeCloseTo(fitness, 10);
    }
  });

  it('takes the one first and the one last place where no marking is written, and weights of arcs', async () => {
    const net = await read(
      [
        ...[
          place('p'),
          place('q'),
          place('r'),
          transition('t', '甲'),
          transition('u', 'tau', SILENT),
        ],
        ...[arc('p', 't'), arc('t', 'q', '<inscription><text>2</text></inscription>')],
        ...[arc('q', 'u', '<inscription><text>2</text></inscription>'), arc('u', 'r'), END],
      ].join('\n'),
    );
    expect(net).toMatchObject({ initialMarking: { p: 1 }, finalMarking: { r: 1 } });
    expect(net.transitions).toEqual([
      { name: 't', label: '甲' },
      { name: 'u', label: null },
    ]);
    expect(new Aligner(net).align(['甲'])).toMatchObject({ moves: 0 });
  });

  it('keeps the markings that are written', async () => {
    const final =
      '</page><finalmarkings><marking><place idref="p"><text>0</text></place><place idref="q"><text>2</text></place></marking></finalmarkings></net></pnml>';
    const net = await read(
      [place('p', '2'), place('q'), transition('t', 'a'), arc('p', 't'), arc('t', 'q'), final].join(
        '',
      ),
    );
    expect(net).toMatchObject({ initialMarking: { p: 2 }, finalMarking: { q: 2 } });
    expect(new Aligner(net).align(['a', 'a'])).toMatchObject({ moves: 0 });
  });

  it.each([
    [
      'two last places',
      [
        place('p'),
        place('q'),
        place('r'),
        transition('t', 'a'),
        arc('p', 't'),
        arc('t', 'q'),
        arc('t', 'r'),
        END,
      ].join(''),
      'pnml.marking',
      'f.pnml',
    ],
    [
      'a weight that is no number',
      [
        place('p'),
        transition('t', 'a'),
        arc('p', 't', '<inscription><text>x</text></inscription>'),
        END,
      ].join(''),
      'pnml.invalid',
      'f.pnml',
    ],
    ['a place without id', '<place/>', 'pnml.invalid', 'f.pnml:2'],
    ['a second net', '</page></net>\n<net id="m"/></pnml>', 'pnml.invalid', 'f.pnml:3'],
    ['no place at all', END, 'pnml.invalid', 'f.pnml'],
    ['a sudden end', '<place id="p">', 'import.malformed', 'f.pnml:2'],
  ])('%s is refused', async (_, text, code, where) => {
    await expect(read(text)).rejects.toMatchObject({ code, where });
  });
});
