import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../src/kernel/canonicalJson.js';
import { isMap, isNode, isScalar, isSeq, parse as parseYaml, parseDocument } from 'yaml';
import {
  disclosureDigest,
  embedDisclosures,
  type JsonObject,
  makeDisclosure,
  type MadeDisclosure,
  parseDisclosure,
  pointerStep,
  recoverClaims,
  verifyDisclosure,
} from '../../src/transparency/index.js';
import { base64, codeOf, filesUnder, itWith, readJson, readVector, utf8 } from './support.js';

/** Salts that are different each time and the same in each run. */
function counter(): () => Uint8Array {
  let next = 0;
  return () => {
    next += 1;
    const salt = new Uint8Array(16);
    new DataView(salt.buffer).setUint32(12, next);
    return salt;
  };
}

const strings = (made: readonly MadeDisclosure[]): string[] =>
  made.map(({ disclosure }) => disclosure);
const urlBase64 = (text: string): string =>
  base64(utf8(text)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const codes = (payload: JsonObject, disclosures: readonly string[]): string[] => {
  const recovery = recoverClaims(payload, disclosures);
  return recovery.ok ? [] : recovery.problems.map(({ code }) => code);
};

const claims = {
  event: 'PaymentMade',
  data: { payee: '虚构 张三', amount: '100', phones: ['1', '2'] },
};
const pointers = ['/data/payee', '/data/phones/1'];
const embedded = () => embedDisclosures(claims, pointers, counter());

describe('a disclosure', () => {
  it('round-trips and belongs to its digest alone', () => {
    const any = fc.tuple(
      fc.uint8Array({ minLength: 16, maxLength: 32 }),
      fc.jsonValue(),
      fc.option(fc.string(), { nil: undefined }),
    );
    fc.assert(
      fc.property(any, ([salt, value, name]) => {
        fc.pre(name !== '_sd' && name !== '...');
        const plain = JSON.parse(JSON.stringify(value)) as Json;
        const disclosure = makeDisclosure(salt, plain, name);
        const content = parseDisclosure(disclosure);
        expect([content.name, content.value]).toEqual([name, plain]);
        const digest = disclosureDigest(disclosure);
        expect(verifyDisclosure(disclosure, digest)).toBe(true);
        expect(verifyDisclosure(`${disclosure}A`, digest)).toBe(false);
      }),
    );
  });

  it('is refused with a short salt, a reserved name or a lone surrogate', () => {
    const salt = new Uint8Array(16);
    expect(codeOf(() => makeDisclosure(salt.subarray(1), 'x', 'name'))).toBe('disclosure.salt');
    expect(codeOf(() => makeDisclosure(salt, 'x', '_sd'))).toBe('disclosure.reserved_name');
    expect(codeOf(() => makeDisclosure(salt, 'x', '...'))).toBe('disclosure.reserved_name');
    expect(codeOf(() => makeDisclosure(salt, { deep: ['\ud800'] }, 'name'))).toBe(
      'json.not_canonical',
    );
  });

  it('is refused when it is no array of two or three', () => {
    for (const text of [
      '{}',
      '["salt"]',
      '["salt","name","value",1]',
      '[1,"name","value"]',
      '["salt",1,"value"]',
      '',
      '["salt","name","value"',
    ])
      expect([text, codeOf(() => parseDisclosure(urlBase64(text)))]).toEqual([
        text,
        'disclosure.malformed',
      ]);
    expect(codeOf(() => parseDisclosure(urlBase64('["salt","_sd",1]')))).toBe(
      'disclosure.reserved_name',
    );
    expect(codeOf(() => parseDisclosure('!'))).toBe('disclosure.malformed');
    expect(codeOf(() => parseDisclosure('_w'))).toBe('text.not_utf8');
  });
});

describe('a record with disclosures', () => {
  it('holds no concealed value, and comes back whole with all disclosures', () => {
    const { payload, disclosures } = embedded();
    expect(JSON.stringify(payload)).not.toContain('张三');
    expect(payload['_sd_alg']).toBe('sha-256');
    const recovery = recoverClaims(payload, strings(disclosures));
    expect(recovery).toMatchObject({ ok: true, claims });
  });

  it('tells disclosed from withheld from erased', () => {
    const { payload, disclosures } = embedded();
    const [payee, phone] = disclosures;
    const erased = new Map([[phone!.digest, 'event-9']]);
    expect(recoverClaims(payload, [payee!.disclosure], { erased })).toMatchObject({
      ok: true,
      claims: { event: 'PaymentMade', data: { payee: '虚构 张三', amount: '100', phones: ['1'] } },
      fields: expect.arrayContaining([
        { digest: payee!.digest, state: 'disclosed', pointer: '/data/payee' },
        { digest: phone!.digest, state: 'erased', pointer: '/data/phones', erasedBy: 'event-9' },
      ]) as unknown,
    });
    expect(recoverClaims(payload, [])).toMatchObject({
      fields: expect.arrayContaining([
        { digest: payee!.digest, state: 'withheld', pointer: '/data' },
        { digest: phone!.digest, state: 'withheld', pointer: '/data/phones' },
      ]) as unknown,
    });
  });

  it('is not the same when erasure comes: the payload never held the value', () => {
    const { payload } = embedded();
    const again = embedDisclosures(claims, pointers, counter());
    expect(again.payload).toEqual(payload);
    const other = embedDisclosures(
      { ...claims, data: { ...claims.data, payee: '虚构 李四' } },
      pointers,
      counter(),
    );
    expect(other.payload).not.toEqual(payload);
  });

  it('is refused with a disclosure that was changed in any byte', () => {
    const { payload, disclosures } = embedded();
    const [payee, phone] = strings(disclosures);
    for (let at = 0; at < payee!.length; at++) {
      const changed = payee!.slice(0, at) + (payee![at] === 'A' ? 'B' : 'A') + payee!.slice(at + 1);
      expect([at, recoverClaims(payload, [changed, phone!]).ok]).toEqual([at, false]);
    }
    expect(codes(payload, [makeDisclosure(new Uint8Array(16), 'other', 'payee')])).toEqual([
      'disclosure.unreferenced',
    ]);
  });

  it('is refused for each of the reasons of RFC 9901 section 7.1', () => {
    const salt = new Uint8Array(16);
    const member = makeDisclosure(salt, 1, 'a');
    const element = makeDisclosure(salt, 1);
    const [digest, elementDigest] = [disclosureDigest(member), disclosureDigest(element)];
    const reserved = urlBase64('["salt","...",1]');
    const nested = makeDisclosure(salt, { _sd: [digest] }, 'outer');
    const table: [string, JsonObject, string[], string][] = [
      ['a digest twice', { _sd: [digest, digest] }, [member], 'disclosure.duplicate_digest'],
      [
        'a digest twice, once within',
        { _sd: [digest, disclosureDigest(nested)] },
        [member, nested],
        'disclosure.duplicate_digest',
      ],
      [
        'a digest twice, though withheld',
        { _sd: [digest], x: { _sd: [digest] } },
        [],
        'disclosure.duplicate_digest',
      ],
      ['a disclosure of no digest', { x: 1 }, [member], 'disclosure.unreferenced'],
      ['a disclosure twice', { _sd: [digest] }, [member, member], 'disclosure.repeated'],
      ['a name that is there', { a: 2, _sd: [digest] }, [member], 'disclosure.name_collision'],
      [
        'a reserved name',
        { _sd: [disclosureDigest(reserved)] },
        [reserved],
        'disclosure.reserved_name',
      ],
      ['a member in an array', { x: [{ '...': digest }] }, [member], 'disclosure.wrong_arity'],
      ['an element in an object', { _sd: [elementDigest] }, [element], 'disclosure.wrong_arity'],
      [
        'another algorithm',
        { _sd: [digest], _sd_alg: 'sha-512' },
        [member],
        'disclosure.algorithm',
      ],
      ['digests that are no list', { _sd: digest }, [], 'disclosure.digests_malformed'],
      ['a digest that is no string', { _sd: [1] }, [], 'disclosure.digests_malformed'],
      [
        'an element digest with company',
        { x: [{ '...': digest, y: 1 }] },
        [],
        'disclosure.digests_malformed',
      ],
      [
        'an element digest that is no string',
        { x: [{ '...': 1 }] },
        [],
        'disclosure.digests_malformed',
      ],
      ['an element digest outside an array', { '...': digest }, [], 'disclosure.reserved_name'],
      ['no disclosure at all', { x: 1 }, ['!'], 'disclosure.malformed'],
    ];
    for (const [name, payload, disclosures, code] of table)
      expect([name, codes(payload, disclosures).includes(code)]).toEqual([name, true]);
  });

  it('keeps a member named __proto__ as a member', () => {
    const hostile = JSON.parse('{"data":{"__proto__":{"admin":true}}}') as JsonObject;
    const { payload, disclosures } = embedDisclosures(hostile, ['/data/__proto__'], counter());
    const recovery = recoverClaims(payload, strings(disclosures));
    expect(recovery.ok && JSON.stringify(recovery.claims)).toBe(JSON.stringify(hostile));
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('is refused, not crashed on, when it is nested without end', () => {
    let deep: Json = 1;
    for (let level = 0; level < 5_000; level++) deep = [deep];
    expect(codes({ deep }, [])).toContain('disclosure.too_deep');
  });

  it('cannot be made from a pointer that leads nowhere or a reserved name', () => {
    expect(codeOf(() => embedDisclosures(claims, ['/data/paye'], counter()))).toBe(
      'disclosure.no_such_field',
    );
    expect(codeOf(() => embedDisclosures({ _sd: [] }, [], counter()))).toBe(
      'disclosure.reserved_name',
    );
    expect(embedDisclosures(claims, [], counter())).toEqual({ payload: claims, disclosures: [] });
  });

  it('hides by decoys how many fields there are', () => {
    const decoys = new Map([
      ['/data', 3],
      ['/data/phones', 2],
    ]);
    const { payload, disclosures } = embedDisclosures(claims, pointers, counter(), { decoys });
    const data = payload['data'] as { _sd: string[]; phones: Json[] };
    expect(data._sd).toHaveLength(4);
    expect(data._sd).toEqual([...data._sd].sort());
    expect(data.phones).toHaveLength(4);
    expect(recoverClaims(payload, strings(disclosures))).toMatchObject({ ok: true, claims });
  });

  it('round-trips whatever is concealed and shown', () => {
    const tree = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 3 }), {
      maxKeys: 4,
    });
    fc.assert(
      fc.property(tree, fc.infiniteStream(fc.boolean()), (value, coins) => {
        const plain = JSON.parse(JSON.stringify(value)) as JsonObject;
        const all = pointersIn(plain, '');
        fc.pre(!all.some((pointer) => /\/(_sd|_sd_alg|\.\.\.)(\/|$)/.test(pointer)));
        const chosen = all.filter(() => coins.next().value);
        const { payload, disclosures } = embedDisclosures(plain, chosen, counter());
        const recovery = recoverClaims(payload, strings(disclosures));
        expect(recovery.ok && sorted(recovery.claims)).toEqual(sorted(plain));
        expect(recoverClaims(payload, [])).toMatchObject({ ok: true });
      }),
    );
  });
});

