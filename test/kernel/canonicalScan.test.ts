// The quick look at canonical JSON never says yes to a text that the full check would refuse.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalize } from '../../src/kernel/canonicalJson.js';
import { isSurelyCanonical } from '../../src/kernel/canonicalScan.js';

/** The full check: read, written again, compared. */
function isCanonical(text: string): boolean {
  try {
    return canonicalize(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

describe('the quick look', () => {
  it.each([
    '{"a":1,"ab":[true,false,null,"村民"],"b":{"":-12}}',
    '[]',
    '{}',
    '0',
    '""',
    '{"10":1,"9":2}',
    '123456789012345',
    '{"__proto__":{"a":"b"}}',
  ])('knows %s', (text) => {
    expect([isSurelyCanonical(text), isCanonical(text)]).toEqual([true, true]);
  });

  it.each([
    ['white space', '{"a": 1}'],
    ['members out of order', '{"b":1,"a":2}'],
    ['a member twice', '{"a":1,"a":1}'],
    ['a longer name before its beginning', '{"ab":1,"a":2}'],
    ['a leading zero', '[01]'],
    ['minus zero', '[-0]'],
    ['a lone minus', '[-]'],
    ['an exponent', '1e3'],
    ['a trailing comma', '[1,]'],
    ['an unfinished text', '{"a":1'],
    ['an unfinished string', '"a'],
    ['something behind', '{}{}'],
    ['half a literal', 'tru'],
    ['a literal too long', 'nulls'],
    ['a control character', '"\u0001"'],
    ['an escape that need not be', '"\\u0041"'],
    ['a byte order mark', '\ufeff{}'],
    ['nothing', ''],
  ])('does not vouch for %s', (_, text) => {
    expect([isSurelyCanonical(text), isCanonical(text)]).toEqual([false, false]);
  });

  it.each(['1.5', '1234567890123456', '"\\n"', '"😀"'])(
    'leaves %s, which is canonical, to the full check',
    (text) => {
      expect([isSurelyCanonical(text), isCanonical(text)]).toEqual([false, true]);
    },
  );

  it('leaves deep nesting to the full check', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect([60, 100, 5000].map((depth) => isSurelyCanonical(nested(depth)))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('law: what it vouches for is canonical, whatever is done to a text', () => {
    const pieces = fc.constantFrom(
      ...Array.from('{}[],:"\\ 0123456789-.eEtruefalsnab\u0001é\ud800'),
    );
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.array(pieces, { maxLength: 3 })), {
          maxLength: 3,
        }),
        (value, changes) => {
          let text = canonicalize(value);
          for (const [place, removed, added] of changes) {
            const at = place % (text.length + 1);
            text = text.slice(0, at) + added.join('') + text.slice(at + removed);
          }
          if (isSurelyCanonical(text)) expect([text, isCanonical(text)]).toEqual([text, true]);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('law: it knows every text of plain letters and small whole numbers', () => {
    const name = fc.string({
      unit: fc.constantFrom(...Array.from('abcXYZ09_ 村务')),
      maxLength: 6,
    });
    const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        name,
        fc.integer({ min: -999_999, max: 999_999 }).map((number) => number + 0),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(name, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(fc.property(values, (value) => isSurelyCanonical(canonicalize(value))));
  });
});
