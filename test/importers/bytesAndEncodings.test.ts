// Bytes and encodings: what is truncated, damaged, empty or in another encoding is said, never repaired.
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { readBytes } from '../../src/importers/bytes.js';
import { decodeStrictly } from '../../src/importers/decode.js';
import { bytesInChunks, createFolder, drain, type Folder } from './texts.js';

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

const decode = async (bytes: Uint8Array, encoding: string, size?: number) => {
  const { items, failure } = await drain(
    decodeStrictly(bytesInChunks(bytes, size), encoding, 'f.csv'),
  );
  return { text: items.join(''), failure };
};

describe('the bytes of a file', () => {
  const content = Array.from({ length: 20_000 }, (_, row) => `${row},第${row}行\n`).join('');

  const read = async (path: string) => {
    const { items, failure } = await drain(readBytes(path));
    return { text: Buffer.concat(items).toString('utf8'), failure };
  };

  it('are unpacked when they are gzip, whatever the name says', async () => {
    expect(await read(folder.file('plain.csv', content))).toEqual({ text: content });
    expect(await read(folder.file('packed.csv', gzipSync(content)))).toEqual({ text: content });
  });

  it('of several gzip members are read on', async () => {
    const path = folder.file('two.gz', Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]));
    expect(await read(path)).toEqual({ text: 'a\nb\n' });
  });

  it('before the break of a truncated gzip are kept, and the break is told', async () => {
    const packed = gzipSync(content);
    const { text, failure } = await read(folder.file('cut.gz', packed.subarray(0, -4000)));
    expect(failure?.code).toBe('import.gzip_truncated');
    expect(text.length).toBeGreaterThan(content.length / 2);
    expect(content.startsWith(text.replace(/\uFFFD+$/, ''))).toBe(true);
  });

  it('of a damaged gzip are told to be damaged', async () => {
    const packed = Buffer.from(gzipSync(content));
    packed.fill(0xff, 40_000, 40_200);
    const { failure } = await read(folder.file('bad.gz', packed));
    expect(failure?.code).toBe('import.gzip_damaged');
  });

  it('that are none, or not there, are refused', async () => {
    expect((await read(folder.file('empty.csv', ''))).failure?.code).toBe('import.file_empty');
    expect((await read(`${folder.path}/none.csv`)).failure?.code).toBe('import.file_missing');
    expect((await read(folder.path)).failure?.code).toBe('import.file_unreadable');
  });
});

describe('decoding', () => {
  const sample = '天等县，帲龙村 𠮷野家\r\nNT$1,000';

  it.each(['utf-8', 'gb18030', 'utf-16le', 'utf-16be'])(
    'reads %s, cut anywhere, with or without a byte order mark',
    async (encoding) => {
      const plain = iconv.encode(sample, encoding);
      const marked = iconv.encode(sample, encoding, { addBOM: true });
      for (const size of [1, 2, 3, 1000]) {
        expect(await decode(plain, encoding, size)).toEqual({ text: sample });
        expect(await decode(marked, encoding, size)).toEqual({ text: sample });
      }
    },
  );

  it.each(['gbk', 'big5', 'shift_jis', 'windows-1252'])(
    'reads %s of iconv-lite',
    async (encoding) => {
      const text =
        encoding === 'windows-1252' ? 'Céline – 1' : encoding === 'gbk' ? '天等县' : '日本';
      expect(await decode(iconv.encode(text, encoding), encoding, 1)).toEqual({ text });
    },
  );

  it('refuses GB18030 bytes that are said to be UTF-8, at their offset', async () => {
    const bytes = Buffer.concat([Buffer.from('id,name\n1,'), iconv.encode('天等', 'gb18030')]);
    const { text, failure } = await decode(bytes, 'utf-8');
    expect(failure).toMatchObject({
      code: 'import.wrong_encoding',
      // 0xCC may begin a character of UTF-8; the byte after it cannot go on.
      details: { encoding: 'utf-8', offset: 11 },
    });
    expect(text).toBe('id,name\n1,');
  });

  it('refuses UTF-8 bytes that are no GB18030', async () => {
    const { failure } = await decode(Buffer.from('a,县\n'), 'gb18030');
    expect(failure?.code).toBe('import.wrong_encoding');
  });

  it('refuses a file that ends within a character', async () => {
    const { text, failure } = await decode(Buffer.from('县').subarray(0, 2), 'utf-8');
    expect({ text, code: failure?.code }).toEqual({ text: '', code: 'import.wrong_encoding' });
  });

  it('names the very byte that is wrong, wherever the chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({ maxLength: 10 }),
        fc.integer({ min: 1, max: 9 }),
        async (before, after, size) => {
          const good = Buffer.from(before.toWellFormed().replace(/^\uFEFF+/, ''));
          const bytes = Buffer.concat([good, Buffer.from([0xff]), Buffer.from(after)]);
          const { text, failure } = await decode(bytes, 'utf-8', size);
          expect(failure?.details['offset']).toBe(good.length);
          expect(text).toBe(good.toString('utf8'));
        },
      ),
      { numRuns: 200 },
    );
  });
});