/** Every pointer below a value. */
function pointersIn(value: Json, pointer: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]: [string, Json]) => {
    const at = pointer + pointerStep(key);
    return [at, ...pointersIn(member, at)];
  });
}

/** The same value with members in one order. */
const sorted = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, member: unknown) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
        : member,
    ),
  ) as unknown;

describe('RFC 9901', () => {
  interface Examples {
    disclosures: { disclosure: string; digest: string; contents: Json[] }[];
    same_value_three_encodings: string[];
    s5_1_payload: JsonObject;
    s5_1_processed_without_cnf: JsonObject;
  }
  const itRfc = itWith('sd-jwt');
  const examples = () => readJson('sd-jwt', 'rfc9901-disclosures.json') as Examples;

  itRfc('has every digest and content', () => {
    const { disclosures } = examples();
    expect(disclosures.length).toBeGreaterThanOrEqual(13);
    for (const { disclosure, digest, contents } of disclosures) {
      expect(disclosureDigest(disclosure)).toBe(digest);
      const { salt, name, value } = parseDisclosure(disclosure);
      expect(name === undefined ? [salt, value] : [salt, name, value]).toEqual(contents);
    }
  });

  itRfc('has one value in three encodings with three digests', () => {
    const { same_value_three_encodings: encodings } = examples();
    const [first, ...others] = encodings.map(parseDisclosure);
    for (const other of others) expect(other).toEqual(first);
    expect(new Set(encodings.map((one) => disclosureDigest(one))).size).toBe(3);
  });

  itRfc('processes the payload of section 5.1', () => {
    const { disclosures, s5_1_payload, s5_1_processed_without_cnf } = examples();
    const used = disclosures.filter(({ digest }) => JSON.stringify(s5_1_payload).includes(digest));
    const recovery = recoverClaims(
      s5_1_payload,
      used.map(({ disclosure }) => disclosure),
    );
    expect(recovery).toMatchObject({ ok: true, claims: s5_1_processed_without_cnf });
    const all = disclosures.map(({ disclosure }) => disclosure);
    expect(codes(s5_1_payload, all)).toContain('disclosure.unreferenced');
  });
});

