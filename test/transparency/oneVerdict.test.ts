// One verdict on every hostile Ed25519 case, whoever judges: the sources, the program that command line and service run,
// the platform's verifier in `verify`, and what is bundled for browsers, outside of one and in one.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createContext, runInContext } from 'node:vm';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createPlatformVerify } from '../../src/signing/platformEd25519.js';
import { verifyEd25519 } from '../../src/transparency/index.js';
import type * as transparency from '../../src/transparency/index.js';
import { createBrowser, itInBrowser } from '../support/browser.js';
import { itWith, readShared } from '../support/sharedFolder.js';

interface Case {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

function cases(): Case[] {
  const cctv = readShared('vectors/cctv-ed25519/ed25519/ed25519vectors.json') as {
    key: string;
    sig: string;
    msg: string;
  }[];
  const { testGroups } = readShared('vectors/wycheproof/testvectors_v1/ed25519_test.json') as {
    testGroups: { publicKey: { pk: string }; tests: { msg: string; sig: string }[] }[];
  };
  return [
    ...cctv.map(({ key, msg, sig }) => ({
      key: hex(key),
      message: new Uint8Array(Buffer.from(msg)),
      signature: hex(sig),
    })),
    ...testGroups.flatMap(({ publicKey, tests }) =>
      tests.map(({ msg, sig }) => ({
        key: hex(publicKey.pk),
        message: hex(msg),
        signature: hex(sig),
      })),
    ),
  ];
}

const judgeAll = (verify: transparency.Ed25519Verify, all: readonly Case[]) =>
  all.map(({ key, message, signature }) => (verify(key, message, signature) ? 1 : 0)).join('');

/** The library as it is bundled for the pages (scripts/build.mjs), under the name `library`. */
async function bundle(): Promise<string> {
  const built = await build({
    entryPoints: [join(process.cwd(), 'src/transparency/index.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'library',
    target: 'es2022',
    charset: 'ascii',
    write: false,
  });
  return built.outputFiles[0]?.text ?? '';
}

describe('hostile Ed25519 keys and signatures', () => {
  let program: string;
  beforeAll(async () => {
    program = await bundle();
  });
  const browser = createBrowser();
  afterAll(() => browser.close());

  itWith('vectors/cctv-ed25519', 'are judged alike by every build of the program', async () => {
    const all = cases();
    const strict = judgeAll(verifyEd25519, all);
    expect(all).toHaveLength(914 + 151);
    expect(strict).toMatch(/0.*1|1.*0/);
    const compiled = join(process.cwd(), 'dist/src/transparency/index.js');
    const shipped = (await import(compiled)) as typeof transparency;
    expect(judgeAll(shipped.verifyEd25519, all)).toBe(strict);
    expect(judgeAll(createPlatformVerify(), all)).toBe(strict);
    const context = createContext({ TextEncoder, TextDecoder, cases: all });
    runInContext(program, context);
    const bundled = runInContext(
      'cases.map(({ key, message, signature }) => library.verifyEd25519(key, message, signature) ? 1 : 0).join("")',
      context,
    ) as string;
    expect(bundled).toBe(strict);
  });

  itInBrowser('are judged alike in a real browser', async () => {
    const all = cases();
    const page = await browser.open('about:blank');
    await page.addScriptTag({ content: program });
    const plain = all.map(({ key, message, signature }) => [
      [...key],
      [...message],
      [...signature],
    ]);
    const judged = await page.evaluate(
      `(${JSON.stringify(plain)}).map(([key, message, signature]) => library.verifyEd25519(Uint8Array.from(key), Uint8Array.from(message), Uint8Array.from(signature)) ? 1 : 0).join('')`,
    );
    expect(judged).toBe(judgeAll(verifyEd25519, all));
    await page.close();
  });

  it('of a good signature pass, and of an altered one do not, also by the platform', async () => {
    const { ed25519PublicKey, signEd25519 } = await import('../../src/transparency/index.js');
    const seed = new Uint8Array(32).fill(9);
    const [key, message] = [ed25519PublicKey(seed), new Uint8Array([1, 2, 3])];
    const signature = signEd25519(seed, message);
    const verify = createPlatformVerify();
    expect(verify(key, message, signature)).toBe(true);
    expect(
      verify(
        key,
        message,
        signature.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
      ),
    ).toBe(false);
    expect(verify(key.slice(1), message, signature)).toBe(false);
    expect(verify(key, message, signature.slice(1))).toBe(false);
  });
});
