// QR codes: nothing in them but an address and a hash, and drawn as they were worked out.
import { describe, expect, it } from '@jest/globals';
import { encode } from 'uqr';
import { eventAddress, qrSvg, qrText, treeAddress } from '../../src/proof/verifyAddress.js';

const leaf = Uint8Array.from({ length: 32 }, (_, at) => at);
const ID = '018a9322-1900-7163-9524-3f07fefdbc11';
const address = eventAddress('https://ledger.example/', ID, leaf);

describe('a QR code', () => {
  it('holds the address of the page and a hash that stays in the browser', () => {
    expect(address).toBe(
      `https://ledger.example/verify/${ID}#${Buffer.from(leaf).toString('hex')}`,
    );
    const root = Buffer.alloc(32, 0xfb).toString('base64');
    const tree = treeAddress('http://10.0.0.1:8080', { size: 4869, root });
    expect(tree).toMatch(/^http:\/\/10\.0\.0\.1:8080\/verify\/tree\/4869#[\w-]{43}$/);
    expect(Buffer.from(new URL(tree).hash.slice(1), 'base64url').toString('base64')).toBe(root);
  });

  it.each([
    'ledger.example',
    'ftp://ledger.example',
    'https://user:secret@ledger.example',
    'https://ledger.example/?token=secret',
    'https://ledger.example/#x',
    'https://ledger example',
    '',
  ])('is not made under the address %j', (base) => {
    expect(() => eventAddress(base, ID, leaf)).toThrow(
      expect.objectContaining({ code: 'qr.base' }),
    );
  });

  it('is drawn module by module, black on white, with the quiet margin that scanners need', () => {
    const svg = qrSvg(address);
    expect(svg).not.toMatch(/style|script|href|width="\d+px"/);
    const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
    const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
    for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
      drawn[Number(y)]!.fill(true, Number(x), Number(x) + Number(length));
    expect(drawn).toEqual(encode(address, { ecc: 'M', border: 4 }).data);
    for (let at = 0; at < size; at++)
      for (let margin = 0; margin < 4; margin++)
        expect([drawn[margin]![at], drawn[at]![size - 1 - margin]]).toEqual([false, false]);
  });

  it('is text of two rows a line for a terminal', () => {
    const lines = qrText(address).trimEnd().split('\n');
    expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
    expect(lines.join('')).toMatch(/^[█▀▄ ]+$/);
  });
});