interface Frame {
  _sd?: (string | number)[];
  _sd_decoy?: number;
  [key: string]: Frame | (string | number)[] | number | undefined;
}

/** What sd-jwt-js calls a disclosure frame, as pointers and decoys. */
function readFrame(
  frame: Frame,
  pointer: string,
): { pointers: string[]; decoys: [string, number][] } {
  const { _sd = [], _sd_decoy, ...members } = frame;
  const below = Object.entries(members).map(([key, inner]) =>
    readFrame(inner as Frame, pointer + pointerStep(key)),
  );
  return {
    pointers: [
      ..._sd.map((key) => pointer + pointerStep(key)),
      ...below.flatMap((one) => one.pointers),
    ],
    decoys: [
      ...(_sd_decoy === undefined ? [] : [[pointer, _sd_decoy] as [string, number]]),
      ...below.flatMap((one) => one.decoys),
    ],
  };
}

/** The pointers a presentation frame asks for. */
function presented(frame: Json, pointer: string): string[] {
  if (typeof frame !== 'object' || frame === null) return frame === true ? [pointer] : [];
  return Object.entries(frame).flatMap(([key, inner]: [string, Json]) => [
    ...(pointer === '' ? [] : [pointer]),
    ...presented(inner, pointer + pointerStep(key)),
  ]);
}

