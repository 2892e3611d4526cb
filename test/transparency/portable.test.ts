// The library must run where there is no Node: here it is loaded into an empty world that has what every browser has.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, type Module, SourceTextModule } from 'node:vm';
import { transformSync } from '@swc/core';
import { describe, expect, it } from '@jest/globals';
import {
  defaultHasher,
  formatProof,
  formatVerifierKey,
  noteSigner,
  publicKeyOf,
  signCheckpoint,
} from '../../src/transparency/index.js';
import type * as transparency from '../../src/transparency/index.js';
import { utf8 } from './support.js';

const require = createRequire(pathToFileURL(resolve('package.json')));

function locate(specifier: string, from: string): string {
  if (specifier.startsWith('.')) return join(dirname(from), specifier);
  if (!specifier.startsWith('@noble/')) throw new Error(`imports ${specifier}`);
  return require.resolve(specifier);
}

/** Loads a module and what it imports into a context; TypeScript sources stand for their .js names. */
function loader(context: object) {
  const loaded = new Map<string, Promise<Module>>();
  const load = (file: string): Promise<Module> => {
    const known = loaded.get(file) ?? read(file);
    loaded.set(file, known);
    return known;
  };
  const read = async (file: string): Promise<Module> => {
    const own = /\/src\/(transparency|kernel)\//.test(file);
    const source = readFileSync(own ? file.replace(/\.js$/, '.ts') : file, 'utf8');
    const options = {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    } as const;
    const code = own ? transformSync(source, options).code : source;
    return Promise.resolve(new SourceTextModule(code, { context, identifier: file }));
  };
  return async (file: string): Promise<Module> => {
    const module = await load(file);
    await module.link((specifier, parent) => load(locate(specifier, parent.identifier)));
    await module.evaluate();
    return module;
  };
}

describe('the library without Node', () => {
  it('verifies a record with nothing but what a browser has', async () => {
    const context = createContext({ TextEncoder, TextDecoder });
    const { namespace } = await loader(context)(resolve('src/transparency/index.js'));
    const library = namespace as typeof transparency;
    const log = { name: 'example.org/ledger', seed: new Uint8Array(32).fill(1) };
    const leaf = utf8('{"记录":1}');
    const head = { origin: log.name, size: 1, root: defaultHasher.leaf(leaf) };
    const proof = formatProof({
      index: 0,
      hashes: [],
      checkpoint: signCheckpoint(head, [noteSigner(log)]),
    });
    const trust = library.parsePolicy(`log ${formatVerifierKey(publicKeyOf(log))}\nquorum none\n`);
    expect(library.verifyRecord({ leaf, proof, disclosures: [] }, { trust })).toMatchObject({
      ok: true,
      index: 0,
    });
    expect(library.verifyRecord({ leaf: utf8('{"记录":2}'), proof }, { trust })).toMatchObject({
      ok: false,
      code: 'inclusion.root_mismatch',
    });
  });
});
