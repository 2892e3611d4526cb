// XES as the format allows it, beyond what the public logs use.
import { describe, expect, it } from '@jest/globals';
import { readXes, type XesOptions } from '../../src/importers/xes.js';
import { drain, inChunks } from './texts.js';

async function read(text: string, options: Partial<XesOptions> = {}) {
  const { header, cases } = readXes(inChunks(text, 11), { file: 'f.xes', ...options });
  return { header, ...(await drain(cases)) };
}

const event = (attributes: string) => `<event>${attributes}</event>`;
const trace = (content: string) => `<log><trace>${content}</trace></log>`;
const at = (time: string) => `<date key="time:timestamp" value="${time}"/>`;

describe('an XES log', () => {
  it('gives its extensions, classifiers, defaults and attributes beside its cases', async () => {
    const { header, items } = await read(
      '<?xml version="1.0" encoding="UTF-8"?><log xes.version="2.0" xmlns="http://www.xes-standard.org/">' +
        '<extension name="Concept" prefix="concept" uri="http://x/concept.xesext"/>' +
        '<global scope="trace"><string key="department" value="UNKNOWN"/></global>' +
        '<global scope="event"><string key="org:resource" value="UNKNOWN"/></global>' +
        '<classifier name="Activity" keys="concept:name lifecycle:transition"/>' +
        '<string key="concept:name" value="许可"><int key="version" value="2"/></string>' +
        '<event><string key="concept:name" value="loose"/></event>' +
        '<trace><string key="concept:name" value="案-1"/><event><string key="concept:name" value="受理"/></event></trace></log>',
    );
    expect(header).toEqual({
      extensions: [{ name: 'Concept', prefix: 'concept', uri: 'http://x/concept.xesext' }],
      classifiers: { Activity: 'concept:name lifecycle:transition' },
      globals: { trace: { department: 'UNKNOWN' }, event: { 'org:resource': 'UNKNOWN' } },
      attributes: { 'concept:name': '许可', 'concept:name/version': 2 },
      traceTypes: { 'concept:name': 'string' },
      eventTypes: { 'concept:name': 'string' },
      looseEvents: 1,
    });
    // A default is not a value: nobody recorded who did it.
    expect(items).toEqual([
      {
        id: '案-1',
        attributes: { 'concept:name': '案-1' },
        events: [{ activity: '受理', attributes: { 'concept:name': '受理' } }],
        line: 1,
        problems: [],
      },
    ]);
  });

  it('keeps the offset of a time stamp', async () => {
    const { items } = await read(
      trace(event(at('2011-10-11T13:45:40.276+02:00')) + event(at('2011-10-11T11:45:40Z'))),
    );
    expect(items[0]?.events.map(({ time, timestamp }) => ({ time, timestamp }))).toEqual([
      { time: 1318333540276, timestamp: '2011-10-11T13:45:40.276+02:00' },
      { time: 1318333540000, timestamp: '2011-10-11T11:45:40Z' },
    ]);
  });

  it('reads events without a time, and takes no offset for granted', async () => {
    const text = trace(
      event('<string key="org:role" value="会计"/>') + event(at('2026-03-01T09:00:00')),
    );
    const { items } = await read(text);
    expect(items[0]?.events[0]).toMatchObject({ activity: '', role: '会计' });
    expect(items[0]?.events.map(({ time }) => time)).toEqual([undefined, undefined]);
    expect(items[0]?.problems.map(({ where }) => where)).toEqual(['f.xes:1']);
    const zoned = await read(text, { zone: 'Asia/Shanghai' });
    expect(zoned.items[0]?.problems).toEqual([]);
    expect(zoned.items[0]?.events[1]?.timestamp).toBe('2026-03-01T09:00:00+08:00');
  });

  it('refuses an impossible time', async () => {
    const { items } = await read(trace(event(at('2026-02-30T09:00:00Z'))));
    expect(items[0]?.problems).toHaveLength(1);
  });

  it('reads every type, nested attributes and lists', async () => {
    const { items } = await read(
      trace(
        '<string key="a" value="x"><float key="b" value="1.5"><boolean key="c" value="true"/></float></string>' +
          '<list key="l"><values><string key="m" value="1"/><string key="m" value="2"/></values></list>' +
          '<id key="i" value="5f0c"/><int key="n" value="9007199254740993"/><float key="f" value="NaN"/>',
      ),
    );
    expect(items[0]?.attributes).toEqual({
      a: 'x',
      'a/b': 1.5,
      'a/b/c': true,
      'l/m': '1',
      'l/m#2': '2',
      i: '5f0c',
      n: '9007199254740993',
      f: 'NaN',
    });
    expect(items[0]?.id).toBe('#1');
  });

  it('refuses 200 levels of nesting, a DOCTYPE, an unknown entity and another root', async () => {
    const deep = '<string key="k" value="v">'.repeat(200);
    expect((await read(trace(deep))).failure?.code).toBe('import.too_deep');
    const bomb = '<!DOCTYPE log [<!ENTITY a "aaaa">]><log/>';
    expect((await read(bomb)).failure?.code).toBe('import.doctype_refused');
    expect((await read(trace('<string key="k" value="&a;"/>'))).failure?.code).toBe(
      'import.malformed',
    );
    expect((await read('<bpmn/>')).failure?.code).toBe('import.malformed');
  });

  it('hands on the cases before a sudden end', async () => {
    const { items, failure } = await read('<log><trace></trace><trace>');
    expect(items).toHaveLength(1);
    expect(failure?.code).toBe('import.malformed');
  });
});