const withoutEmpty = (claims: JsonObject): unknown =>
  sorted(
    Object.fromEntries(
      Object.entries(claims).filter(([, member]) => JSON.stringify(member) !== '{}'),
    ),
  );

describe('sd-jwt-js', () => {
  itWith('sd-jwt')('gives the same claims for every frame and presentation', () => {
    const folder = 'sd-jwt/packages/core/test';
    const files = filesUnder(folder, '.json');
    expect(files.length).toBeGreaterThanOrEqual(17);
    for (const file of files) {
      const one = readJson(folder, file) as {
        claims: JsonObject;
        disclosureFrame?: Frame;
        presentationFrames?: JsonObject;
        presentedClaims: JsonObject;
      };
      const frame = readFrame(one.disclosureFrame ?? {}, '');
      const options = { decoys: new Map(frame.decoys) };
      const { payload, disclosures } = embedDisclosures(
        one.claims,
        frame.pointers,
        counter(),
        options,
      );
      const wanted = new Set(presented(one.presentationFrames ?? {}, ''));
      const shown = disclosures.filter(({ pointer }) => wanted.has(pointer));
      const recovery = recoverClaims(payload, strings(shown));
      // Where nothing of an object is shown the RFC leaves {} and sd-jwt-js leaves nothing.
      expect([file, recovery.ok && withoutEmpty(recovery.claims)]).toEqual([
        file,
        withoutEmpty(one.presentedClaims),
      ]);
    }
  });
});

/** The pointers of what a YAML test case marks `!sd`: values, or members whose name is marked. */
function readMarked(node: unknown, pointer: string, found: string[]): Json {
  if (isNode(node) && node.tag === '!sd') found.push(pointer);
  if (isSeq(node))
    return node.items.map((item, index) => readMarked(item, pointer + pointerStep(index), found));
  if (isMap(node))
    return Object.fromEntries(
      node.items.map(({ key, value }): [string, Json] => {
        const name = isScalar(key) ? String(key.value) : String(key);
        const at = pointer + pointerStep(name);
        if (isNode(key) && key.tag === '!sd') found.push(at);
        return [name, readMarked(value, at, found)];
      }),
    );
  if (!isScalar(node)) return null;
  // A marked scalar was left as text: what is not quoted has still to be read.
  const marked = node.tag === '!sd' && node.type === 'PLAIN';
  return (marked ? parseYaml(String(node.value)) : node.value) as Json;
}

/** The pointers that a holder shows: everything that is not False. */
function holderShows(value: Json, pointer: string): string[] {
  if (value === false || value === null) return [];
  const inner = typeof value === 'object' ? Object.entries(value) : [];
  return [
    pointer,
    ...inner.flatMap(([key, member]: [string, Json]) =>
      holderShows(member, pointer + pointerStep(key)),
    ),
  ];
}

describe('sd-jwt-python', () => {
  itWith('sd-jwt-python')(
    'gives the same claims for every case of the RFC authors’ generator',
    () => {
      const folder = 'sd-jwt-python/tests/testcases';
      const files = filesUnder(folder, 'specification.yml');
      expect(files.length).toBeGreaterThanOrEqual(17);
      for (const file of files) {
        const document = parseDocument(readVector(folder, file).toString(), { logLevel: 'silent' });
        const found: string[] = [];
        const section = (name: string) =>
          readMarked(document.get(name, true), '', found) as JsonObject;
        const plain = section('user_claims');
        const { payload, disclosures } = embedDisclosures(plain, found, counter());
        const wanted = new Set(holderShows(section('holder_disclosed_claims'), ''));
        const shown = disclosures.filter(({ pointer }) => wanted.has(pointer));
        const recovery = recoverClaims(payload, strings(shown));
        const want = section('expect_verified_user_claims');
        expect([file, recovery.ok && sorted(recovery.claims)]).toEqual([file, sorted(want)]);
      }
    },
  );
});
